package covdata

import "github.com/covls/covls/coverage"

// The counters of one binary. A covcounters file names a function by the number
// of its package and its own number therein, so that the covmeta file is read
// once to learn how many functions and blocks there are, and a second time to
// say where they are. Nothing but numbers is held in between.

// A table has a counter for every block of a covmeta file.
type table struct {
	packages  []uint32 // the first function of each, and how many there are in all
	functions []uint32 // the first block of each, and how many there are in all
	hits      []uint32 // of each block; nil until one is asked for
}

// survey reads a covmeta file to its end, and gives the table of its blocks.
func survey(m *meta, limits coverage.Limits) *table {
	t := &table{packages: []uint32{0}, functions: []uint32{0}}
	blocks := 0
	for m.nextPackage() {
		for m.pkg.nextFunction() {
			for m.pkg.nextBlock() {
				blocks++
			}
			if blocks > limits.Records {
				m.in.fail(coverage.ErrLimit, "it has more than %d blocks", limits.Records)
				return t
			}
			t.functions = append(t.functions, uint32(blocks))
		}
		t.packages = append(t.packages, uint32(len(t.functions)-1))
	}
	return t
}

// add brings in the counters of one process, and counts the functions that the
// binary does not have. Where the file is broken what it said before is in.
func (t *table) add(c *counterFile, dropped *coverage.Dropped) {
	for c.nextFunction() {
		hits, ok := t.of(c.pkg, c.function)
		if !ok || len(hits) != int(c.counters) {
			dropped.Add(0, "%s: %d counters of function %d in package %d, which its covmeta file does not have", c.in.name, c.counters, c.function, c.pkg)
			hits = nil
		}
		c.merge(hits)
	}
}

// of gives the counters of a function.
func (t *table) of(pkg, function uint32) ([]uint32, bool) {
	if uint64(pkg)+1 >= uint64(len(t.packages)) {
		return nil, false
	}
	first, next := t.packages[pkg], t.packages[pkg+1]
	if function >= next-first {
		return nil, false
	}
	if t.hits == nil {
		t.hits = make([]uint32, t.functions[len(t.functions)-1])
	}
	return t.hits[t.functions[first+function]:t.functions[first+function+1]], true
}
