package llvmcov

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
	"github.com/covls/covls/coverage/lcov"
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
	dir := filepath.Join(corpus.Dir(t), "llvm-cov/generated")
	cases, err := filepath.Glob(filepath.Join(dir, "*/export.json"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, export := range cases {
		name := filepath.Base(filepath.Dir(export))
		t.Run(name, func(t *testing.T) {
			expected := corpus.Read(t, filepath.Join(dir, name, "expected.json"))
			files := readFile(t, export)
			for path, want := range expected.Files {
				f := bySuffix(files, path)
				if f == nil {
					t.Errorf("%s is not in the report", path)
					continue
				}
				if diff := cmp.Diff(want.Lines, linesOf(f)); diff != "" {
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
					printed := ratio(want.Totals[metric.name])
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
			}
			if len(files) != len(expected.Files) {
				t.Errorf("%d files, want %d", len(files), len(expected.Files))
			}
		})
	}
}

// Without expansions and functions, lines are the same, and no branch of a
// macro is known.
func TestSkipped(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "llvm-cov/generated")
	cases, err := filepath.Glob(filepath.Join(dir, "*/export-skip.json"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, export := range cases {
		whole := readFile(t, strings.Replace(export, "-skip", "", 1))
		for path, f := range readFile(t, export) {
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
	cases, err := filepath.Glob(filepath.Join(corpus.Dir(t), "llvm-cov/generated/*/export.lcov"))
	if err != nil || len(cases) < 6 {
		t.Fatalf("%v, %v", cases, err)
	}
	for _, tracefile := range cases {
		doc, err := os.ReadFile(tracefile)
		if err != nil {
			t.Fatal(err)
		}
		files := readFile(t, strings.TrimSuffix(tracefile, "lcov")+"json")
		_, err = lcov.Format.Read(bytes.NewReader(doc), coverage.Limits{}, func(s *coverage.Section) error {
			if diff := cmp.Diff(linesOf(&s.File), linesOf(files[s.Path])); diff != "" {
				t.Errorf("%s: %s: %s", tracefile, s.Path, diff)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// lcov's markers, in the source of a program that clang compiled.
func TestRefineExcludes(t *testing.T) {
	dir := corpus.Dir(t)
	f := bySuffix(readFile(t, filepath.Join(dir, "llvm-cov/generated/clang14-c/export.json")), "src/classify.c")
	source, err := os.ReadFile(filepath.Join(dir, "programs/c/src/classify.c"))
	if err != nil {
		t.Fatal(err)
	}
	if err := Format.Refine(f, source); err != nil {
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
	read, refused := 0, 0
	err := filepath.WalkDir(filepath.Join(corpus.Dir(t), "llvm-cov/fetched"), func(path string, d fs.DirEntry, err error) error {
		if !strings.HasSuffix(path, ".json") || err != nil {
			return err
		}
		doc, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files, info, err := collect(string(doc))
		switch {
		case sniff(doc) != coverage.Certain || info.Dropped.Count > 0:
			t.Errorf("%s: %v", path, info)
		case !strings.Contains(string(doc), `"segments"`):
			if refused++; !errors.Is(err, coverage.ErrNotReport) || !strings.Contains(err.Error(), "-summary-only") {
				t.Errorf("%s: got %v", path, err)
			}
		case err != nil || len(files) == 0:
			t.Errorf("%s: %d files, %v", path, len(files), err)
		default:
			read++
		}
		return nil
	})
	if err != nil || read == 0 || refused < 30 {
		t.Errorf("%d read, %d refused, %v", read, refused, err)
	}
}

func pair(covered, total int64) coverage.Ratio { return coverage.Ratio{Covered: covered, Total: total} }

func ratio(pair [2]int64) coverage.Ratio { return coverage.Ratio{Covered: pair[0], Total: pair[1]} }

func linesOf(f *coverage.File) [][2]uint64 {
	out := [][2]uint64{}
	for _, l := range f.Lines {
		out = append(out, [2]uint64{uint64(l.Number), l.Hits})
	}
	return out
}

func bySuffix(files map[string]*coverage.File, rel string) *coverage.File {
	for path, f := range files {
		if strings.HasSuffix(path, "/"+rel) {
			return f
		}
	}
	return nil
}

// readFile reads a report in which nothing may be dropped.
func readFile(t *testing.T, path string) map[string]*coverage.File {
	t.Helper()
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files, info, err := collect(string(doc))
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%s: %v, %v", path, info.Dropped, err)
	}
	return files
}
