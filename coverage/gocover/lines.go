package gocover

import "github.com/covls/covls/coverage"

// Lines of blocks, as long as nobody has read the source: every line from a
// block's first to its last, with the greatest count of the blocks that touch
// it. That is what converters and other editors do. It counts closing braces,
// and blank lines inside of a block.

// NaiveLines replaces f's lines by those that its blocks touch. f must be
// sorted. Lines of sections cannot be added up, since a maximum of sums is not
// the sum of maxima: after sections of one file were merged, the lines are made
// anew from their statements, by this or by Refine.
func NaiveLines(f *coverage.File) {
	f.Lines = f.Lines[:0]
	for _, s := range f.Statements {
		var bits coverage.LineBits
		if s.Executed {
			bits = coverage.Executed
		}
		next := s.Line // the first line that no block has touched yet
		if n := len(f.Lines); n > 0 && f.Lines[n-1].Number >= s.Line {
			// Blocks ascend, so the one that reached this far began at or
			// before s, and the lines from s on are all there, in a row.
			last := f.Lines[n-1].Number
			overlap := f.Lines[n-1-int(last-s.Line):]
			for i := range overlap {
				if overlap[i].Number > max(s.Line, s.EndLine) {
					break
				}
				overlap[i].Hits = max(overlap[i].Hits, s.Hits)
				overlap[i].Bits |= bits
			}
			next = last + 1
		}
		for ; next <= max(s.Line, s.EndLine); next++ {
			f.Lines = append(f.Lines, coverage.Line{Number: next, Hits: s.Hits, Bits: bits})
		}
	}
}
