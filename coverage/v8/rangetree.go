package v8

import "slices"

// Trees of ranges, and their sum. A function's ranges nest, and each counts in
// the place of the one around it. Two processes cut a function differently, so
// their ranges cannot be joined one by one: each function becomes a tree in
// which a range holds the difference to the range around it, differences add
// up, and ranges are cut where those of another process end in their middle.
// This is the algorithm that V8's own merging library publishes
// (demurgos/v8-coverage); results are equal to its to the last range, and the
// tests hold them against its vectors.

// A node is a range with the ranges inside it, ascending and apart.
type node struct {
	start, end uint32
	delta      int64 // its count less that of the node around it
	inside     []*node
}

// mostNestedRanges is how deep ranges may lie in one another; code that people write
// has dozens. Trees are walked by recursion.
const mostNestedRanges = 1000

// treeOf builds a tree from ranges that are sorted by compare. A range that
// reaches out of the one around it, which V8 never writes, is cut off there.
func treeOf(spans []span) *node {
	root := &node{start: spans[0].start, end: spans[0].end, delta: int64(spans[0].count)}
	open := []*node{root}
	counts := []uint64{spans[0].count}
	for _, s := range spans[1:] {
		for len(open) > 1 && open[len(open)-1].end <= s.start {
			open, counts = open[:len(open)-1], counts[:len(counts)-1]
		}
		around := open[len(open)-1]
		n := &node{start: max(s.start, around.start), end: min(s.end, around.end)}
		if n.start >= n.end || len(open) > mostNestedRanges {
			continue
		}
		n.delta = int64(s.count) - int64(counts[len(counts)-1])
		around.inside = append(around.inside, n)
		open, counts = append(open, n), append(counts, s.count)
	}
	return root
}

// spans is the tree as ranges, each before those inside it.
func (n *node) spans(around int64, out []span) []span {
	count := around + n.delta
	out = append(out, span{n.start, n.end, uint64(max(count, 0))})
	for _, inner := range n.inside {
		out = inner.spans(count, out)
	}
	return out
}

// cut ends the node at p, which lies inside it, and returns what is behind.
func (n *node) cut(p uint32) *node {
	right := &node{start: p, end: n.end, delta: n.delta}
	n.end = p
	for i, inner := range n.inside {
		if inner.end <= p {
			continue
		}
		tail := slices.Clone(n.inside[i:])
		n.inside = n.inside[:i]
		if inner.start < p {
			n.inside = append(n.inside, inner)
			tail[0] = inner.cut(p)
		}
		right.inside = tail
		break
	}
	return right
}

// sum adds trees of one extent into one.
func sum(trees []*node) *node {
	if len(trees) == 1 {
		return trees[0]
	}
	total := &node{start: trees[0].start, end: trees[0].end}
	for _, t := range trees {
		total.delta += t.delta
	}
	total.inside = sumInside(trees)
	return total
}

// normalize makes one of neighbours that count the same, and of a node and the
// only one inside it when that fills it.
func (n *node) normalize() {
	var kept []*node
	for _, inner := range n.inside {
		if len(kept) > 0 {
			if last := kept[len(kept)-1]; last.end == inner.start && last.delta == inner.delta {
				last.end = inner.end
				last.inside = append(last.inside, inner.inside...)
				continue
			}
		}
		kept = append(kept, inner)
	}
	n.inside = kept
	for _, inner := range kept {
		inner.normalize()
	}
	if len(kept) == 1 && kept[0].start == n.start && kept[0].end == n.end {
		n.delta += kept[0].delta
		n.inside = kept[0].inside
	}
}
