package opencover

import "github.com/covls/covls/coverage"

// From sequence points to lines. A line on which points begin ran as often as
// the one of them that ran most, and is partial where another did not run. A
// line inside of a longer point has its count, unless shorter points begin
// there: a lambda's body lies inside of the statement that makes the lambda, and
// must not look as if it ran because the statement did.

// settleLines replaces f's lines by those that follow from its statements. It is
// Format.Settle, since a maximum of sums is not the sum of maxima. f must be
// sorted.
func settleLines(f *coverage.File) {
	f.Lines = f.Lines[:0]
	var around []coverage.Statement // points that reach beyond the last line, the innermost last
	for points := f.Statements; len(points) > 0; {
		line, n := points[0].Line, 0
		around = fillUntil(f, line, around)
		hits := uint64(0)
		for ; n < len(points) && points[n].Line == line; n++ {
			hits = max(hits, points[n].Hits)
		}
		f.Lines = append(f.Lines, coverage.Line{Number: line, Hits: hits})
		around = enter(around, points[:n])
		points = points[n:]
	}
	fillUntil(f, coverage.MaxLine+1, around)
}

// enter puts the points that begin on one line on those around it. They ascend by
// column, and of those at one column the shorter one, which comes first, is
// inside of the longer.
func enter(around, points []coverage.Statement) []coverage.Statement {
	for len(points) > 0 {
		n := 1
		for n < len(points) && points[n].Col == points[0].Col {
			n++
		}
		for i := n - 1; i >= 0; i-- {
			if points[i].EndLine > points[i].Line {
				around = append(around, points[i])
			}
		}
		points = points[n:]
	}
	return around
}

// fillUntil adds the lines from the last one up to line, without it, that are
// inside of points, and returns the points that may go on from there.
func fillUntil(f *coverage.File, line uint32, around []coverage.Statement) []coverage.Statement {
	if len(around) == 0 {
		return around
	}
	next := f.Lines[len(f.Lines)-1].Number + 1
	for len(around) > 0 {
		inner := around[len(around)-1]
		for ; next <= inner.EndLine && next < line; next++ {
			f.Lines = append(f.Lines, coverage.Line{Number: next, Hits: inner.Hits})
		}
		if inner.EndLine >= line {
			return around
		}
		around = around[:len(around)-1]
	}
	return around
}
