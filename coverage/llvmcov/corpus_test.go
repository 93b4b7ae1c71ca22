package llvmcov

import (
	"bytes"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/lcov"
	"github.com/covls/covls/coverage/readertest"
)

// A difference is what covls counts where llvm-cov prints another total, and why.
type difference struct {
	lines, branches coverage.Ratio
	why             string
}

const (
	macroText = "llvm-cov marks the text of macros as lines, and leaves it out of its totals"
	closures  = "llvm-cov adds up the lines of functions, and counts again those that a closure shares with what is around it"
	whileZero = "LLVM 22 counts the one way out that the 0 of do … while (0) in a macro has"
)

// differences are the known ones, by case and file.
var differences = map[string]map[string]difference{
	"clang14-c": {
		"include/util.h": {lines: pair(6, 7), why: macroText},
	},
	"clang22-c": {
		"include/util.h": {lines: pair(6, 7), why: macroText},
		"src/classify.c": {branches: pair(5, 22), why: whileZero},
	},
	"clang22-c-mcdc": {
		"include/util.h": {lines: pair(6, 7), why: macroText},
		"src/classify.c": {branches: pair(5, 22), why: whileZero},
	},
	"clang14-cpp":      {"shape.hpp": {lines: pair(14, 17), why: closures}},
	"clang22-cpp-mcdc": {"shape.hpp": {lines: pair(14, 17), why: closures}},
	"rust195": {
		"src/main.rs":  {lines: pair(10, 11), why: closures},
		"src/gen.rs":   {lines: pair(5, 5), why: closures},
		"src/lib_a.rs": {lines: pair(17, 24), why: closures},
	},
}

// Two compilers, three languages: lines and counts as in llvm-cov's lcov output
// of the same run, branches and functions as in the totals that it prints.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "llvm-cov/generated")
	cases, err := filepath.Glob(filepath.Join(dir, "*/export.json"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, export := range cases {
		name := filepath.Base(filepath.Dir(export))
		t.Run(name, func(t *testing.T) {
			expected := corpustest.Read(t, filepath.Join(dir, name, "expected.json"))
			files := readertest.ByEnd(readertest.Files(t, Format, export), expected.Files)
			readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want corpustest.ExpectedFile) {
				if diff := cmp.Diff(want.Lines, readertest.Hits(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
				known := differences[name][path]
				got := f.Summary()
				for _, metric := range []struct {
					name       string
					got, known coverage.Ratio
				}{
					{"lines", got.Lines, known.lines},
					{"branches", got.Branches, known.branches},
					{"functions", got.Functions, coverage.Ratio{}},
				} {
					printed := readertest.Ratio(want.Totals[metric.name])
					switch {
					case metric.known.Total > 0 && metric.known == printed:
						t.Errorf("%s: %s: there is no difference any more: %s", path, metric.name, known.why)
					case metric.known.Total > 0:
						printed = metric.known
					}
					if metric.got != printed {
						t.Errorf("%s: %s: got %v, want %v", path, metric.name, metric.got, printed)
					}
				}
			})
		})
	}
}

// Without expansions and functions, lines are the same, and no branch of a
// macro is known.
func TestSkipped(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "llvm-cov/generated")
	cases, err := filepath.Glob(filepath.Join(dir, "*/export-skip.json"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, export := range cases {
		whole := readertest.Files(t, Format, strings.Replace(export, "-skip", "", 1))
		for path, f := range readertest.Files(t, Format, export) {
			if diff := cmp.Diff(whole[path].Lines, f.Lines); diff != "" || len(f.Functions) > 0 {
				t.Errorf("%s: %s: %d functions, %s", export, path, len(f.Functions), diff)
			}
			if got, all := f.Summary().Branches, whole[path].Summary().Branches; got.Total > all.Total {
				t.Errorf("%s: %s: %v branches of %v", export, path, got, all)
			}
		}
	}
}

// Read by the lcov reader, llvm-cov's lcov output of the same run has the same
// lines and counts.
func TestEqualsLcov(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "llvm-cov/generated/*/export.lcov"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, tracefile := range cases {
		files := readertest.Files(t, Format, strings.TrimSuffix(tracefile, "lcov")+"json")
		for path, f := range readertest.Files(t, lcov.Format, tracefile) {
			if files[path] == nil {
				t.Errorf("%s: %s is missing", tracefile, path)
			} else if diff := cmp.Diff(readertest.Hits(f), readertest.Hits(files[path])); diff != "" {
				t.Errorf("%s: %s: %s", tracefile, path, diff)
			}
		}
	}
}

// lcov's markers, in the source of a program that clang compiled.
func TestRefineExcludes(t *testing.T) {
	dir := corpustest.Dir(t)
	f := readertest.Files(t, Format, filepath.Join(dir, "llvm-cov/generated/clang14-c/export.json"))["/srv/lwork/c/src/classify.c"]
	if err := Format.Refine(f, readertest.Text(t, filepath.Join(dir, "programs/c/src/classify.c"))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]uint32{19, 20, 22}, f.Excluded); diff != "" {
		t.Error(diff)
	}
	if got, want := f.Summary().Branches, (coverage.Ratio{Covered: 5, Total: 18}); got != want {
		t.Errorf("branches %v, want %v", got, want)
	}
}

// Other people's: those with lines are read, and totals alone are refused.
func TestFetched(t *testing.T) {
	var whole, totals []string
	for _, path := range corpustest.Files(t, "llvm-cov/fetched", "*.json") {
		if bytes.Contains(readertest.Text(t, path), []byte(`"segments"`)) {
			whole = append(whole, path)
		} else {
			totals = append(totals, path)
		}
	}
	if len(whole) == 0 || len(totals) < 30 {
		t.Errorf("%d with lines, %d without", len(whole), len(totals))
	}
	readertest.Fetched(t, Format, whole, readertest.Exceptions{}, func(r readertest.Report) {
		if len(r.Files) == 0 {
			t.Errorf("%s: no files", r.Path)
		}
	})
	for _, path := range totals {
		r := readertest.Open(t, Format, path)
		if r.Sure != coverage.Certain || r.Info.Dropped.Count > 0 || !errors.Is(r.Err, coverage.ErrNotReport) || !strings.Contains(r.Err.Error(), "-summary-only") {
			t.Errorf("%s: sniffed %v, dropped %+v, got %v", path, r.Sure, r.Info.Dropped, r.Err)
		}
	}
}

func pair(covered, total int64) coverage.Ratio { return coverage.Ratio{Covered: covered, Total: total} }
