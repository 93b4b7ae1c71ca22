package v8

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// Several processes that ran one script. Functions are the same when their text
// is; a process that does not list one never ran what is around it.

// merge adds up what several processes say of one script of one length. The
// operands are used up.
func merge(scripts []*script) *script {
	total := *scripts[0]
	total.functions = nil
	byExtent := map[[2]uint32][]function{}
	var extents [][2]uint32
	for _, s := range scripts {
		if total.origin == nil {
			total.origin, total.lines = s.origin, s.lines
		}
		if s != scripts[0] {
			total.used = append(total.used, s.used...)
		}
		for _, f := range s.functions {
			extent := [2]uint32{f.spans[0].start, f.spans[0].end}
			if byExtent[extent] == nil {
				extents = append(extents, extent)
			}
			byExtent[extent] = append(byExtent[extent], f)
		}
	}
	for _, extent := range extents {
		total.functions = append(total.functions, mergeFunctions(byExtent[extent]))
	}
	sortFunctions(total.functions)
	return &total
}

// mergeFunctions adds up what several processes say of one function. Beside one
// that counted its blocks, one that only counted calls has nothing to say of
// the text: those calls are counted, and no block is.
func mergeFunctions(functions []function) function {
	total := functions[0]
	total.blocks, total.calls = false, 0
	for _, f := range functions {
		total.blocks = total.blocks || f.blocks
		total.calls = coverage.AddHits(total.calls, f.calls)
	}
	if flat(functions) {
		total.spans = []span{{total.spans[0].start, total.spans[0].end, total.calls}}
		return total
	}
	var trees []*node
	for _, f := range functions {
		if f.blocks == total.blocks {
			slices.SortStableFunc(f.spans, span.compare)
			trees = append(trees, treeOf(f.spans))
		}
	}
	tree := sum(trees)
	tree.normalize()
	total.spans = tree.spans(0, nil)
	return total
}

// flat reports whether functions have no blocks to add up, as most have not,
// and are of one kind.
func flat(functions []function) bool {
	return !slices.ContainsFunc(functions, func(f function) bool {
		return len(f.spans) > 1 || f.blocks != functions[0].blocks || f.calls != f.spans[0].count
	})
}

// sortFunctions puts every function before those inside it.
func sortFunctions(functions []function) {
	slices.SortStableFunc(functions, func(a, b function) int {
		return a.spans[0].compare(b.spans[0])
	})
}
