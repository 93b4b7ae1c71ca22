package llvmcov

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
)

// Segments, and what follows from them. A segment is a place from which on a
// count holds, until the next one.

type segment struct {
	line, col uint32 // 1-based, col in bytes
	hits      uint64
	counted   bool // hits means something; else nothing there is instrumented
	entry     bool // a region begins here; else an outer one goes on
	gap       bool // the region is the white space between two others
}

// begins reports whether code that counts begins here.
func (s segment) begins() bool { return s.counted && s.entry && !s.gap }

// segment reads [line, column, count, counted, entry, gap]. Version 2.0.0 does
// not know gaps.
func (r *reader) segment(int) error {
	if err := r.record(); err != nil {
		return err
	}
	row, err := r.readRow()
	if err != nil {
		return err
	}
	s := segment{
		line: row.line(0), col: row.col(1), hits: row.hits(2),
		counted: row.yes(3), entry: row.yes(4), gap: row.yes(5),
	}
	if row.n < 5 || s.line == 0 {
		r.info.Dropped.Add(0, "%s: a segment without a place", r.source.path)
		return nil
	}
	r.source.segments = append(r.source.segments, s)
	return nil
}

// Between two segments a region may go on for as many lines as the numbers say,
// without a byte for each in the report. What is made of it is bounded: by far
// more than the longest runs of code without a branch, and by little against
// what a report of that size may cost.
const (
	linesAtLeast    = 200_000
	linesPerSegment = 1000
)

// fillLines makes f's lines of the segments, by the rule of LLVM's
// LineCoverageStats: a line has the greatest count of the regions that begin on
// it and of the one that it begins in.
func (s *source) fillLines(f *coverage.File, dropped *coverage.Dropped) {
	most := linesAtLeast + linesPerSegment*len(s.segments)
	var before segment // the last one of an earlier line
	for rest := s.segments; len(rest) > 0; {
		line := rest[0].line
		if before.counted {
			gap := int(line - before.line - 1)
			if len(f.Lines)+gap > most {
				dropped.Add(0, "%s: no code goes on from line %d to %d", s.path, before.line, line)
				gap = 0
			}
			for i := range gap {
				f.Lines = append(f.Lines, coverage.Line{Number: before.line + uint32(i) + 1, Hits: before.hits})
			}
		}
		n := 1
		for n < len(rest) && rest[n].line == line {
			n++
		}
		if hits, mapped := lineHits(before, rest[:n]); mapped {
			f.Lines = append(f.Lines, coverage.Line{Number: line, Hits: hits})
		}
		before, rest = rest[n-1], rest[n:]
	}
}

// lineHits gives the count of a line with the segments that begin on it.
func lineHits(before segment, on []segment) (hits uint64, mapped bool) {
	hits = before.hits
	skipped := on[0].entry && !on[0].counted // by the preprocessor
	mapped = before.counted && !skipped
	for _, s := range on {
		mapped = mapped || s.counted && s.entry
		if s.begins() {
			hits = max(hits, s.hits)
		}
	}
	return hits, mapped
}

// fillStatements makes f's statements of the regions, each up to the place
// where its count no longer holds.
func (s *source) fillStatements(f *coverage.File) {
	for i, seg := range s.segments {
		if !seg.begins() {
			continue
		}
		st := coverage.Statement{Line: seg.line, Col: max(seg.col, 1) - 1, Weight: 1, Hits: seg.hits}
		if i+1 < len(s.segments) {
			next := s.segments[i+1]
			st.EndLine, st.EndCol = next.line, max(next.col, 1)-1
		}
		f.Statements = append(f.Statements, st)
	}
}

// sortSegments brings segments into order where a report has them in another.
// Some have two at one place, whose order matters and stays.
func (s *source) sortSegments() {
	byPlace := func(a, b segment) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.col, b.col))
	}
	if !slices.IsSortedFunc(s.segments, byPlace) {
		slices.SortStableFunc(s.segments, byPlace)
	}
}
