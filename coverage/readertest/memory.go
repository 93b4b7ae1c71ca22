package readertest

import (
	"io"
	"runtime"
	"runtime/debug"
	"testing"

	"github.com/covls/covls/coverage"
)

// Reading and writing in bounded memory. What counts is the heap with its garbage,
// looked at once for each MB and while a section is in the reader's hands. The
// garbage collector is told to leave little lying, so that a low ceiling can be
// held: what is asked is what a reader keeps, and not when somebody sweeps.

const (
	large = 100 << 20 // bytes of a report for which holding it would show
	step  = 1 << 20   // bytes between two looks
)

// HeapGrowth gives by how many bytes the heap was larger than before, at most, when
// run called look and after its end.
func HeapGrowth(run func(look func())) uint64 {
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most := uint64(0)
	look := func() {
		runtime.ReadMemStats(&now)
		most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
	}
	run(look)
	look()
	return most
}

// Passed is what went by while a report was read.
type Passed struct {
	Bytes                                int64
	Sections, Lines, Branches, Functions int
	Err                                  error
}

// Ceiling reads a report of any kind, and fails the test where the heap grows by
// more bytes than ceiling.
func Ceiling(t testing.TB, ceiling uint64, format coverage.Format, report io.Reader, limits coverage.Limits) Passed {
	t.Helper()
	var p Passed
	grew := HeapGrowth(func(look func()) {
		m := &meter{r: report, look: look}
		_, p.Err = format.Read(m, limits, func(s *coverage.Section) error {
			p.Sections++
			p.Lines += len(s.File.Lines)
			p.Branches += len(s.File.Branches)
			p.Functions += len(s.File.Functions)
			m.atSection()
			return nil
		})
		p.Bytes = m.n
	})
	if grew > ceiling {
		t.Errorf("the heap grew by %d bytes, want at most %d: %+v", grew, ceiling, p)
	}
	return p
}

// Large is Ceiling for a sound report of 100 MB at least. Short test runs skip it.
func Large(t testing.TB, ceiling uint64, format coverage.Format, report io.Reader) Passed {
	t.Helper()
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	p := Ceiling(t, ceiling, format, report, coverage.Limits{})
	if p.Err != nil || p.Bytes < large {
		t.Fatalf("%v, after %d sections in %d bytes, want %d or more", p.Err, p.Sections, p.Bytes, large)
	}
	return p
}

// LargeWrite fails the test where the heap grows by more bytes than ceiling
// while write writes 100 MB at least. Short test runs skip it.
func LargeWrite(t testing.TB, ceiling uint64, write func(w io.Writer) error) {
	t.Helper()
	if testing.Short() {
		t.Skip("writes 100 MB")
	}
	m := &meter{}
	grew := HeapGrowth(func(look func()) {
		m.look = look
		if err := write(m); err != nil {
			t.Error(err)
		}
	})
	if grew > ceiling || m.n < large {
		t.Errorf("the heap grew by %d bytes over %d written, want at most %d over %d or more", grew, m.n, ceiling, large)
	}
}

// A meter counts what passes through it, and looks at the heap at every step.
type meter struct {
	r         io.Reader
	look      func()
	n         int64
	next, due int64 // at which n to look again, in Read or Write and at a section
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.passed(n)
	return n, err
}

func (m *meter) Write(p []byte) (int, error) {
	m.passed(len(p))
	return len(p), nil
}

func (m *meter) passed(n int) {
	if m.n += int64(n); m.n >= m.next {
		m.next = m.n + step
		m.look()
	}
}

func (m *meter) atSection() {
	if m.n >= m.due {
		m.due = m.n + step
		m.look()
	}
}
