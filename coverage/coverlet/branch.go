package coverlet

import (
	"cmp"
	"math"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Branches. An offset into a method's compiled code identifies a decision in
// that build of it and nowhere else: it moves with every change above, and with
// the framework that the module was compiled for. What modules have in common is
// the order of the decisions on a line, so that is what identifies them here,
// and for the ways out of one of them, theirs.

// A way is one way out of a decision, as the report has it.
type way struct {
	line                    uint32
	method                  string
	offset, path, endOffset uint32
	hits                    uint64
}

// branches reads a method's branches: a list, which coverlet's first versions
// had for every line.
func (r *reader) branches(method string) error {
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	if kind == jsonscan.Object {
		return r.Members(func(key []byte) error {
			line := lineOf(key)
			return r.Elements(func(int) error { return r.branch(way{line: line, method: method}) })
		})
	}
	return r.Elements(func(int) error { return r.branch(way{method: method}) })
}

// branch reads one branch into w.
func (r *reader) branch(w way) error {
	counted := false
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "Line":
			w.line, _, err = r.number(coverage.MaxLine)
		case "Offset":
			w.offset, _, err = r.number(math.MaxUint32)
		case "EndOffset":
			w.endOffset, _, err = r.number(math.MaxUint32)
		case "Path":
			w.path, _, err = r.number(math.MaxUint32)
		case "Hits":
			w.hits, counted, err = r.hits()
		}
		return err
	})
	if err != nil {
		return err
	}
	if w.line == 0 || !counted {
		r.info.Dropped.Add(0, "%s: a branch in %s without a line or a count", r.section.Path, w.method)
		return nil
	}
	r.ways = append(r.ways, w)
	return r.record()
}

// appendBranches gives every way its identity.
func appendBranches(out []coverage.Branch, ways []way) []coverage.Branch {
	slices.SortFunc(ways, func(a, b way) int {
		return cmp.Or(cmp.Compare(a.line, b.line), cmp.Compare(a.method, b.method), cmp.Compare(a.offset, b.offset),
			cmp.Compare(a.path, b.path), cmp.Compare(a.endOffset, b.endOffset), cmp.Compare(a.hits, b.hits))
	})
	block, line := uint32(0), uint32(0)
	for len(ways) > 0 {
		n := decision(ways)
		if block++; ways[0].line != line {
			block, line = 0, ways[0].line
		}
		var bits coverage.BranchBits
		if slices.ContainsFunc(ways[:n], func(w way) bool { return w.hits > 0 }) {
			bits = coverage.Evaluated
		}
		for arm, w := range ways[:n] {
			out = append(out, coverage.Branch{Line: line, Block: block, Arm: uint32(arm), Bits: bits, Hits: w.hits})
		}
		ways = ways[n:]
	}
	return out
}

// decision is how many of the first ways leave the same decision.
func decision(ways []way) int {
	for n, w := range ways {
		if first := ways[0]; w.line != first.line || w.method != first.method || w.offset != first.offset {
			return n
		}
	}
	return len(ways)
}
