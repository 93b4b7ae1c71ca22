package store

import (
	"encoding/binary"

	"github.com/covls/covls/coverage"
)

// Ranges of source text that are not refined into lines yet, and the functions
// that came with them. See codec.go for the framing.

// The low three bits of a range's first varint; the rest is the distance of its
// first line from the last line of the range before.
const (
	rangeAdjacent = 1 // it begins where the one before ends
	rangeOneLine  = 2 // it ends on the line on which it begins
	rangeExecuted = 4
)

func appendRanges(b []byte, ranges []coverage.Range) []byte {
	var last coverage.Place
	for _, x := range ranges {
		head := uint64(x.Start.Line-last.Line) << 3
		if x.Start == last {
			head |= rangeAdjacent
		}
		if x.End.Line == x.Start.Line {
			head |= rangeOneLine
		}
		if x.Executed {
			head |= rangeExecuted
		}
		b = binary.AppendUvarint(b, head)
		if head&rangeAdjacent == 0 {
			b = binary.AppendUvarint(b, uint64(x.Start.Col))
		}
		b = appendEnd(b, x.Start, x.End)
		b = binary.AppendUvarint(b, x.Hits)
		last = x.End
	}
	return b
}

func (r *reader) ranges(n int) []coverage.Range {
	ranges := make([]coverage.Range, 0, n)
	var last coverage.Place
	for range n {
		head := r.uvarint()
		x := coverage.Range{Start: last, Executed: head&rangeExecuted != 0}
		if head&rangeAdjacent == 0 {
			x.Start = coverage.Place{Line: last.Line + uint32(head>>3), Col: r.uint32()}
		}
		x.End = r.end(x.Start, head&rangeOneLine != 0)
		x.Hits = r.uvarint()
		ranges = append(ranges, x)
		last = x.End
	}
	return ranges
}

// appendEnd writes an end: the distance from the start where both are on one
// line, which the caller's head says.
func appendEnd(b []byte, start, end coverage.Place) []byte {
	if start.Line == end.Line {
		return binary.AppendUvarint(b, uint64(end.Col-start.Col))
	}
	b = binary.AppendUvarint(b, uint64(end.Line-start.Line))
	return binary.AppendUvarint(b, uint64(end.Col))
}

func (r *reader) end(start coverage.Place, oneLine bool) coverage.Place {
	if oneLine {
		return coverage.Place{Line: start.Line, Col: start.Col + r.uint32()}
	}
	return coverage.Place{Line: start.Line + r.uint32(), Col: r.uint32()}
}

// The low two bits of a call's first varint.
const (
	callUndivided = 1
	callOneLine   = 2
)

func appendCalls(b []byte, calls []coverage.Call) []byte {
	var last uint32
	for _, c := range calls {
		head := uint64(c.Start.Line-last) << 2
		last = c.Start.Line
		if c.Undivided {
			head |= callUndivided
		}
		if c.End.Line == c.Start.Line {
			head |= callOneLine
		}
		b = binary.AppendUvarint(b, head)
		b = binary.AppendUvarint(b, uint64(c.Start.Col))
		b = appendEnd(b, c.Start, c.End)
		b = appendString(b, c.Name)
		b = binary.AppendUvarint(b, c.Hits)
	}
	return b
}

func (r *reader) calls(n int) []coverage.Call {
	calls := make([]coverage.Call, 0, n)
	var last uint32
	for range n {
		head := r.uvarint()
		last += uint32(head >> 2)
		c := coverage.Call{Start: coverage.Place{Line: last, Col: r.uint32()}, Undivided: head&callUndivided != 0}
		c.End = r.end(c.Start, head&callOneLine != 0)
		c.Name = r.string()
		c.Hits = r.uvarint()
		calls = append(calls, c)
	}
	return calls
}
