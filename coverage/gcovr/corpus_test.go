package gcovr

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// What gcovr 5.2 itself says of the run, file by file.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "gcovr/generated/gcc-c")
	expected := corpustest.Read(t, filepath.Join(dir, "expected.json"))
	files := readertest.Files(t, Format, filepath.Join(dir, "gcovr.json"))
	total := readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want corpustest.ExpectedFile) {
		if diff := cmp.Diff(want.Lines, readertest.Hits(f)); diff != "" {
			t.Errorf("%s: lines: %s", path, diff)
		}
		if diff := cmp.Diff(append([][3]uint64{}, want.BranchesByLine...), branchesOf(f)); diff != "" {
			t.Errorf("%s: branches: %s", path, diff)
		}
	})
	// 7 functions of which 6 ran is from gcovr's summary of the same run.
	want := coverage.Summary{
		Lines:     readertest.Ratio(expected.Totals["lines"]),
		Branches:  readertest.Ratio(expected.Totals["branches"]),
		Functions: coverage.Ratio{Covered: 6, Total: 7},
	}
	if total != want {
		t.Errorf("totals %v, want %v", total, want)
	}
}

func branchesOf(f *coverage.File) [][3]uint64 {
	out := [][3]uint64{}
	for _, m := range f.Marks() {
		if m.Total > 0 {
			out = append(out, [3]uint64{uint64(m.Line), uint64(m.Taken), uint64(m.Total)})
		}
	}
	return out
}

// again are lines that gcovr, since version 8, counts more than once: once for
// each function that has code on them, such as the two or three variants of a
// destructor. Here a line is one line, as in gcov's text and in every editor.
// The pair is how many of the further ones ran, and how many there are.
var again = map[string][2]int64{
	"const-functions/reference/gcc-14":         {0, 2},
	"virtual-classes/reference/gcc-14":         {0, 6},
	"virtual-classes/reference/gcc-14-Windows": {8, 14},
}

// gcovr's own tests have reports beside summaries of them, by which templates
// and several functions on a line can be checked.
func TestFetchedSummaries(t *testing.T) {
	for _, path := range corpustest.Files(t, "gcovr/fetched", "coverage_summary.json") {
		var summary struct {
			Files []struct {
				Filename        string `json:"filename"`
				LineTotal       int64  `json:"line_total"`
				LineCovered     int64  `json:"line_covered"`
				FunctionTotal   int64  `json:"function_total"`
				FunctionCovered int64  `json:"function_covered"`
				BranchTotal     int64  `json:"branch_total"`
				BranchCovered   int64  `json:"branch_covered"`
			} `json:"files"`
		}
		if err := json.Unmarshal(readertest.Text(t, path), &summary); err != nil {
			t.Fatal(err)
		}
		files := readertest.Files(t, Format, filepath.Join(filepath.Dir(path), "coverage.json"))
		_, test, _ := strings.Cut(filepath.ToSlash(filepath.Dir(path)), "/tests/")
		for _, s := range summary.Files {
			want := coverage.Summary{
				Lines:     coverage.Ratio{Covered: s.LineCovered, Total: s.LineTotal},
				Branches:  coverage.Ratio{Covered: s.BranchCovered, Total: s.BranchTotal},
				Functions: coverage.Ratio{Covered: s.FunctionCovered, Total: s.FunctionTotal},
			}
			want.Lines = want.Lines.Sub(readertest.Ratio(again[test]))
			if got := files[s.Filename].Summary(); got != want {
				t.Errorf("%s: %s: got %v, want %v", path, s.Filename, got, want)
			}
		}
	}
}

// Every report that others have made is read, with nothing left out.
func TestFetched(t *testing.T) {
	paths := slices.DeleteFunc(corpustest.Files(t, "gcovr/fetched", "coverage*.json"), func(path string) bool {
		return strings.HasSuffix(path, "_summary.json")
	})
	if len(paths) < 30 {
		t.Errorf("only %d reports", len(paths))
	}
	readertest.Fetched(t, Format, paths, readertest.Exceptions{}, func(r readertest.Report) {
		if len(r.Files) == 0 {
			t.Errorf("%s: no files", r.Path)
		}
	})
}
