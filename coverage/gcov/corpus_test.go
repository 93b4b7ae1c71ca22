package gcov

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// One run of a C program, in every form in which GCC 12 gives it, against the
// counts that gcov's text has and the totals that it prints.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "gcov/generated/c")
	expected := corpustest.Read(t, filepath.Join(dir, "expected.json"))
	for _, reports := range []string{"json/*.gcov.json.gz", "json/*.gcov.json", "json/stdout.ndjson", "text/*.gcov", "text-branches/*.gcov"} {
		t.Run(reports, func(t *testing.T) {
			files := readertest.Below("../", readAll(t, filepath.Join(dir, reports)))
			total := readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want corpustest.ExpectedFile) {
				if diff := cmp.Diff(want.Lines, readertest.Hits(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
			})
			if want := readertest.Ratio(expected.Totals["lines"]); total.Lines != want {
				t.Errorf("%v of %v lines", total.Lines, want)
			}
		})
	}
}

// With the markers of the sources, gcov's data says what lcov says of the same
// run: 46 lines and not 49.
func TestRefineEqualsLcov(t *testing.T) {
	dir := corpustest.Dir(t)
	expected := corpustest.Read(t, filepath.Join(dir, "lcov/generated/gcc-c/expected/base-plus-run2.info.expected.json"))
	for _, reports := range []string{"json/*.gcov.json.gz", "text-branches/*.gcov"} {
		t.Run(reports, func(t *testing.T) {
			files := readertest.Below("../", readAll(t, filepath.Join(dir, "gcov/generated/c", reports)))
			total := readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want corpustest.ExpectedFile) {
				if err := Format.Refine(f, readertest.Text(t, filepath.Join(dir, "programs/c", path))); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want.Lines, readertest.Hits(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
			})
			want := coverage.Summary{
				Lines:     coverage.Ratio{Covered: 32, Total: 46},
				Branches:  coverage.Ratio{Covered: 24, Total: 35},
				Functions: coverage.Ratio{Covered: 6, Total: 7},
			}
			if strings.HasPrefix(reports, "text") {
				// Of a static function in a header, which each of four units
				// has a copy of, gcov 12 annotates neither name nor branches.
				want.Branches = want.Branches.Sub(coverage.Ratio{Covered: 1, Total: 2})
				want.Functions = coverage.Ratio{Covered: 5, Total: 6}
			}
			if total != want {
				t.Errorf("got %v, want %v", total, want)
			}
		})
	}
}

// A C++ program with templates: JSON and text say the same, and what lcov says
// of the same program by the same compiler.
func TestTemplates(t *testing.T) {
	expected := corpustest.Read(t, filepath.Join(corpustest.Dir(t), "lcov/generated/gcc-cpp/expected/lcov.info.expected.json"))
	json, text := readAll(t, "testdata/cpp.gcov.json"), readAll(t, "testdata/*.gcov")
	for path, want := range expected.Files {
		if diff := cmp.Diff(text[path].Lines, json[path].Lines); diff != "" {
			t.Errorf("%s: text and JSON: %s", path, diff)
		}
		for form, f := range map[string]*coverage.File{"text": text[path], "JSON": json[path]} {
			if diff := cmp.Diff(want.Lines, readertest.Hits(f)); diff != "" {
				t.Errorf("%s: %s: %s", path, form, diff)
			}
			if got := f.Summary().Branches; got != readertest.Ratio(want.Totals["branches"]) {
				t.Errorf("%s: %s: branches %v, want %v", path, form, got, want.Totals["branches"])
			}
		}
	}
	// lcov counts nine: it has the two destructors of a class by their mangled
	// names, which are two, where people know one.
	if got, want := json["shape.hpp"].Summary().Functions, (coverage.Ratio{Covered: 7, Total: 8}); got != want {
		t.Errorf("functions: got %v, want %v", got, want)
	}
}

// A text without a line of source says nothing, and says so.
func TestSourceMissing(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "gcov/generated/c/text-source-missing/*.gcov"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		r := readertest.Open(t, Format, name)
		if r.Err != nil || len(r.Files) != 0 || !strings.Contains(r.Info.Dropped.First, "could not open the source") {
			t.Errorf("%s: %d files, %v, %v", name, len(r.Files), r.Info.Dropped, r.Err)
		}
	}
}

// Reports that others have made, from Swift to Rust and GCC 4.9 to 9.
func TestFetched(t *testing.T) {
	known := readertest.Exceptions{Refused: map[string]error{"prova2.gcov": coverage.ErrEmpty}} // an empty file
	paths := corpustest.Files(t, "gcov/fetched", "*.gcov", "*.gcov.json.gz")
	if len(paths) < 20 {
		t.Errorf("only %d reports", len(paths))
	}
	readertest.Fetched(t, Format, paths, known, func(r readertest.Report) {
		if len(r.Files) == 0 {
			t.Errorf("%s: no files", r.Path)
		}
	})
}

func TestHazards(t *testing.T) {
	r := readertest.Open(t, Format, filepath.Join(corpustest.Dir(t), "hazards/gcov/garbage.gcov"))
	if r.Err != nil || r.Info.Dropped.Count != 1 || r.Info.Dropped.Line != 6 {
		t.Fatalf("%v, %v", r.Info, r.Err)
	}
	want := []coverage.Line{{Number: 1}, {Number: 2, Hits: 1, Bits: coverage.Part}, {Number: 3}, {Number: 4, Hits: 10500, Bits: coverage.Whole}}
	if diff := cmp.Diff(want, r.Files["a.c"].Lines); diff != "" {
		t.Error(diff)
	}
}

// readAll merges the reports that match, of which nothing may be dropped.
func readAll(t *testing.T, pattern string) map[string]*coverage.File {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %v", pattern, err)
	}
	merged := map[string]*coverage.File{}
	for _, name := range names {
		readertest.Join(merged, readertest.Files(t, Format, name))
	}
	return merged
}
