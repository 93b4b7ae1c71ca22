package coveragepy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/python"
)

// branches gives every decision's ways, with those taken that the jumps took. A
// decision that went to a statement which is not among its ways is not
// understood, and left out.
func branches(jumps []coverage.Jump, a *python.Analysis) []coverage.Branch {
	taken := make([]coverage.Jump, len(jumps))
	for i, j := range jumps {
		taken[i] = coverage.Jump{From: a.FirstLine(j.From), To: a.FirstLine(j.To)}
	}
	slices.SortFunc(taken, func(a, b coverage.Jump) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	var out []coverage.Branch
	for _, d := range a.Decisions {
		ways := from(taken, int32(d.Line))
		if !understood(d, ways, a) {
			continue
		}
		for arm, to := range d.Targets {
			b := coverage.Branch{Line: d.Line, Arm: uint32(arm), Label: label(to)}
			if len(ways) > 0 {
				b.Bits |= coverage.Evaluated
			}
			if slices.ContainsFunc(ways, func(way coverage.Jump) bool { return way.To == to }) {
				b.Bits |= coverage.Taken
			}
			out = append(out, b)
		}
	}
	return out
}

// from gives the jumps that leave a line.
func from(jumps []coverage.Jump, line int32) []coverage.Jump {
	compare := func(j coverage.Jump, line int32) int { return cmp.Compare(j.From, line) }
	begin, _ := slices.BinarySearchFunc(jumps, line, compare)
	end, _ := slices.BinarySearchFunc(jumps, line+1, compare)
	return jumps[begin:end]
}

// understood reports whether a decision went only where it can go. Beside its
// ways there are others, which are none of its branches: out of the function,
// to where exceptions are caught, and to code that is taken out.
func understood(d python.Decision, ways []coverage.Jump, a *python.Analysis) bool {
	return !slices.ContainsFunc(ways, func(way coverage.Jump) bool {
		inside := way.To > 0 && way.To != way.From
		return inside && !slices.Contains(d.Targets, way.To) && !a.Catches(uint32(way.To)) && !a.IsExcluded(uint32(way.To))
	})
}

// label says where a way leads, for people.
func label(to int32) string {
	if to < 0 {
		return "exit"
	}
	return fmt.Sprintf("jump to line %d", to)
}
