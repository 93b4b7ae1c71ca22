package coverage

import "cmp"

// Ranges of source text. V8 measures neither lines nor statements: it says how
// often the text from one character to another ran, and only the source can
// tell which lines that is. So a reader passes ranges on, and the format's
// Refine finds the lines and functions. What it leaves of the ranges is code,
// each on one line, as what a line is partial for.
//
// Ranges are not joined by identity as everything else is. Two runs cut the
// same text at other places, and where one of them says more of a stretch, the
// other one has counted that stretch as well. So the ranges of a file are a
// function from places to counts, and merging adds the functions: ranges are
// cut at each other's ends, and neighbours that count the same become one.
// That form is the only one for what it says, which makes the order of merging
// irrelevant.

// A Place is a position in a source file. Line is 1-based, Col 0-based in the
// format's unit; with Line 0, Col counts from the beginning of the file.
type Place struct{ Line, Col uint32 }

// Compare orders places.
func (p Place) Compare(q Place) int {
	if c := cmp.Compare(p.Line, q.Line); c != 0 {
		return c
	}
	return cmp.Compare(p.Col, q.Col)
}

// A Range is a stretch of text and how often it ran. The ranges of a sorted
// file do not overlap.
type Range struct {
	Start, End Place // End is exclusive
	Executed   bool  // ran, by a format without counts
	Hits       uint64
}

// Ran reports whether the text was executed at all.
func (r Range) Ran() bool { return r.Hits > 0 || r.Executed }

// A Call is a function whose line only the source can tell. Its identity is its
// text and its name.
type Call struct {
	Start, End Place // End is exclusive
	Name       string
	// Undivided is set where the function ran and was only counted as a whole,
	// so that what was left out inside it is not known.
	Undivided bool
	Hits      uint64
}

func compareCall(a, b Call) int {
	return cmp.Or(a.Start.Compare(b.Start), a.End.Compare(b.End), cmp.Compare(a.Name, b.Name))
}

func (r Rule) call(x, y Call) Call {
	x.Hits = r.hits(x.Hits, y.Hits)
	x.Undivided = x.Undivided || y.Undivided
	return x
}

// overlay adds two sorted lists of ranges.
func (r Rule) overlay(a, b []Range) []Range {
	if len(a) == 0 && len(b) == 0 {
		return nil
	}
	out := make([]Range, 0, len(a)+len(b))
	var x, y Range // what is left of the first of a and of b
	for {
		x, a = following(x, a)
		y, b = following(y, b)
		var piece Range
		switch {
		case x.empty() && y.empty():
			return out
		case y.empty():
			piece, x = x, Range{}
		case x.empty():
			piece, y = y, Range{}
		default:
			piece = r.piece(&x, &y)
		}
		out = AppendRange(out, piece)
	}
}

// following gives the range to go on with: what is left of x, or the next.
func following(x Range, rest []Range) (Range, []Range) {
	if x.empty() && len(rest) > 0 {
		return rest[0], rest[1:]
	}
	return x, rest
}

// piece cuts off the first stretch of which x and y say one thing.
func (r Rule) piece(x, y *Range) Range {
	switch c := x.Start.Compare(y.Start); {
	case c < 0:
		return x.cut(y.Start)
	case c > 0:
		return y.cut(x.Start)
	}
	end := x.End
	if y.End.Compare(end) < 0 {
		end = y.End
	}
	p, q := x.cut(end), y.cut(end)
	p.Hits = r.hits(p.Hits, q.Hits)
	p.Executed = p.Executed || q.Executed
	return p
}

// cut takes off what lies before p.
func (r *Range) cut(p Place) Range {
	head := *r
	if p.Compare(r.End) < 0 {
		head.End = p
	}
	r.Start = head.End
	return head
}

func (r Range) empty() bool { return r.Start.Compare(r.End) >= 0 }

// AppendRange adds the next range to ranges in order. One that goes on where the
// last ended, and says the same, makes that one reach further.
func AppendRange(ranges []Range, r Range) []Range {
	if n := len(ranges); n > 0 && ranges[n-1].continues(r) {
		ranges[n-1].End = r.End
		return ranges
	}
	return append(ranges, r)
}

// continues reports whether next says the same of the text that follows.
func (r Range) continues(next Range) bool {
	return r.End == next.Start && r.Hits == next.Hits && r.Executed == next.Executed
}

// settleRanges brings ranges into the form that merging gives.
func (r Rule) settleRanges(s []Range) []Range {
	if settledRanges(s) {
		return s
	}
	if len(s) == 1 {
		return s[:0] // an empty one
	}
	half := len(s) / 2
	return r.overlay(r.settleRanges(s[:half:half]), r.settleRanges(s[half:]))
}

func settledRanges(s []Range) bool {
	for i, x := range s {
		if x.empty() || i > 0 && (s[i-1].End.Compare(x.Start) > 0 || s[i-1].continues(x)) {
			return false
		}
	}
	return true
}
