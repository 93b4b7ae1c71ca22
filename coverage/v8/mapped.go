package v8

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/v8/sourcemap"
)

// Scripts that were generated. A source map cuts the generated text into
// segments and says where each was written. What ran at the beginning of a
// segment ran at that place of the original file, up to the next place on the
// line from which something was generated. So a stretch of the script that
// begins inside a segment, such as the right side of a minified a&&b, begins in
// the original file with the segment that follows, and one that ends inside a
// segment ends with it. Generated text from nowhere is dropped; a line of the
// original from which nothing was generated, such as a type, has no coverage.

// A point is a place in an original file and what ran there.
type point struct {
	source int32
	place  coverage.Place
	hits   uint64
	ran    bool // by a report without counts
}

func (p point) compare(q point) int {
	return cmp.Or(cmp.Compare(p.source, q.source), p.place.Compare(q.place))
}

// points finds what ran at each segment of a script, by source and place. Text
// that was generated more than once from one place ran if any of it did.
func points(s *script, ranges []coverage.Range) []point {
	starts := lineStarts(s.lines)
	out := make([]point, 0, len(s.origin.Segments))
	for _, seg := range s.origin.Segments {
		if seg.Source == sourcemap.Unmapped || int(seg.Line) >= len(starts) {
			continue
		}
		at := starts[seg.Line] + seg.Col
		for len(ranges) > 0 && ranges[0].End.Col <= at {
			ranges = ranges[1:]
		}
		if len(ranges) == 0 || ranges[0].Start.Col > at {
			continue
		}
		out = append(out, point{seg.Source, placeOf(seg), ranges[0].Hits, ranges[0].Executed})
	}
	slices.SortStableFunc(out, point.compare)
	kept := out[:0]
	for _, p := range out {
		if n := len(kept); n > 0 && kept[n-1].compare(p) == 0 {
			kept[n-1].hits = max(kept[n-1].hits, p.hits)
			kept[n-1].ran = kept[n-1].ran || p.ran
			continue
		}
		kept = append(kept, p)
	}
	return kept
}

func placeOf(s sourcemap.Segment) coverage.Place {
	return coverage.Place{Line: s.SourceLine + 1, Col: s.SourceCol}
}

// lineStarts are the offsets at which lines begin.
func lineStarts(lengths []uint32) []uint32 {
	starts := make([]uint32, len(lengths))
	at := uint32(0)
	for i, n := range lengths {
		starts[i] = at
		at += n + 1
	}
	return starts
}

// fillPoints turns the points of one source into ranges: each reaches to the
// next one on its line, or to the end of the line.
func fillPoints(f *coverage.File, points []point) {
	for i, p := range points {
		end := coverage.Place{Line: p.place.Line + 1}
		if i+1 < len(points) && points[i+1].place.Line == p.place.Line {
			end = points[i+1].place
		}
		f.Ranges = coverage.AppendRange(f.Ranges, coverage.Range{Start: p.place, End: end, Executed: p.ran, Hits: p.hits})
	}
}

// callsBySource finds the functions of each original file. A function was
// written where its first segment was; where it ends is the last place in it.
func callsBySource(s *script) map[int32][]coverage.Call {
	starts := lineStarts(s.lines)
	calls := map[int32][]coverage.Call{}
	for _, fn := range s.functions {
		extent := fn.spans[0]
		if fn.initializer() || extent.start == 0 && fn.name == "" {
			continue
		}
		first, ok := firstSegment(s.origin, starts, extent)
		if !ok {
			continue
		}
		start, end := placeOf(first), placeOf(first)
		if last, ok := segmentAt(s.origin, starts, extent.end-1); ok && last.Source == first.Source {
			end = placeOf(last)
		}
		end.Col++
		if end.Compare(start) <= 0 {
			end = coverage.Place{Line: start.Line, Col: start.Col + 1}
		}
		calls[first.Source] = append(calls[first.Source], coverage.Call{
			Start: start, End: end, Name: fn.name, Undivided: fn.undivided(), Hits: fn.calls,
		})
	}
	return calls
}

// firstSegment is the one in which a function begins, or the first inside it on
// its line where no segment reaches over its beginning.
func firstSegment(m *sourcemap.Map, starts []uint32, extent span) (sourcemap.Segment, bool) {
	if seg, ok := segmentAt(m, starts, extent.start); ok {
		return seg, seg.Source != sourcemap.Unmapped
	}
	line := lineOf(starts, extent.start)
	seg, ok := m.After(line, extent.start-starts[line])
	if !ok || seg.Source == sourcemap.Unmapped || starts[line]+seg.Col >= extent.end {
		return sourcemap.Segment{}, false
	}
	return seg, true
}

func segmentAt(m *sourcemap.Map, starts []uint32, offset uint32) (sourcemap.Segment, bool) {
	line := lineOf(starts, offset)
	return m.At(line, offset-starts[line])
}

// lineOf is the 0-based line of an offset.
func lineOf(starts []uint32, offset uint32) uint32 {
	i, found := slices.BinarySearch(starts, offset)
	if !found {
		i--
	}
	return uint32(i)
}
