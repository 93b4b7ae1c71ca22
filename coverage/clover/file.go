package clover

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// What is known of a file only at its end: which lines the report hides behind
// others. Elements of one file ascend, so "the last one" is enough memory for
// most of it.

// A file is the state of the file element being read.
type file struct {
	open    bool
	depth   int // of the element
	records int

	statements uint64 // elements read
	stated     uint64 // what the file's metrics say
	methods    uint64
	// oneLine are methods without a statement up to the next one.
	oneLine []coverage.Line
	bare    bool // no statement has followed the last method

	// conditions are OpenClover's, as lines that ran as often as they were asked.
	conditions []coverage.Line
	block      uint32 // of the last condition on its line
}

func (f *file) begin(depth int) {
	*f = file{open: true, depth: depth, oneLine: f.oneLine[:0], conditions: f.conditions[:0]}
}

func (f *file) metrics(s *xmlscan.Scanner) {
	value, _ := s.Attr("statements")
	f.stated, _ = xmlscan.Uint(value)
}

func (f *file) statement() {
	f.statements++
	if f.bare {
		f.bare = false
		f.oneLine = f.oneLine[:len(f.oneLine)-1]
	}
}

func (f *file) method(number uint32, hits uint64) {
	f.bare = true
	f.methods++
	f.oneLine = append(f.oneLine, coverage.Line{Number: number, Hits: hits})
}

// condition numbers the condition among those of its line.
func (f *file) condition(number uint32, asked uint64) (block uint32) {
	if n := len(f.conditions); n > 0 && f.conditions[n-1].Number == number {
		f.block++
	} else {
		f.block = 0
	}
	f.conditions = append(f.conditions, coverage.Line{Number: number, Hits: asked})
	return f.block
}

// settle adds the hidden lines and sorts.
//
// Methods become lines only while the file's metrics count more statements than
// there were elements, and not more than methods can hide. The ones that no
// statement follows are where they must be; the count of such a method is the
// count of its line.
//
// A condition that has its line to itself, as in an expression over several
// lines, ran as often as it was asked. Beside a statement the statement's count
// is the line's: the condition of a loop is asked once more than the loop ran.
func (f *file) settle(to *coverage.File) {
	to.Sort(coverage.Max)
	hidden := f.conditions
	if missing := f.stated - f.statements; f.stated > f.statements && missing <= f.methods {
		hidden = append(hidden, f.oneLine...)
	}
	known := len(to.Lines)
	for _, line := range hidden {
		if _, stated := slices.BinarySearchFunc(to.Lines[:known], line, byNumber); !stated {
			to.Lines = append(to.Lines, line)
		}
	}
	to.Sort(coverage.Max)
}

// markPartlyRun looks for several statements on one line, and sorts. They have
// no columns, so all that can be said is whether every one of them ran.
func markPartlyRun(lines []coverage.Line) {
	if !slices.IsSortedFunc(lines, byNumber) {
		slices.SortStableFunc(lines, byNumber)
	}
	for len(lines) > 0 {
		n, missed := 0, 0
		for ; n < len(lines) && lines[n].Number == lines[0].Number; n++ {
			if !lines[n].Ran() {
				missed++
			}
		}
		switch {
		case n == 1 || missed == n:
		case missed > 0:
			lines[0].Bits = coverage.Part
		default:
			lines[0].Bits = coverage.Whole
		}
		lines = lines[n:]
	}
}

func byNumber(a, b coverage.Line) int { return cmp.Compare(a.Number, b.Number) }
