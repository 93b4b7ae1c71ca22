package watch

// The time from a report's rename to its batch, which users wait for.

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkRename measures from before a report is renamed into place until its
// batch is here.
func BenchmarkRename(b *testing.B) {
	root := b.TempDir()
	path, tmp := filepath.Join(root, "coverage/lcov.info"), filepath.Join(root, "coverage/tmp")
	put(b, path, "one", os.O_TRUNC)
	r := watching(b, Options{Root: root}, openNotifier)
	var took []time.Duration
	for b.Loop() {
		put(b, tmp, "another", os.O_TRUNC)
		began := time.Now()
		if err := os.Rename(tmp, path); err != nil {
			b.Fatal(err)
		}
		r.wants("coverage/lcov.info")
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	for _, percent := range []int{50, 99} {
		name := map[int]string{50: "p50-µs", 99: "p99-µs"}[percent]
		b.ReportMetric(float64(took[len(took)*percent/100].Microseconds()), name)
	}
}
