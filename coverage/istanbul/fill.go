package istanbul

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// From what was read of a source to what is said of it. Records without a place
// or without a count are dropped, as istanbul-lib-coverage passes over them
// when it counts lines.

// fill writes what the source says into f, sorted.
func (s *source) fill(f *coverage.File, dropped *coverage.Dropped) {
	f.Reset()
	for _, st := range s.statements.rows {
		if s.sound("statement", st.place, st.counted, dropped) {
			f.Statements = append(f.Statements, coverage.Statement{
				Line: st.place.line, Col: st.place.col,
				EndLine: st.place.endLine, EndCol: st.place.endCol,
				Weight: 1, Hits: st.hits,
			})
		}
	}
	for _, fn := range s.functions.rows {
		if s.sound("function", fn.place, fn.counted, dropped) {
			f.Functions = append(f.Functions, coverage.Function{
				Name: fn.name, Line: fn.place.line, EndLine: fn.end, Hits: fn.hits,
			})
		}
	}
	s.fillBranches(f, dropped)
	f.Sort(s.rule)
	f.LinesFromStatements()
}

// fillBranches gives every arm an identity. Decisions of one kind that begin at
// one place, such as a block inside a block, are told apart by their order:
// twin n has n above the column's bits.
func (s *source) fillBranches(f *coverage.File, dropped *coverage.Dropped) {
	twin, last := uint32(0), branch{}
	for _, b := range s.sorted() {
		if !s.sound("branch", b.place, b.counted, dropped) {
			continue
		}
		if twin++; !b.twins(last) {
			twin = 0
		}
		last = b
		if twin >= maxTwins {
			dropped.Add(0, "%s: more than %d decisions at line %d, column %d", s.path, maxTwins, b.place.line, b.place.col)
			continue
		}
		arms := s.arms[b.arms[0]:b.arms[1]]
		var bits coverage.BranchBits
		if slices.ContainsFunc(arms, func(hits uint64) bool { return hits > 0 }) {
			bits = coverage.Evaluated
		}
		for i, hits := range arms {
			f.Branches = append(f.Branches, coverage.Branch{
				Line: b.place.line, Block: b.place.col | twin<<columnBits, Arm: uint32(i),
				Label: b.kind, Bits: bits, Hits: hits,
			})
		}
	}
}

// sound reports whether a record has a place and a count.
func (s *source) sound(what string, p place, counted bool, dropped *coverage.Dropped) bool {
	switch {
	case p.line == 0:
		dropped.Add(0, "%s: a %s without a line", s.path, what)
	case !counted:
		dropped.Add(0, "%s: the %s at line %d has no count", s.path, what, p.line)
	default:
		return true
	}
	return false
}
