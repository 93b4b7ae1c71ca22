package v8

import (
	"cmp"
	"slices"
)

// The ranges inside several nodes of one extent, added up. They are taken in
// the order in which they begin. The first opens a stretch as long as the
// longest that begin there; what begins later and reaches beyond the stretch is
// cut at its end and waits. A stretch is then one node of the sum: of every
// operand, what lies in it is either exactly the stretch, or lies inside a node
// of the stretch's extent that adds nothing by itself.

// A part is a node with the number of the operand that it comes from.
type part struct {
	operand int
	*node
}

// sumInside adds up what lies inside the operands.
func sumInside(operands []*node) []*node {
	var waiting []part
	for i, o := range operands {
		for _, n := range o.inside {
			waiting = append(waiting, part{i, n})
		}
	}
	slices.SortStableFunc(waiting, func(a, b part) int { return cmp.Compare(a.start, b.start) })
	var sums []*node
	var cutOff []part // all begin where the stretch before ended
	for len(waiting) > 0 || len(cutOff) > 0 {
		s := newStretch(len(operands), waiting, cutOff)
		for _, p := range cutOff {
			s.add(p)
		}
		rest := waiting
		for len(rest) > 0 && rest[0].start < s.end {
			s.add(rest[0])
			rest = rest[1:]
		}
		waiting, cutOff = rest, s.cutOff
		sums = append(sums, s.sum())
	}
	return sums
}

// A stretch is a node of the sum in the making.
type stretch struct {
	start, end uint32
	operands   [][]*node
	cutOff     []part
}

// newStretch opens the stretch that begins first, and is as long as the longest
// of the parts that begin there.
func newStretch(operands int, waiting, cutOff []part) *stretch {
	s := &stretch{operands: make([][]*node, operands)}
	switch {
	case len(cutOff) == 0:
		s.start = waiting[0].start
	default:
		s.start = cutOff[0].start
	}
	for _, p := range cutOff {
		s.end = max(s.end, p.end)
	}
	for _, p := range waiting {
		if p.start != s.start {
			break
		}
		s.end = max(s.end, p.end)
	}
	return s
}

// add puts a part into the stretch, up to its end.
func (s *stretch) add(p part) {
	if p.end > s.end {
		s.cutOff = append(s.cutOff, part{p.operand, p.cut(s.end)})
	}
	s.operands[p.operand] = append(s.operands[p.operand], p.node)
}

// sum adds up the operands that have something in the stretch.
func (s *stretch) sum() *node {
	var nodes []*node
	for _, parts := range s.operands {
		switch {
		case len(parts) == 0:
		case len(parts) == 1 && parts[0].start == s.start && parts[0].end == s.end:
			nodes = append(nodes, parts[0])
		default:
			nodes = append(nodes, &node{start: s.start, end: s.end, inside: parts})
		}
	}
	return sum(nodes)
}
