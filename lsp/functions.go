package lsp

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/gocover"
)

// Functions and their share of the lines. Where the report knows functions,
// theirs are shown; Go is parsed where it does not, as lcov made from a Go
// profile does not.

// A functionShare is a function with the lines between its ends.
type functionShare struct {
	coverage.Function
	lines coverage.Ratio
}

// functionShares gives the functions from the top; none for a text that is not
// the measured one. A function whose end nobody says ends before the next.
func (v *fileView) functionShares() []functionShare {
	if v.Stale || len(v.Marks) == 0 {
		return nil
	}
	functions := v.Functions
	if len(functions) == 0 && v.language == "go" {
		// A text that does not parse has no functions to show.
		functions, _ = gocover.Functions([]byte(v.text))
	}
	functions = slices.DeleteFunc(slices.Clone(functions), func(f coverage.Function) bool {
		return f.Line == 0 || int(f.Line) > v.lines().count()
	})
	slices.SortStableFunc(functions, func(a, b coverage.Function) int { return cmp.Compare(a.Line, b.Line) })
	totals := v.runningTotals()
	out := make([]functionShare, 0, len(functions))
	for i, f := range functions {
		end := f.EndLine
		if end < f.Line {
			end = nextStart(functions[i:]) - 1
		}
		out = append(out, functionShare{f, totals.between(f.Line, end)})
	}
	return out
}

// nextStart is the line of the first function that starts below functions[0].
func nextStart(functions []coverage.Function) uint32 {
	for _, f := range functions[1:] {
		if f.Line > functions[0].Line {
			return f.Line
		}
	}
	return coverage.MaxLine
}

// runningTotals are the covered and coverable lines above each mark: with them
// the share of any stretch is two look-ups, and a report with 100,000 functions
// on top of each other costs no more than one with ten.
type runningTotals struct {
	lines []uint32
	sums  []coverage.Ratio // one more than lines
}

func (v *fileView) runningTotals() runningTotals {
	t := runningTotals{sums: make([]coverage.Ratio, 1, len(v.Marks)+1)}
	for _, m := range v.Marks {
		sum := t.sums[len(t.sums)-1]
		switch m.State {
		case coverage.Covered, coverage.Partial:
			sum.Covered++
			sum.Total++
		case coverage.Uncovered:
			sum.Total++
		}
		t.lines = append(t.lines, m.Line)
		t.sums = append(t.sums, sum)
	}
	return t
}

// between counts the lines from first to last, both included and 1-based.
func (t runningTotals) between(first, last uint32) coverage.Ratio {
	from, _ := slices.BinarySearch(t.lines, first)
	to, _ := slices.BinarySearch(t.lines, last+1)
	return t.sums[max(from, to)].Sub(t.sums[from])
}
