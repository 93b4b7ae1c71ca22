package cobertura

import "github.com/covls/covls/coverage"

// Lines and their branches, which are most of a document.

// maxBranches bounds the branches of a line. A report may claim four billion of
// them in ten bytes, and gcovr and Codecov make an entry of each one.
const maxBranches = 10_000

// marksOf gives f's lines with as many branches as can be written. A line of
// which some were missed still has one that was.
func marksOf(f *coverage.File) []coverage.Mark {
	marks := f.Marks()
	for i := range marks {
		if m := &marks[i]; m.Total > maxBranches {
			if m.Taken < m.Total {
				m.Taken = min(m.Taken, maxBranches-1)
			}
			m.Taken, m.Total = min(m.Taken, maxBranches), maxBranches
		}
	}
	return marks
}

// beginLine writes a line's start tag up to where it closes.
func (w *writer) beginLine(m coverage.Mark, hits uint64) {
	w.WriteString("<line")
	w.number(" number", uint64(m.Line))
	w.number(" hits", hits)
	if m.Total == 0 {
		w.WriteString(` branch="false"`)
		return
	}
	// Codecov wants exactly one space before the parenthesis.
	w.WriteString(` branch="true" condition-coverage="`)
	w.percent(m.Taken, m.Total)
	w.WriteString(" (")
	w.uint(uint64(m.Taken))
	w.WriteByte('/')
	w.uint(uint64(m.Total))
	w.WriteString(`)"`)
}

// endLine closes a line. Its conditions are its decisions, as far as they are
// known and account for its branches; else all of it is one.
func (w *writer) endLine(m coverage.Mark, branches []coverage.Branch) {
	if m.Total == 0 {
		w.WriteString("/>\n")
		return
	}
	w.WriteString("><conditions>")
	if taken, total := tally(branches); taken != m.Taken || total != m.Total {
		w.condition(0, m.Taken, m.Total)
		branches = nil
	}
	for number := uint64(0); len(branches) > 0; number++ {
		n := 1
		for n < len(branches) && branches[n].Block == branches[0].Block {
			n++
		}
		taken, total := tally(branches[:n])
		w.condition(number, taken, total)
		branches = branches[n:]
	}
	w.WriteString("</conditions></line>\n")
}

func (w *writer) condition(number uint64, taken, total uint32) {
	w.WriteString("<condition")
	w.number(" number", number)
	w.WriteString(` type="jump" coverage="`)
	w.percent(taken, total)
	w.WriteString(`"/>`)
}

// branchesOf gives the branches of a line and those after it. It wants lines in
// ascending order.
func branchesOf(all []coverage.Branch, line uint32) (own, rest []coverage.Branch) {
	for len(all) > 0 && all[0].Line < line {
		all = all[1:]
	}
	n := 0
	for n < len(all) && all[n].Line == line {
		n++
	}
	return all[:n], all[n:]
}

func tally(branches []coverage.Branch) (taken, total uint32) {
	for i := range branches {
		if branches[i].Ran() {
			taken++
		}
	}
	return taken, uint32(len(branches))
}
