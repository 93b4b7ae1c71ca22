package coveralls

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// gcovr 5.2 writes the lines that its own JSON has. It writes no branches, so
// those of the expectation are not compared.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "gcovr/generated/gcc-c")
	expected := corpustest.Read(t, filepath.Join(dir, "expected.json"))
	total := readertest.Expect(t, readertest.Files(t, Format, filepath.Join(dir, "coveralls.json")), expected.Files,
		func(path string, f *coverage.File, want corpustest.ExpectedFile) {
			if diff := cmp.Diff(want.Lines, readertest.Hits(f)); diff != "" {
				t.Errorf("%s: %s", path, diff)
			}
		})
	if want := readertest.Ratio(expected.Totals["lines"]); total.Lines != want {
		t.Errorf("totals %v, want %v", total.Lines, want)
	}
}

// Every report that was found in the wild reads, and nothing in it is dropped.
func TestFetched(t *testing.T) {
	paths := append(corpustest.Files(t, "coveralls/fetched", "*.json"), corpustest.Files(t, "excoveralls/fetched", "*.json")...)
	if len(paths) < 22 {
		t.Errorf("found %d reports, want 22", len(paths))
	}
	readertest.Fetched(t, Format, paths, readertest.Exceptions{}, func(r readertest.Report) {
		if len(r.Files) == 0 {
			t.Errorf("%s: no files", r.Path)
		}
	})
}

// The settings of excoveralls are JSON beside its reports, and none.
func TestSettingsAreNoReports(t *testing.T) {
	for _, path := range corpustest.Files(t, "misc/fetched/parroty+excoveralls/test/fixtures", "*.json") {
		r := readertest.Open(t, Format, path)
		broken := filepath.Base(path) == "invalid.json"
		if r.Sure != coverage.No || !errors.Is(r.Err, coverage.ErrNotReport) && !broken || r.Err == nil {
			t.Errorf("%s: sniffed %v, got %v", path, r.Sure, r.Err)
		}
	}
}
