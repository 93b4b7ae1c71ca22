package coverage

// Marks are what an editor paints: one verdict a line, with the numbers that
// explain it. The states and bits have the values of the public contract
// (covls/publishCoverage), so that nobody has to translate them.

// State is the verdict on one line.
type State uint8

const (
	// Covered lines ran, and nothing on them is known to have been missed.
	Covered State = 1
	// Partial lines ran, and a branch or a part of them did not.
	Partial State = 2
	// Uncovered lines were instrumented and did not run.
	Uncovered State = 3
	// Unknown lines were instrumented, and their text is no longer the text
	// that was measured.
	Unknown State = 4
	// Excluded lines were taken out by the tool or by a pragma.
	Excluded State = 5
)

// String returns the state's name as the contract spells it.
func (s State) String() string {
	switch s {
	case Covered:
		return "covered"
	case Partial:
		return "partial"
	case Uncovered:
		return "uncovered"
	case Unknown:
		return "unknown"
	case Excluded:
		return "excluded"
	}
	return "unmeasured"
}

// MarkBits qualify a state.
type MarkBits uint8

const (
	// Carried: everything known of the line comes from carried data.
	Carried MarkBits = 16
	// InPatch: the line was changed against the base.
	InPatch MarkBits = 32
	// LostCoverage: the line is unchanged, was covered at the baseline and is not now.
	LostCoverage MarkBits = 64
	// InexactHits: the line ran, and nobody counted how often.
	InexactHits MarkBits = 128
)

// A Mark is the verdict on one line.
type Mark struct {
	Line         uint32 // 1-based
	State        State
	Bits         MarkBits
	Hits         uint64 // to be shown; see Line.Shown
	Taken, Total uint32 // branches of the line; 0 of 0 where none are known
}

// Marks gives the verdict on every instrumented or excluded line, ascending.
// f must be sorted. A line that is both instrumented and excluded is excluded.
func (f *File) Marks() []Mark {
	marks := make([]Mark, 0, len(f.Lines)+len(f.Excluded))
	excluded, statements, branches, counts := f.Excluded, f.Statements, f.Branches, f.BranchCounts
	ranges := f.Ranges
	for _, line := range f.Lines {
		for len(excluded) > 0 && excluded[0] < line.Number {
			marks = append(marks, Mark{Line: excluded[0], State: Excluded})
			excluded = excluded[1:]
		}
		m := Mark{Line: line.Number, Hits: line.Shown()}
		var missed bool
		statements, missed = missedStatement(statements, line.Number)
		ranges, missed = missedRange(ranges, line.Number, missed)
		branches, counts = m.countBranches(branches, counts)
		if line.Inexact() {
			m.Bits |= InexactHits
		}
		switch {
		case len(excluded) > 0 && excluded[0] == line.Number:
			m, excluded = Mark{Line: line.Number, State: Excluded}, excluded[1:]
		case !line.Ran():
			m.State = Uncovered
		case missed, m.Taken < m.Total, line.Bits&(Part|Whole) == Part:
			m.State = Partial
		default:
			m.State = Covered
		}
		marks = append(marks, m)
	}
	for _, line := range excluded {
		marks = append(marks, Mark{Line: line, State: Excluded})
	}
	return marks
}

// missedStatement reports whether a statement that begins on the line did not
// run, and returns the statements after it.
func missedStatement(statements []Statement, line uint32) (rest []Statement, missed bool) {
	for len(statements) > 0 && statements[0].Line <= line {
		missed = missed || statements[0].Line == line && !statements[0].Ran()
		statements = statements[1:]
	}
	return statements, missed
}

// missedRange is missed, or whether a range that begins on the line did not run,
// and returns the ranges after it.
func missedRange(ranges []Range, line uint32, missed bool) ([]Range, bool) {
	for len(ranges) > 0 && ranges[0].Start.Line <= line {
		missed = missed || ranges[0].Start.Line == line && !ranges[0].Ran()
		ranges = ranges[1:]
	}
	return ranges, missed
}

// countBranches fills in the mark's branches and returns those after its line.
// Where one report names a line's branches and another only counts them, the
// greater pair stands, as it does between two that count.
func (m *Mark) countBranches(branches []Branch, counts []BranchCount) ([]Branch, []BranchCount) {
	for len(branches) > 0 && branches[0].Line <= m.Line {
		if branches[0].Line == m.Line {
			m.Total++
			if branches[0].Ran() {
				m.Taken++
			}
		}
		branches = branches[1:]
	}
	for len(counts) > 0 && counts[0].Line <= m.Line {
		if counts[0].Line == m.Line {
			c := greaterCount(BranchCount{Taken: m.Taken, Total: m.Total}, counts[0])
			m.Taken, m.Total = c.Taken, c.Total
		}
		counts = counts[1:]
	}
	return branches, counts
}

// MaxShownHits is where counts end that are told as JSON: 2^53-1, the greatest
// integer that JavaScript keeps.
const MaxShownHits = 1<<53 - 1

// Flatten writes marks as the contract's five numbers a line: the distance from
// the line before, counted from line 0, then state and bits, hits, branches
// taken, branches in all. As JSON that is a third of the size and of the time
// that objects take. Lines are 0-based in it.
func Flatten(marks []Mark) []uint64 {
	data := make([]uint64, 0, 5*len(marks))
	before := uint32(0)
	for _, m := range marks {
		line := m.Line - 1
		data = append(data, uint64(line-before), uint64(m.State)|uint64(m.Bits),
			min(m.Hits, MaxShownHits), uint64(m.Taken), uint64(m.Total))
		before = line
	}
	return data
}
