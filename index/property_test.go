package index

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/covls/covls/coverage"
)

// The central property: whatever happened before, an index says what a new one
// says that looks at the same disk. Erasing, replacing, restarting and merging
// leave no trace of how things came about (semantics §4: "recomputed").
func TestIncrementalEqualsFresh(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			b := newBench(t)
			r := rand.New(rand.NewPCG(seed, 1))
			sources := []string{"a.c", "src/b.c", "src/c.c", "lib/b.c"}
			reports := []string{"lcov.info", "coverage/lcov.info", "unit/lcov.info", "it/cobertura.xml", "coverage/cobertura-coverage.xml"}
			here := map[string]bool{}
			for _, s := range sources {
				b.write(s, "1\n2\n3\n4\n")
				here[s] = true
			}
			b.look()
			for step := range 25 {
				var batch Batch
				switch r.IntN(8) {
				case 0:
					s := sources[r.IntN(len(sources))]
					if here[s] && r.IntN(2) == 0 {
						b.remove(s)
					} else {
						b.write(s, fmt.Sprintf("%d\n2\n3\n4\n", r.IntN(2)))
					}
					here[s] = !here[s] || fileExists(b, s)
					batch.Sources = []string{s}
				case 1:
					b.reopen()
					batch.Listing = b.listing()
				case 2:
					report := reports[r.IntN(len(reports))]
					if fileExists(b, report) {
						b.remove(report)
					}
					batch.Reports = []string{report}
				default:
					report := reports[r.IntN(len(reports))]
					b.write(report, randomReport(r, report, sources))
					batch.Reports = []string{report}
				}
				got := b.apply(batch)
				fresh := &bench{t: t, root: b.root, index: filepath.Join(t.TempDir(), "index.db"), now: b.now}
				want := fresh.look()
				compareSnapshots(t, step, b, got, want)
				fresh.close()
				if t.Failed() {
					return
				}
			}
		})
	}
}

func randomReport(r *rand.Rand, name string, sources []string) string {
	files := map[string][]int{}
	for _, s := range sources {
		if r.IntN(3) > 0 {
			files[s] = []int{r.IntN(3) - 1, r.IntN(3), r.IntN(2), 1}
		}
	}
	if len(files) == 0 {
		files["a.c"] = []int{1}
	}
	if filepath.Ext(name) == ".xml" {
		return cobertura(files)
	}
	return lcov(files)
}

// compareSnapshots compares all that two snapshots say, but for what a fresh
// index cannot know: contents that were measured and have since been changed.
func compareSnapshots(t *testing.T, step int, b *bench, got, want *Snapshot) {
	t.Helper()
	gotTotals, gotFlags := got.Totals()
	wantTotals, wantFlags := want.Totals()
	if gotTotals != wantTotals || !reflect.DeepEqual(gotFlags, wantFlags) {
		t.Errorf("step %d: totals %+v %+v\nwant %+v %+v", step, gotTotals, gotFlags, wantTotals, wantFlags)
	}
	if !reflect.DeepEqual(got.Paths(), want.Paths()) {
		t.Errorf("step %d: paths %v, want %v", step, got.Paths(), want.Paths())
	}
	for _, path := range want.Paths() {
		x, err := got.Observations(path)
		if err != nil {
			t.Fatalf("step %d: %s: %v", step, path, err)
		}
		y, err := want.Observations(path)
		if err != nil {
			t.Fatalf("step %d: %s: %v", step, path, err)
		}
		if len(x) != len(y) {
			t.Errorf("step %d: %s: %d observations, want %d", step, path, len(x), len(y))
			continue
		}
		byName := map[string]*coverage.File{}
		for _, o := range y {
			byName[o.Report.Name] = o.File
		}
		for _, o := range x {
			if !reflect.DeepEqual(o.File, byName[o.Report.Name]) {
				t.Errorf("step %d: %s of %s: %+v, want %+v", step, o.Report.Name, path, o.File, byName[o.Report.Name])
			}
		}
		gotSummary, _ := got.Summary(path)
		if wantSummary, _ := want.Summary(path); gotSummary != wantSummary {
			t.Errorf("step %d: %s: %+v, want %+v", step, path, gotSummary, wantSummary)
		}
	}
}
