package cobertura

import (
	"io"
	"iter"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

// made yields n files that nobody else holds.
func made(n int) iter.Seq2[string, *coverage.File] {
	return func(yield func(string, *coverage.File) bool) {
		for i := range n {
			f := &coverage.File{}
			for line := range uint32(1000) {
				f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(line % 7)})
				if line%10 == 0 {
					f.BranchCounts = append(f.BranchCounts, coverage.BranchCount{Line: line + 1, Taken: 1, Total: 2})
				}
			}
			if !yield("src/"+strconv.Itoa(i/100)+"/file"+strconv.Itoa(i)+".c", f) {
				return
			}
		}
	}
}

// Files are written as they come: a report of 100 MB needs the memory of one.
func TestWriteMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("writes 100 MB")
	}
	const ceiling = 8 << 20
	w := &gauge{}
	runtime.GC()
	w.look()
	before := w.most
	if err := Write(w, "", time.Time{}, made(2000)); err != nil {
		t.Fatal(err)
	}
	if w.written < 100<<20 || w.most > before+ceiling {
		t.Errorf("%d bytes were written, and the heap grew from %d to %d", w.written, before, w.most)
	}
}

// A gauge counts what is written, and looks at the heap now and then.
type gauge struct {
	written int
	next    int
	most    uint64
	stats   runtime.MemStats
}

func (g *gauge) Write(p []byte) (int, error) {
	if g.written += len(p); g.written >= g.next {
		g.next += 1 << 20
		g.look()
	}
	return len(p), nil
}

func (g *gauge) look() {
	runtime.ReadMemStats(&g.stats)
	g.most = max(g.most, g.stats.HeapInuse)
}

func BenchmarkWrite(b *testing.B) {
	held := map[string]*coverage.File{}
	for path, f := range made(20) {
		f.Functions = append(f.Functions, coverage.Function{Name: "main", Line: 1, Hits: 1}, coverage.Function{Name: "std::map<int, T>::at", Line: 500})
		held[path] = f
	}
	files := byFolder(held)
	w := &gauge{next: 1 << 62}
	if err := Write(w, "", time.Time{}, files); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(w.written))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, "", time.Time{}, files); err != nil {
			b.Fatal(err)
		}
	}
}
