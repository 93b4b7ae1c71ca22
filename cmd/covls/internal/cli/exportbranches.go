package cli

import (
	"strconv"

	"github.com/covls/covls/coverage"
)

// Branches in the JSON of `covls export`. Block and branch are strings: lcov 2
// and coverage.py name a branch by a text ("jump to line 7") where others count,
// and a reader should not have to tell two types apart.

// branches writes the branches of every line that counts, or, where a mere count
// says more, that many without names, the taken ones first. That is the choice
// that coverage.File.Marks makes, so the totals agree.
func (w *jsonWriter) branches(f *coverage.File) {
	named, counts, out := f.Branches, f.BranchCounts, excluder(f.Excluded)
	for len(named) > 0 || len(counts) > 0 {
		var line uint32
		switch {
		case len(counts) == 0 || len(named) > 0 && named[0].Line <= counts[0].Line:
			line = named[0].Line
		default:
			line = counts[0].Line
		}
		n, taken := 0, 0
		for n < len(named) && named[n].Line == line {
			if named[n].Ran() {
				taken++
			}
			n++
		}
		group := named[:n]
		named = named[n:]
		var c coverage.BranchCount
		if len(counts) > 0 && counts[0].Line == line {
			c, counts = counts[0], counts[1:]
		}
		switch {
		case out(line):
		case int(c.Taken) > taken || int(c.Taken) == taken && int(c.Total) > n:
			w.arms(c)
		default:
			w.group(group)
		}
	}
}

// arms writes a count as that many branches of the block 0.
func (w *jsonWriter) arms(c coverage.BranchCount) {
	for arm := range min(c.Total, maxArms) {
		hits := "0"
		if arm < c.Taken {
			hits = "1"
		}
		w.branch(c.Line, 0, strconv.FormatUint(uint64(arm), 10), hits)
	}
}

// group writes the branches of one line, block by block.
func (w *jsonWriter) group(group []coverage.Branch) {
	for len(group) > 0 {
		n := 1
		for n < len(group) && group[n].Block == group[0].Block {
			n++
		}
		texts := texts(group[:n])
		for _, b := range group[:n] {
			name := b.Label
			if !texts {
				name = strconv.FormatUint(uint64(b.Arm), 10)
			}
			hits := "null"
			switch {
			case b.Ran():
				hits = strconv.FormatUint(max(b.Hits, 1), 10)
			case b.Bits&coverage.Evaluated != 0:
				hits = "0"
			}
			w.branch(b.Line, b.Block, name, hits)
		}
		group = group[n:]
	}
}

// texts reports whether the branches of a block are told apart by texts and not
// by numbers. Labels beside numbers are only the decision's kind ("if").
func texts(block []coverage.Branch) bool {
	for _, b := range block {
		if b.Arm != 0 || b.Label == "" {
			return false
		}
	}
	return true
}

func (w *jsonWriter) branch(line, block uint32, name, hits string) {
	w.next()
	w.WriteByte('[')
	w.number(uint64(line))
	w.WriteString(`,"`)
	w.number(uint64(block))
	w.WriteString(`",`)
	w.text(name)
	w.WriteByte(',')
	w.WriteString(hits)
	w.WriteByte(']')
}
