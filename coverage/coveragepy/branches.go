package coveragepy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/python"
)

// branches gives every decision's ways, with those taken that the jumps took. A
// decision that went where the analysis has no way is left out: then it is not
// understood. Exceptions go anywhere, but only to where they are caught or out
// of the function, and neither is among the ways of a decision.
func branches(jumps []coverage.Jump, a *python.Analysis) []coverage.Branch {
	taken := make([]coverage.Jump, len(jumps))
	for i, j := range jumps {
		taken[i] = coverage.Jump{From: a.FirstLine(j.From), To: a.FirstLine(j.To)}
	}
	slices.SortFunc(taken, func(a, b coverage.Jump) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	var out []coverage.Branch
	for _, d := range a.Decisions {
		from, _ := slices.BinarySearchFunc(taken, int32(d.Line), func(j coverage.Jump, line int32) int { return cmp.Compare(j.From, line) })
		ways := taken[from:]
		for arm, to := range d.Targets {
			b := coverage.Branch{Line: d.Line, Arm: uint32(arm), Label: label(to)}
			for _, way := range ways {
				if way.From != int32(d.Line) {
					break
				}
				b.Bits |= coverage.Evaluated
				if way.To == to {
					b.Bits |= coverage.Taken
				}
			}
			out = append(out, b)
		}
	}
	return out
}

// label says where a way leads, for people.
func label(to int32) string {
	if to < 0 {
		return "exit"
	}
	return fmt.Sprintf("jump to line %d", to)
}
