package codecovjson

import (
	"encoding/json"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// monocart's verdict on every line, which its case has beside those of Istanbul.
func TestMonocart(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "monocart/generated/plain")
	var expected struct {
		Codecov map[string]map[string]any `json:"codecov_json"`
	}
	decode(t, filepath.Join(dir, "expected.json"), &expected)
	readertest.Expect(t, readertest.Files(t, Format, filepath.Join(dir, "coverage-reports/codecov.json")), expected.Codecov,
		func(path string, f *coverage.File, want map[string]any) {
			if diff := cmp.Diff(want, values(f)); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
		})
}

// values spells a file as the format does, with numbers as encoding/json has them.
func values(f *coverage.File) map[string]any {
	out := map[string]any{}
	for _, l := range f.Lines {
		out[strconv.Itoa(int(l.Number))] = float64(l.Hits)
	}
	for _, b := range f.BranchCounts {
		out[strconv.Itoa(int(b.Line))] = strconv.Itoa(int(b.Taken)) + "/" + strconv.Itoa(int(b.Total))
	}
	return out
}

// What cargo llvm-cov wrote says of every line whether it ran, and of every
// fraction that is more than one of one, how many regions of it did.
func TestCargoLLVMCov(t *testing.T) {
	paths := corpustest.Files(t, "codecov-json/fetched", "*.json")
	if len(paths) < 36 {
		t.Errorf("found %d reports, want 36", len(paths))
	}
	readertest.Fetched(t, Format, paths, readertest.Exceptions{}, func(r readertest.Report) {
		var report struct {
			Coverage map[string]map[string]string `json:"coverage"`
		}
		decode(t, r.Path, &report)
		readertest.Expect(t, r.Files, report.Coverage, func(path string, f *coverage.File, lines map[string]string) {
			if diff := cmp.Diff(lines, fractions(f)); diff != "" {
				t.Errorf("%s: %s: %s", r.Path, path, diff)
			}
		})
	})
}

// fractions spells a file without counts as cargo llvm-cov does.
func fractions(f *coverage.File) map[string]string {
	out := map[string]string{}
	for _, l := range f.Lines {
		out[strconv.Itoa(int(l.Number))] = map[bool]string{true: "1/1", false: "0/1"}[l.Ran()]
	}
	for line, fraction := range values(&coverage.File{BranchCounts: f.BranchCounts}) {
		out[line] = fraction.(string)
	}
	return out
}

func decode(t *testing.T, path string, into any) {
	t.Helper()
	if err := json.Unmarshal(readertest.Text(t, path), into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
