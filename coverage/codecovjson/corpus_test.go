package codecovjson

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// monocart's verdict on every line, which its case has beside those of Istanbul.
func TestMonocart(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "monocart/generated/plain")
	var expected struct {
		Codecov map[string]map[string]any `json:"codecov_json"`
	}
	decode(t, filepath.Join(dir, "expected.json"), &expected)
	doc, err := os.ReadFile(filepath.Join(dir, "coverage-reports/codecov.json"))
	if err != nil {
		t.Fatal(err)
	}
	files, info, err := collect(string(doc))
	if err != nil || info.Dropped.Count > 0 || len(files) != len(expected.Codecov) || len(files) == 0 {
		t.Fatalf("%d files, %v, %v", len(files), info.Dropped, err)
	}
	for path, want := range expected.Codecov {
		if diff := cmp.Diff(want, values(files[path])); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
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
	root := filepath.Join(corpus.Dir(t), "codecov-json/fetched")
	seen := 0
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".json") {
			return err
		}
		seen++
		var report struct {
			Coverage map[string]map[string]string `json:"coverage"`
		}
		decode(t, path, &report)
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files, info, err := collect(string(doc))
		if err != nil || info.Dropped.Count > 0 || len(files) != len(report.Coverage) || sniff(doc) != coverage.Certain {
			t.Errorf("%s: %d files, %v, %v", path, len(files), info.Dropped, err)
			return nil
		}
		for name, lines := range report.Coverage {
			if diff := cmp.Diff(lines, fractions(files[name])); diff != "" {
				t.Errorf("%s: %s: %s", path, name, diff)
			}
		}
		return nil
	})
	if err != nil || seen < 36 {
		t.Errorf("read %d reports, want 36; %v", seen, err)
	}
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
	doc, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(doc, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}
