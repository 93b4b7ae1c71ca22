package istanbul

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Real reports of five tools, against what istanbul-lib-coverage says of them.
func TestCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	cases := []string{
		"istanbul/generated/nyc-plain",
		"istanbul/generated/nyc-ts-sourcemap",
		"jest/generated/babel",
		"vitest/generated/v8",
		"c8/generated/plain",
		"c8/generated/plain-all-merge",
		"c8/generated/ts-esbuild",
		"c8/generated/ts-tsc-exclude-after-remap",
		"monocart/generated/plain",
	}
	for _, name := range cases {
		t.Run(name, func(t *testing.T) {
			expected := corpustest.Read(t, filepath.Join(dir, name, "expected.json"))
			files := readertest.ByEnd(readertest.Files(t, Format, filepath.Join(dir, name, expected.Inputs[0])), expected.Files)
			total := readertest.Expect(t, files, expected.Files, func(path string, f *coverage.File, want corpustest.ExpectedFile) {
				if diff := cmp.Diff(expectedOf(want), foundIn(f)); diff != "" {
					t.Errorf("%s: %s", path, diff)
				}
			})
			if diff := cmp.Diff(expected.Totals, totals(total)); diff != "" {
				t.Errorf("totals: %s", diff)
			}
		})
	}
}

// found is what both sides can say of a file.
type found struct {
	Lines     [][2]uint64
	Branches  [][3]uint64
	Functions [][3]any
	Totals    map[string][2]int64
}

func expectedOf(e corpustest.ExpectedFile) found {
	functions := append([][3]any{}, e.Functions...)
	sortFunctions(functions)
	return found{e.Lines, append([][3]uint64{}, e.BranchesByLine...), functions, e.Totals}
}

func foundIn(f *coverage.File) found {
	got := found{Lines: readertest.Hits(f), Branches: [][3]uint64{}, Functions: [][3]any{}, Totals: totals(f.Summary())}
	for _, b := range f.Branches {
		if n := len(got.Branches); n == 0 || got.Branches[n-1][0] != uint64(b.Line) {
			got.Branches = append(got.Branches, [3]uint64{uint64(b.Line)})
		}
		line := &got.Branches[len(got.Branches)-1]
		line[2]++
		if b.Ran() {
			line[1]++
		}
	}
	for _, fn := range f.Functions {
		got.Functions = append(got.Functions, [3]any{fn.Name, float64(fn.Line), float64(fn.Hits)})
	}
	sortFunctions(got.Functions)
	return got
}

func sortFunctions(functions [][3]any) {
	slices.SortFunc(functions, func(a, b [3]any) int {
		if c := int(a[1].(float64) - b[1].(float64)); c != 0 {
			return c
		}
		return strings.Compare(a[0].(string), b[0].(string))
	})
}

func totals(s coverage.Summary) map[string][2]int64 {
	return readertest.Totals(s, "lines", "branches", "functions", "statements")
}

// nyc's temporary output of two processes says, added up, what nyc reported.
func TestNycOutputAddsUp(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "istanbul/generated/nyc-plain")
	outputs, err := filepath.Glob(filepath.Join(dir, "nyc_output/*.json"))
	if err != nil || len(outputs) != 2 {
		t.Fatalf("%v, %v", outputs, err)
	}
	merged := map[string]*coverage.File{}
	for _, output := range outputs {
		readertest.Join(merged, readertest.Files(t, Format, output))
	}
	final := readertest.Files(t, Format, filepath.Join(dir, "coverage/coverage-final.json"))
	for path, f := range merged {
		if diff := cmp.Diff(foundIn(final[path]), foundIn(f)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// nyc's temporary output speaks of generated code. Led back by the source maps
// in it, it says what nyc's own report says, place by place.
func TestRemapEqualsNyc(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "istanbul/generated/nyc-ts-sourcemap")
	outputs, err := filepath.Glob(filepath.Join(dir, "nyc_output/*.json"))
	if err != nil || len(outputs) != 1 {
		t.Fatalf("%v, %v", outputs, err)
	}
	got := readertest.Files(t, Format, outputs[0])
	final := readertest.Files(t, Format, filepath.Join(dir, "coverage/coverage-final.json"))
	readertest.Expect(t, got, final, func(path string, f, want *coverage.File) {
		if diff := readertest.Diff(want, f); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	})
}

func TestHazards(t *testing.T) {
	dir := filepath.Join(corpustest.Dir(t), "hazards/json")
	read := func(name string) (map[string]*coverage.File, coverage.ReadInfo, error) {
		r := readertest.Open(t, Format, filepath.Join(dir, name))
		return r.Files, r.Info, r.Err
	}
	files, info, err := read("istanbul-nulls.json")
	if err != nil || info.Dropped.Count != 2 || len(files["/a.js"].Lines) != 1 || len(files["/a.js"].Branches) != 1 {
		t.Errorf("nulls: got %v, %v, %v", files["/a.js"], info, err)
	}
	if _, _, err := read("istanbul-infinity.json"); !errors.Is(err, coverage.ErrSyntax) || !strings.Contains(err.Error(), "Infinity is not JSON") {
		t.Errorf("infinity: got %v", err)
	}
	if _, _, err := read("deep.json"); err == nil {
		t.Error("deep: got no error")
	}
}
