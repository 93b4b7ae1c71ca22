package coveragepyjson

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// found is what coverage.py's own analysis says of a file.
type found struct {
	Lines    [][2]uint64         `json:"lines"`
	Arcs     [][3]int64          `json:"branch_arcs"`
	Excluded []uint32            `json:"excluded"`
	Totals   map[string][2]int64 `json:"totals"`
}

// Every kind of run, with the sources at hand: lines, branches by where they
// lead, excluded lines and totals.
func TestCorpus(t *testing.T) {
	dir := corpus.Dir(t)
	cases, err := filepath.Glob(filepath.Join(dir, "coveragepy/generated/*/coverage.json"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, report := range cases {
		t.Run(filepath.Base(filepath.Dir(report)), func(t *testing.T) {
			var expected struct {
				Files map[string]found `json:"files"`
			}
			doc, err := os.ReadFile(filepath.Join(filepath.Dir(report), "expected.json"))
			if err == nil {
				err = json.Unmarshal(doc, &expected)
			}
			if err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"coverage.json", "coverage-contexts.json"} {
				files := readFile(t, filepath.Join(filepath.Dir(report), name))
				for path, want := range expected.Files {
					f := files[path]
					if f == nil {
						t.Errorf("%s: %s is not in the report", name, path)
						continue
					}
					source, err := os.ReadFile(filepath.Join(dir, "programs/python", path))
					if err != nil {
						t.Fatal(err)
					}
					if err := refine(f, source); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(sorted(want), foundIn(f), cmpopts.EquateEmpty()); diff != "" {
						t.Errorf("%s: %s: %s", name, path, diff)
					}
				}
				if len(files) != len(expected.Files) {
					t.Errorf("%s: %d files, want %d", name, len(files), len(expected.Files))
				}
			}
		})
	}
}

func sorted(f found) found {
	if len(f.Arcs) == 0 { // a run without branches has no total of them
		delete(f.Totals, "branches")
	}
	slices.SortFunc(f.Arcs, func(a, b [3]int64) int { return slices.Compare(a[:], b[:]) })
	return f
}

func foundIn(f *coverage.File) found {
	pair := func(r coverage.Ratio) [2]int64 { return [2]int64{r.Covered, r.Total} }
	s := f.Summary()
	got := found{
		Lines: [][2]uint64{}, Arcs: [][3]int64{}, Excluded: append([]uint32{}, f.Excluded...),
		Totals: map[string][2]int64{"lines": pair(s.Lines), "branches": pair(s.Branches)},
	}
	for _, l := range f.Lines {
		got.Lines = append(got.Lines, [2]uint64{uint64(l.Number), l.Shown()})
	}
	for _, b := range f.Branches {
		arc := [3]int64{int64(b.Line), int64(b.Arm), 0}
		if b.Label == exit {
			arc[1] = -arc[1]
		}
		if b.Ran() {
			arc[2] = 1
		}
		got.Arcs = append(got.Arcs, arc)
	}
	return sorted(got)
}

// Which tests ran a line, as the report has them by line.
func TestContexts(t *testing.T) {
	for _, name := range []string{"contexts-lines", "pytest-cov-contexts", "parallel"} {
		path := filepath.Join(corpus.Dir(t), "coveragepy/generated", name, "coverage-contexts.json")
		doc, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var report struct {
			Files map[string]struct {
				Contexts map[string][]string `json:"contexts"`
			} `json:"files"`
		}
		if err := json.Unmarshal(doc, &report); err != nil {
			t.Fatal(err)
		}
		tests := 0
		for path, f := range readFile(t, path) {
			tests += len(f.Tests)
			for n := uint32(1); n < 100; n++ {
				want := slices.DeleteFunc(report.Files[path].Contexts[fmt.Sprint(n)], func(s string) bool { return s == "" })
				slices.Sort(want)
				if got := f.TestsOf(n); !slices.Equal(got, want) {
					t.Errorf("%s: %s:%d: got %q, want %q", name, path, n, got, want)
				}
			}
		}
		if tests == 0 {
			t.Errorf("%s: no tests", name)
		}
	}
}

// The data files of coverage.py 3 and 4 are JSON too, behind a line of text.
// They are another format.
func TestFetched(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join(corpus.Dir(t), "coveragepy/fetched/codeclimate+test-reporter/formatters/coveragepy/example.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got := sniff(doc); got != coverage.No {
		t.Errorf("sniffed %v", got)
	}
}

// readFile reads a report in which nothing may be dropped.
func readFile(t *testing.T, path string) map[string]*coverage.File {
	t.Helper()
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got := sniff(doc); got != coverage.Certain {
		t.Errorf("%s: sniffed %v", path, got)
	}
	files, info, err := collect(string(doc))
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%s: %v, %v", path, info.Dropped, err)
	}
	return files
}
