package coverage

// Where a format knows statements, its lines follow from them by one rule
// (formats §7, semantics §4): a line ran as often as the statement on it that
// ran most, counting the statements that begin there.

// LinesFromStatements replaces f's lines by those that follow from its
// statements. f must be sorted.
func (f *File) LinesFromStatements() {
	f.Lines = f.Lines[:0]
	for _, s := range f.Statements {
		var bits LineBits
		if s.Executed {
			bits = Executed
		}
		if n := len(f.Lines); n > 0 && f.Lines[n-1].Number == s.Line {
			last := &f.Lines[n-1]
			last.Hits = max(last.Hits, s.Hits)
			last.Bits |= bits
			continue
		}
		f.Lines = append(f.Lines, Line{Number: s.Line, Hits: s.Hits, Bits: bits})
	}
}
