package lcov

import (
	"slices"
	"strconv"

	"github.com/covls/covls/coverage"
)

// Branches in the writer. A branch's identity is richer in the model than in a
// tracefile, which has either the number of an arm or a text; and what other
// formats only count becomes arms without a name, so that the totals agree.

// maxArms bounds the arms that a mere count becomes: a report may claim four
// billion branches on a line in ten bytes, and they are written one by one.
const maxArms = 10_000

// branches writes the branches of every line that is not excluded, or its count
// where that says more, as coverage.File.Marks decides it.
func (w *writer) branches(f *coverage.File) {
	named, counts, lines := f.Branches, f.BranchCounts, f.Lines
	var found, hit uint64
	for len(named) > 0 || len(counts) > 0 {
		line := firstLine(named, counts)
		group, rest := branchesOf(named, line)
		named = rest
		var count coverage.BranchCount
		if len(counts) > 0 && counts[0].Line == line {
			count, counts = counts[0], counts[1:]
		}
		if _, excluded := slices.BinarySearch(f.Excluded, line); excluded {
			continue
		}
		taken, total := taken(group), uint32(len(group))
		if count.Taken > taken || count.Taken == taken && count.Total > total {
			for len(lines) > 0 && lines[0].Number < line {
				lines = lines[1:]
			}
			reached := len(lines) > 0 && lines[0].Number == line && lines[0].Ran()
			total = min(count.Total, maxArms)
			taken = min(count.Taken, total)
			w.arms(line, taken, total, reached)
			group = nil
		}
		w.group(group)
		found += uint64(total)
		hit += uint64(taken)
	}
	if found > 0 {
		w.record("BRF:", found)
		w.record("BRH:", hit)
	}
}

func firstLine(named []coverage.Branch, counts []coverage.BranchCount) uint32 {
	switch {
	case len(named) == 0:
		return counts[0].Line
	case len(counts) == 0:
		return named[0].Line
	}
	return min(named[0].Line, counts[0].Line)
}

func branchesOf(all []coverage.Branch, line uint32) (group, rest []coverage.Branch) {
	n := 0
	for n < len(all) && all[n].Line == line {
		n++
	}
	return all[:n], all[n:]
}

func taken(group []coverage.Branch) (n uint32) {
	for i := range group {
		if group[i].Ran() {
			n++
		}
	}
	return n
}

// arms writes a count as that many arms, the taken ones first.
func (w *writer) arms(line, taken, total uint32, reached bool) {
	for arm := range total {
		switch {
		case arm < taken:
			w.record("BRDA:", uint64(line), 0, uint64(arm), 1)
		case reached || taken > 0:
			w.record("BRDA:", uint64(line), 0, uint64(arm), 0)
		default:
			w.branch(&coverage.Branch{Line: line}, strconv.FormatUint(uint64(arm), 10))
		}
	}
}

// group writes the branches of one line, block by block.
func (w *writer) group(group []coverage.Branch) {
	for len(group) > 0 {
		n := 1
		for n < len(group) && group[n].Block == group[0].Block {
			n++
		}
		name := armNames(group[:n])
		for i := range group[:n] {
			w.branch(&group[i], name(i))
		}
		group = group[n:]
	}
}

// armNames says how to tell the arms of a block apart: by their texts where
// these are all there is, by their numbers where there are no texts, and else
// by counting them, since two decisions may begin in the same column. A kind of
// decision is no such text: lcov 1.x passes over arms that are texts, so that
// there are to be no more of them than came from a tracefile.
func armNames(block []coverage.Branch) func(i int) string {
	texts, numbers := true, true
	for _, b := range block {
		_, numeric := number32([]byte(b.Label))
		texts = texts && b.Arm == 0 && b.Label != "" && !numeric && !isKind(b.Label)
		numbers = numbers && b.Label == ""
	}
	switch {
	case texts:
		return func(i int) string { return block[i].Label }
	case numbers:
		return func(i int) string { return strconv.FormatUint(uint64(block[i].Arm), 10) }
	}
	return strconv.Itoa
}

// isKind reports whether a label is the word for a kind of decision, as formats
// of JavaScript have it ("default-arg", "IfStatement"): it is the same for all
// arms, and stands on a lone one too. The texts of tracefiles are sentences
// ("jump to line 7") and expressions.
func isKind(label string) bool {
	for _, c := range label {
		if c != '-' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

func (w *writer) branch(b *coverage.Branch, arm string) {
	w.WriteString("BRDA:")
	w.Write(strconv.AppendUint(w.number[:0], uint64(b.Line), 10))
	w.WriteByte(',')
	if b.Bits&coverage.Exception != 0 {
		w.WriteByte('e')
	}
	if b.Bits&coverage.Fallthrough != 0 {
		w.WriteByte('f')
	}
	if b.Bits&coverage.Unreachable != 0 {
		w.WriteByte('U')
	}
	w.Write(strconv.AppendUint(w.number[:0], uint64(b.Block), 10))
	w.WriteByte(',')
	w.text(arm)
	switch {
	case b.Ran():
		w.WriteByte(',')
		w.Write(strconv.AppendUint(w.number[:0], max(b.Hits, 1), 10))
	case b.Bits&coverage.Evaluated != 0:
		w.WriteString(",0")
	default:
		w.WriteString(",-")
	}
	w.WriteByte('\n')
}
