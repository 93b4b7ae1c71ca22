package simplecov

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Branches of a result set: decisions, each with its arms. Ruby's ids count the
// decisions of a file in the order in which it compiles them, which differs
// between its versions, so SimpleCov since 1.0 joins what has the same place
// (simplecov#1233). Here a decision is known by its order on the line where it
// begins, and an arm by its order in the decision, both by place, and by where
// it leads.

// A decision is what branches lead out of.
type decision struct {
	span
	kind string
	arms [2]int // its share of the reader's, from and to
}

// An arm is one of those branches.
type arm struct {
	span
	kind string
	hits uint64
}

func (r *reader) branches() error {
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	if kind == jsonscan.Array {
		return r.Elements(r.listedArm)
	}
	return r.Members(r.decision)
}

// decision reads one decision and its arms.
func (r *reader) decision(key []byte) error {
	place, kind, ok := r.branchKey(key)
	if !ok {
		return nil
	}
	from := len(r.arms)
	err := r.Members(func(key []byte) error {
		place, kind, ok := r.branchKey(key)
		if !ok {
			return nil
		}
		hits, counted, _, err := r.count()
		if counted {
			r.arms = append(r.arms, arm{span: place, kind: kind, hits: hits})
			return r.record()
		}
		return err
	})
	r.decisions = append(r.decisions, decision{span: place, kind: kind, arms: [2]int{from, len(r.arms)}})
	return err
}

// branchKey reads the key of a decision or an arm.
func (r *reader) branchKey(key []byte) (place span, kind string, ok bool) {
	rest, place, ok := cutSpan(key)
	if ok {
		rest, _, ok = cutNumber(rest) // the id
	}
	if !ok {
		r.info.Dropped.Add(0, "%s: %q is no place of a branch", r.section.Path, key)
		return span{}, "", false
	}
	return place, r.kind(plain(rest)), true
}

// appendDecisions gives every arm its identity.
func (r *reader) appendDecisions(out []coverage.Branch) []coverage.Branch {
	slices.SortStableFunc(r.decisions, func(a, b decision) int { return cmp.Or(a.compare(b.span), cmp.Compare(a.kind, b.kind)) })
	block, line := uint32(0), uint32(0)
	for _, d := range r.decisions {
		if block++; d.line != line {
			block, line = 0, d.line
		}
		arms := r.arms[d.arms[0]:d.arms[1]]
		slices.SortStableFunc(arms, func(a, b arm) int { return cmp.Or(a.compare(b.span), cmp.Compare(b.kind, a.kind)) })
		var bits coverage.BranchBits
		if slices.ContainsFunc(arms, func(a arm) bool { return a.hits > 0 }) {
			bits = coverage.Evaluated
		}
		for i, a := range arms {
			out = append(out, coverage.Branch{
				Line: line, Block: block, Arm: uint32(i), Bits: bits, Hits: a.hits, Label: label(a.kind, a.line, a.endLine),
			})
		}
	}
	return out
}

func (s span) compare(t span) int {
	return cmp.Or(cmp.Compare(s.line, t.line), cmp.Compare(s.col, t.col),
		cmp.Compare(s.endLine, t.endLine), cmp.Compare(s.endCol, t.endCol))
}
