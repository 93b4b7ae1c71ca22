package oracles

import (
	"encoding/json"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// One run of one C program, as gcov, gcovr and lcov tell it. GCC leaves its
// counters in files of its own, and each of the tools reads them in its own way;
// what covls reads of all of them must be one and the same.

func TestGCC(t *testing.T) {
	p := buildC(t)
	reference := p.read(t, cReports[0])
	checkC(t, reference)
	for _, r := range cReports[1:] {
		t.Run(r.name, func(t *testing.T) {
			files := p.read(t, r)
			if diff := cmp.Diff(slices.Sorted(maps.Keys(reference)), slices.Sorted(maps.Keys(files))); diff != "" {
				t.Fatalf("files: %s", diff)
			}
			for name, f := range reference {
				lines, ways := hits(f), branches(f)
				for n, hits := range lines {
					if r.bits {
						lines[n] = min(hits, 1)
					}
				}
				for _, d := range r.lost {
					for _, n := range d.lines {
						if d.file == name {
							delete(ways, n)
						}
					}
				}
				if diff := cmp.Diff(lines, hits(files[name])); diff != "" {
					t.Errorf("%s: -%s +%s:\n%s", name, cReports[0].name, r.name, diff)
				}
				if diff := cmp.Diff(ways, branches(files[name])); diff != "" {
					t.Errorf("%s: branches: -%s +%s:\n%s", name, cReports[0].name, r.name, diff)
				}
			}
		})
	}
}

// gcov does not know the comments by which lcov and gcovr leave lines out, so
// its reports have more lines until the source is at hand: these, and no others.
func TestGCCExclusions(t *testing.T) {
	p := buildC(t)
	p.gcov(t, "--json-format")
	names, err := filepath.Glob(filepath.Join(p.dir, "build/*.gcov.json.gz"))
	if err != nil || len(names) == 0 {
		t.Fatalf("%q, %v", names, err)
	}
	var marked []place
	for reported, f := range readReports(t, names...) {
		name := path.Base(filepath.ToSlash(reported))
		before := hits(f)
		refine(t, "gcov", f, p.sources[name])
		after := hits(f)
		for n := range before {
			if _, ok := after[n]; !ok {
				marked = append(marked, place{name, n})
			}
		}
	}
	slices.SortFunc(marked, place.compare)
	if want := []place{{"judge.c", 14}, {"judge.c", 15}, {"judge.c", 17}}; !slices.Equal(marked, want) {
		t.Errorf("taken out: %v, want %v", marked, want)
	}
}

// The totals that gcovr prints are those of what covls reads in its report.
func TestGCCTotals(t *testing.T) {
	p := buildC(t)
	files := p.read(t, cReports[2])
	p.gcovr(t, "--json-summary", "summary.json")
	data, err := os.ReadFile(filepath.Join(p.dir, "summary.json"))
	if err != nil {
		t.Fatal(err)
	}
	var printed map[string]any
	if err := json.Unmarshal(data, &printed); err != nil {
		t.Fatal(err)
	}
	var sum coverage.Summary
	for _, f := range files {
		sum = sum.Add(f.Summary())
	}
	for metric, got := range map[string]coverage.Ratio{"line": sum.Lines, "branch": sum.Branches, "function": sum.Functions} {
		covered, _ := printed[metric+"_covered"].(float64)
		total, _ := printed[metric+"_total"].(float64)
		if want := (coverage.Ratio{Covered: int64(covered), Total: int64(total)}); got != want || total == 0 {
			t.Errorf("%s: %v, gcovr prints %v", metric, got, want)
		}
	}
}

// checkC makes sure that the run was what it should be: counts that anybody can
// follow in the source.
func checkC(t *testing.T, files fileSet) {
	t.Helper()
	for at, want := range map[place]uint64{
		{"main.c", 8}: 100000, {"main.c", 12}: 1, {"steps.c", 6}: 40, {"steps.c", 17}: 0,
		{"limits.h", 4}: 100002, {"judge.c", 7}: 2, {"unlinked.c", 2}: 0,
	} {
		if got, ok := hits(files[at.file])[at.line]; !ok || got != want {
			t.Errorf("%s:%d: %d hits (known: %v), want %d", at.file, at.line, got, ok, want)
		}
	}
}
