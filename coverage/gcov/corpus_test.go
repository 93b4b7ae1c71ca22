package gcov

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// One run of a C program, in every form in which GCC 12 gives it, against the
// counts that gcov's text has and the totals that it prints.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "gcov/generated/c")
	expected := corpus.Read(t, filepath.Join(dir, "expected.json"))
	for _, reports := range []string{"json/*.gcov.json.gz", "json/*.gcov.json", "json/stdout.ndjson", "text/*.gcov", "text-branches/*.gcov"} {
		t.Run(reports, func(t *testing.T) {
			files := readAll(t, filepath.Join(dir, reports))
			var total coverage.Ratio
			for path, want := range expected.Files {
				f := files["../"+path]
				if f == nil {
					t.Errorf("%s is not in the reports", path)
					continue
				}
				if diff := cmp.Diff(want.Lines, linesOf(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
				total = total.Add(f.Summary().Lines)
			}
			if total != ratio(expected.Totals["lines"]) || len(files) != len(expected.Files) {
				t.Errorf("%d of %d files, %v of %v lines", len(files), len(expected.Files), total, expected.Totals["lines"])
			}
		})
	}
}

// With the markers of the sources, gcov's data says what lcov says of the same
// run: 46 lines and not 49.
func TestRefineEqualsLcov(t *testing.T) {
	dir := corpus.Dir(t)
	expected := corpus.Read(t, filepath.Join(dir, "lcov/generated/gcc-c/expected/base-plus-run2.info.expected.json"))
	for _, reports := range []string{"json/*.gcov.json.gz", "text-branches/*.gcov"} {
		t.Run(reports, func(t *testing.T) {
			files := readAll(t, filepath.Join(dir, "gcov/generated/c", reports))
			var total coverage.Summary
			for path, want := range expected.Files {
				f := files["../"+path]
				source, err := os.ReadFile(filepath.Join(dir, "programs/c", path))
				if err != nil {
					t.Fatal(err)
				}
				if err := Format.Refine(f, source); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want.Lines, linesOf(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
				total = total.Add(f.Summary())
			}
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
	expected := corpus.Read(t, filepath.Join(corpus.Dir(t), "lcov/generated/gcc-cpp/expected/lcov.info.expected.json"))
	json, text := readAll(t, "testdata/cpp.gcov.json"), readAll(t, "testdata/*.gcov")
	for path, want := range expected.Files {
		if diff := cmp.Diff(text[path].Lines, json[path].Lines); diff != "" {
			t.Errorf("%s: text and JSON: %s", path, diff)
		}
		for form, f := range map[string]*coverage.File{"text": text[path], "JSON": json[path]} {
			if diff := cmp.Diff(want.Lines, linesOf(f)); diff != "" {
				t.Errorf("%s: %s: %s", path, form, diff)
			}
			if got := f.Summary().Branches; got != ratio(want.Totals["branches"]) {
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
	names, err := filepath.Glob(filepath.Join(corpus.Dir(t), "gcov/generated/c/text-source-missing/*.gcov"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		files, info, err := collect(open(t, name))
		if err != nil || len(files) != 0 || !strings.Contains(info.Dropped.First, "could not open the source") {
			t.Errorf("%s: %d files, %v, %v", name, len(files), info.Dropped, err)
		}
	}
}

// Reports that others have made, from Swift to Rust and GCC 4.9 to 9.
func TestFetched(t *testing.T) {
	seen := 0
	err := filepath.WalkDir(filepath.Join(corpus.Dir(t), "gcov/fetched"), func(path string, d fs.DirEntry, err error) error {
		if !strings.HasSuffix(path, ".gcov") && !strings.HasSuffix(path, ".gcov.json.gz") || err != nil {
			return err
		}
		seen++
		report := open(t, path)
		head, _ := report.Peek(64 << 10)
		sure := sniff(head)
		files, info, err := collect(report)
		if filepath.Base(path) == "prova2.gcov" { // an empty file
			if !errors.Is(err, coverage.ErrEmpty) {
				t.Errorf("%s: got %v", path, err)
			}
			return nil
		}
		if err != nil || len(files) == 0 || info.Dropped.Count > 0 || sure != coverage.Certain {
			t.Errorf("%s: sniffed %v, %d files, %v, %v", path, sure, len(files), info.Dropped, err)
		}
		return nil
	})
	if err != nil || seen < 20 {
		t.Errorf("%d reports, %v", seen, err)
	}
}

func TestHazards(t *testing.T) {
	files, info, err := collect(open(t, filepath.Join(corpus.Dir(t), "hazards/gcov/garbage.gcov")))
	if err != nil || info.Dropped.Count != 1 || info.Dropped.Line != 6 {
		t.Fatalf("%v, %v", info, err)
	}
	want := []coverage.Line{{Number: 1}, {Number: 2, Hits: 1, Bits: coverage.Part}, {Number: 3}, {Number: 4, Hits: 10500, Bits: coverage.Whole}}
	if diff := cmp.Diff(want, files["a.c"].Lines); diff != "" {
		t.Error(diff)
	}
}

func ratio(pair [2]int64) coverage.Ratio { return coverage.Ratio{Covered: pair[0], Total: pair[1]} }

// linesOf gives what tools compare: lines that are not excluded, and hits.
func linesOf(f *coverage.File) [][2]uint64 {
	out := [][2]uint64{}
	excluded := map[uint32]bool{}
	for _, n := range f.Excluded {
		excluded[n] = true
	}
	for _, l := range f.Lines {
		if !excluded[l.Number] {
			out = append(out, [2]uint64{uint64(l.Number), l.Hits})
		}
	}
	return out
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
		files, info, err := collect(open(t, name))
		if err != nil || info.Dropped.Count > 0 {
			t.Fatalf("%s: %v, %v", name, info.Dropped, err)
		}
		for path, f := range files {
			if before, ok := merged[path]; ok {
				f = coverage.Merge(before, f, coverage.Sum)
			}
			merged[path] = f
		}
	}
	return merged
}

// open gives a file's content, decompressed, as package formats does.
func open(t *testing.T, name string) *bufio.Reader {
	t.Helper()
	doc, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var r io.Reader = bytes.NewReader(doc)
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(r); err != nil {
			t.Fatal(err)
		}
	}
	return bufio.NewReaderSize(r, 64<<10)
}
