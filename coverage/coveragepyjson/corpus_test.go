package coveragepyjson

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
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
	dir := corpustest.Dir(t)
	cases, err := filepath.Glob(filepath.Join(dir, "coveragepy/generated/*/coverage.json"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, report := range cases {
		t.Run(filepath.Base(filepath.Dir(report)), func(t *testing.T) {
			var expected struct {
				Files map[string]found `json:"files"`
			}
			if err := json.Unmarshal(readertest.Text(t, filepath.Join(filepath.Dir(report), "expected.json")), &expected); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"coverage.json", "coverage-contexts.json"} {
				files := readertest.Files(t, Format, filepath.Join(filepath.Dir(report), name))
				readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want found) {
					if err := refine(f, readertest.Text(t, filepath.Join(dir, "programs/python", path))); err != nil {
						t.Fatal(err)
					}
					if diff := readertest.Diff(sorted(want), foundIn(f)); diff != "" {
						t.Errorf("%s: %s: %s", name, path, diff)
					}
				})
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
	got := found{
		Lines: readertest.Shown(f), Arcs: [][3]int64{}, Excluded: append([]uint32{}, f.Excluded...),
		Totals: readertest.Totals(f.Summary(), "lines", "branches"),
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
		path := filepath.Join(corpustest.Dir(t), "coveragepy/generated", name, "coverage-contexts.json")
		var report struct {
			Files map[string]struct {
				Contexts map[string][]string `json:"contexts"`
			} `json:"files"`
		}
		if err := json.Unmarshal(readertest.Text(t, path), &report); err != nil {
			t.Fatal(err)
		}
		tests := 0
		for path, f := range readertest.Files(t, Format, path) {
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
	readertest.Foreign(t, Format, corpustest.Files(t, "coveragepy/fetched/codeclimate+test-reporter/formatters/coveragepy", "example.json"))
}
