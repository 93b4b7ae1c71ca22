package coveralls

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// gcovr 5.2 writes the lines that its own JSON has. It writes no branches, so
// those of the expectation are not compared.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "gcovr/generated/gcc-c")
	expected := corpus.Read(t, filepath.Join(dir, "expected.json"))
	doc, err := os.ReadFile(filepath.Join(dir, "coveralls.json"))
	if err != nil {
		t.Fatal(err)
	}
	files, info, err := collect(string(doc))
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	var total coverage.Summary
	for path, want := range expected.Files {
		f := files[path]
		if f == nil {
			t.Errorf("%s is not in the report", path)
			continue
		}
		lines := [][2]uint64{}
		for _, l := range f.Lines {
			lines = append(lines, [2]uint64{uint64(l.Number), l.Hits})
		}
		if diff := cmp.Diff(want.Lines, lines); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
		total = total.Add(f.Summary())
	}
	want := expected.Totals["lines"]
	if total.Lines != (coverage.Ratio{Covered: want[0], Total: want[1]}) || len(files) != len(expected.Files) {
		t.Errorf("%d of %d files, totals %v, want %v", len(files), len(expected.Files), total.Lines, want)
	}
}

// Every report that was found in the wild reads, and nothing in it is dropped.
func TestFetched(t *testing.T) {
	seen := 0
	for _, folder := range []string{"coveralls/fetched", "excoveralls/fetched"} {
		root := filepath.Join(corpus.Dir(t), folder)
		err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".json") {
				return err
			}
			seen++
			doc, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			files, info, err := collect(string(doc))
			if err != nil || len(files) == 0 || info.Dropped.Count > 0 || sniff(doc) != coverage.Certain {
				t.Errorf("%s: %d files, %v, %v", path, len(files), info.Dropped, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 22 {
		t.Errorf("read %d reports, want 22", seen)
	}
}

// The settings of excoveralls are JSON beside its reports, and none.
func TestSettingsAreNoReports(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join(corpus.Dir(t), "misc/fetched/parroty+excoveralls/test/fixtures/*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no settings: %v", err)
	}
	for _, path := range paths {
		doc, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = collect(string(doc))
		broken := filepath.Base(path) == "invalid.json"
		if sniff(doc) != coverage.No || !errors.Is(err, coverage.ErrNotReport) && !broken || err == nil {
			t.Errorf("%s: got %v", path, err)
		}
	}
}
