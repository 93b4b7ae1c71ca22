package istanbul

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// Real reports of five tools, against what istanbul-lib-coverage says of them.
func TestCorpus(t *testing.T) {
	dir := corpus.Dir(t)
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
			expected := corpus.Read(t, filepath.Join(dir, name, "expected.json"))
			doc, err := os.ReadFile(filepath.Join(dir, name, expected.Inputs[0]))
			if err != nil {
				t.Fatal(err)
			}
			files, info, err := collect(string(doc))
			if err != nil || info.Dropped.Count > 0 {
				t.Fatalf("%v, %v", info.Dropped, err)
			}
			var total coverage.Summary
			for rel, want := range expected.Files {
				f := bySuffix(files, rel)
				if f == nil {
					t.Errorf("%s is not in the report", rel)
					continue
				}
				if diff := cmp.Diff(expectedOf(want), foundIn(f)); diff != "" {
					t.Errorf("%s: %s", rel, diff)
				}
				total = total.Add(f.Summary())
			}
			if diff := cmp.Diff(expected.Totals, totals(total)); diff != "" || len(files) != len(expected.Files) {
				t.Errorf("%d of %d files, totals: %s", len(files), len(expected.Files), diff)
			}
		})
	}
}

func bySuffix(files map[string]*coverage.File, rel string) *coverage.File {
	for path, f := range files {
		if path == rel || strings.HasSuffix(path, "/"+rel) {
			return f
		}
	}
	return nil
}

// found is what both sides can say of a file.
type found struct {
	Lines     [][2]uint64
	Branches  [][3]uint64
	Functions [][3]any
	Totals    map[string][2]int64
}

func expectedOf(e corpus.ExpectedFile) found {
	functions := append([][3]any{}, e.Functions...)
	sortFunctions(functions)
	return found{e.Lines, append([][3]uint64{}, e.BranchesByLine...), functions, e.Totals}
}

func foundIn(f *coverage.File) found {
	got := found{Branches: [][3]uint64{}, Functions: [][3]any{}, Totals: totals(f.Summary())}
	for _, l := range f.Lines {
		got.Lines = append(got.Lines, [2]uint64{uint64(l.Number), l.Hits})
	}
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
	pair := func(r coverage.Ratio) [2]int64 { return [2]int64{r.Covered, r.Total} }
	return map[string][2]int64{
		"lines": pair(s.Lines), "branches": pair(s.Branches), "functions": pair(s.Functions), "statements": pair(s.Statements),
	}
}

// nyc's temporary output of two processes says, added up, what nyc reported.
func TestNycOutputAddsUp(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "istanbul/generated/nyc-plain")
	outputs, err := filepath.Glob(filepath.Join(dir, "nyc_output/*.json"))
	if err != nil || len(outputs) != 2 {
		t.Fatalf("%v, %v", outputs, err)
	}
	merged := map[string]*coverage.File{}
	for _, output := range outputs {
		doc, err := os.ReadFile(output)
		if err != nil {
			t.Fatal(err)
		}
		files, _, err := collect(string(doc))
		if err != nil {
			t.Fatal(err)
		}
		for path, f := range files {
			if before, ok := merged[path]; ok {
				f = coverage.Merge(before, f, coverage.Sum)
			}
			merged[path] = f
		}
	}
	doc, err := os.ReadFile(filepath.Join(dir, "coverage/coverage-final.json"))
	if err != nil {
		t.Fatal(err)
	}
	final, _, err := collect(string(doc))
	if err != nil {
		t.Fatal(err)
	}
	for path, f := range merged {
		if diff := cmp.Diff(foundIn(final[path]), foundIn(f)); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

// nyc's temporary output speaks of generated code. Led back by the source maps
// in it, it says what nyc's own report says, place by place.
func TestRemapEqualsNyc(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "istanbul/generated/nyc-ts-sourcemap")
	outputs, err := filepath.Glob(filepath.Join(dir, "nyc_output/*.json"))
	if err != nil || len(outputs) != 1 {
		t.Fatalf("%v, %v", outputs, err)
	}
	var reports [2]map[string]*coverage.File
	for i, name := range []string{outputs[0], filepath.Join(dir, "coverage/coverage-final.json")} {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var info coverage.ReadInfo
		if reports[i], info, err = collect(string(doc)); err != nil || info.Dropped.Count > 0 {
			t.Fatalf("%v, %v", info.Dropped, err)
		}
	}
	for path, want := range reports[1] {
		got := reports[0][path]
		if got == nil {
			t.Errorf("%s is missing", path)
		} else if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
	if len(reports[0]) != len(reports[1]) {
		t.Errorf("%d files, want %d", len(reports[0]), len(reports[1]))
	}
}

func TestHazards(t *testing.T) {
	dir := filepath.Join(corpus.Dir(t), "hazards/json")
	read := func(name string) (map[string]*coverage.File, coverage.ReadInfo, error) {
		doc, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return collect(string(doc))
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
