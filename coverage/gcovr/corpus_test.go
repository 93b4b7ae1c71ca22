package gcovr

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// What gcovr 5.2 itself says of the run, file by file.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "gcovr/generated/gcc-c")
	expected := corpus.Read(t, filepath.Join(dir, "expected.json"))
	files := readFile(t, filepath.Join(dir, "gcovr.json"))
	var total coverage.Summary
	for path, want := range expected.Files {
		f := files[path]
		if f == nil {
			t.Errorf("%s is not in the report", path)
			continue
		}
		if diff := cmp.Diff(want.Lines, linesOf(f)); diff != "" {
			t.Errorf("%s: lines: %s", path, diff)
		}
		if diff := cmp.Diff(append([][3]uint64{}, want.BranchesByLine...), branchesOf(f)); diff != "" {
			t.Errorf("%s: branches: %s", path, diff)
		}
		total = total.Add(f.Summary())
	}
	// 7 functions of which 6 ran is from gcovr's summary of the same run.
	want := coverage.Summary{
		Lines:     ratio(expected.Totals["lines"]),
		Branches:  ratio(expected.Totals["branches"]),
		Functions: coverage.Ratio{Covered: 6, Total: 7},
	}
	if total != want || len(files) != len(expected.Files) {
		t.Errorf("%d of %d files, totals %v, want %v", len(files), len(expected.Files), total, want)
	}
}

func ratio(pair [2]int64) coverage.Ratio { return coverage.Ratio{Covered: pair[0], Total: pair[1]} }

func linesOf(f *coverage.File) [][2]uint64 {
	out := [][2]uint64{}
	for _, l := range f.Lines {
		out = append(out, [2]uint64{uint64(l.Number), l.Hits})
	}
	return out
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
	dir := filepath.Join(corpus.Dir(t), "gcovr/fetched")
	seen := 0
	each(t, dir, "coverage_summary.json", func(path string) {
		seen++
		doc, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
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
		if err := json.Unmarshal(doc, &summary); err != nil {
			t.Fatal(err)
		}
		files := readFile(t, filepath.Join(filepath.Dir(path), "coverage.json"))
		_, test, _ := strings.Cut(filepath.ToSlash(filepath.Dir(path)), "/tests/")
		for _, s := range summary.Files {
			want := coverage.Summary{
				Lines:     coverage.Ratio{Covered: s.LineCovered, Total: s.LineTotal},
				Branches:  coverage.Ratio{Covered: s.BranchCovered, Total: s.BranchTotal},
				Functions: coverage.Ratio{Covered: s.FunctionCovered, Total: s.FunctionTotal},
			}
			want.Lines = want.Lines.Sub(ratio(again[test]))
			if got := files[s.Filename].Summary(); got != want {
				t.Errorf("%s: %s: got %v, want %v", path, s.Filename, got, want)
			}
		}
	})
	if seen == 0 {
		t.Error("there are no summaries")
	}
}

// Every report that others have made is read, with nothing left out.
func TestFetched(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "gcovr/fetched")
	seen := 0
	each(t, dir, "coverage*.json", func(path string) {
		if strings.HasSuffix(path, "_summary.json") {
			return
		}
		seen++
		if files := readFile(t, path); len(files) == 0 {
			t.Errorf("%s: no files", path)
		}
	})
	if seen < 30 {
		t.Errorf("only %d reports", seen)
	}
}

func each(t *testing.T, dir, pattern string, f func(path string)) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if ok, _ := filepath.Match(pattern, filepath.Base(path)); ok && err == nil {
			f(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// readFile reads a report in which nothing may be dropped. The sniff must be
// sure of it.
func readFile(t *testing.T, path string) map[string]*coverage.File {
	t.Helper()
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := sniff(doc[:min(len(doc), 64<<10)]); got != coverage.Certain {
		t.Errorf("%s: sniffed %v", path, got)
	}
	files, info, err := collect(string(doc))
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%s: %v, %v", path, info.Dropped, err)
	}
	return files
}
