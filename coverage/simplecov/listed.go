package simplecov

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// Branches as formatters list them: arms in the order of their decisions, and
// the decisions left out. To mark a line as partial one has to know the line of
// the decision, so arms are put together again: Ruby gives an if its then and
// its else, an unless the other way round, and a case its whens (or ins) and
// then its else, written or not.

// A listedArm is one element of the list.
type listedArm struct {
	kind     string
	from, to uint32
	report   uint32 // the line that SimpleCov shows it on; 0 before 0.22
	hits     uint64
	ignored  bool // a comment took it out
}

func (r *reader) listedArm(i int) error {
	var a listedArm
	counted := false
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "type":
			var text []byte
			text, _, err = r.Text()
			a.kind = r.kind(text)
		case "start_line":
			a.from, err = r.lineNumber()
		case "end_line":
			a.to, err = r.lineNumber()
		case "report_line":
			a.report, err = r.lineNumber()
		case "coverage":
			a.hits, counted, a.ignored, err = r.count()
		}
		return err
	})
	if err != nil {
		return err
	}
	if a.from == 0 || a.to < a.from || !counted && !a.ignored {
		r.info.Dropped.Add(0, "%s: branch %d of the list has no lines or no count", r.section.Path, i+1)
		return nil
	}
	r.listed = append(r.listed, a)
	return r.record()
}

// appendListed gives every arm its identity.
func (r *reader) appendListed(out []coverage.Branch) []coverage.Branch {
	blocks := map[uint32]uint32{} // decisions so far, by line
	for rest := r.listed; len(rest) > 0; {
		n := sameDecision(rest)
		arms := rest[:n]
		rest = rest[n:]
		line := decisionLine(arms)
		block := blocks[line]
		blocks[line]++
		var bits coverage.BranchBits
		if slices.ContainsFunc(arms, func(a listedArm) bool { return a.hits > 0 }) {
			bits = coverage.Evaluated
		}
		for i, a := range arms {
			if !a.ignored {
				out = append(out, coverage.Branch{
					Line: line, Block: block, Arm: uint32(i), Bits: bits, Hits: a.hits, Label: label(a.kind, a.from, a.to),
				})
			}
		}
	}
	return out
}

// sameDecision is how many of the first arms leave the same decision.
func sameDecision(arms []listedArm) int {
	for n := 1; n < len(arms); n++ {
		last, next := arms[n-1].kind, arms[n].kind
		switch {
		case n == 1 && (last == "then" && next == "else" || last == "else" && next == "then"):
		case (last == "when" || last == "in") && (next == last || next == "else"):
		default:
			return n
		}
	}
	return len(arms)
}

// decisionLine is where the decision stands: on the line that SimpleCov names,
// the first if it names one for each arm. Without it the same rule is tried that
// SimpleCov has: an arm on its decision's line is shown there, any other one on
// the line before it. An else that nobody wrote reaches over the whole decision.
func decisionLine(arms []listedArm) uint32 {
	line, last := uint32(coverage.MaxLine), uint32(0)
	for _, a := range arms {
		if a.report > 0 {
			line = min(line, a.report)
		}
	}
	if line < coverage.MaxLine {
		return line
	}
	for _, a := range arms {
		line, last = min(line, a.from), max(last, a.from)
	}
	around := func(a listedArm) bool {
		return !slices.ContainsFunc(arms, func(b listedArm) bool { return b.from < a.from || b.to > a.to })
	}
	if line == last || line == 1 || slices.ContainsFunc(arms, around) {
		return line
	}
	return line - 1
}
