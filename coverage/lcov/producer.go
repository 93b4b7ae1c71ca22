package lcov

import (
	"strings"

	"github.com/covls/covls/coverage"
)

// Some producers mean something else by a branch record. They do not sign their
// reports, so they are told by the shape of a section (formats §3).

// A producer gathers what tells who wrote a section.
type producer struct {
	lines          int  // DA records
	shortSums      int  // those with a checksum of 22 characters
	alternatives   bool // a branch record that a block counter would not have
	countsBranches bool // BRF is there
}

// checksum notes a DA record's checksum, 0 characters long where it has none.
func (p *producer) checksum(size int) {
	const base64MD5 = 22
	p.lines++
	if size == base64MD5 {
		p.shortSums++
	}
}

// branch notes a branch record.
func (p *producer) branch(b *coverage.Branch) {
	if b.Block != 0 || b.Arm != 0 || b.Label != "" || b.Bits != coverage.Evaluated {
		p.alternatives = true
	}
}

// dart reports whether the branches are counters of blocks, which is what Dart
// writes: one a line, always BRDA:<line>,0,0,<hits>. A block that did not run is
// no alternative that was not taken, so they are no branches at all
// (dart-archive/coverage#453). Its formatter writes no BRF, which tells a lone
// branch of other tools from it; lcov, through which many send the report to
// drop generated files, adds BRF and leaves the name.
func (p *producer) dart(path string) bool {
	return !p.alternatives && (!p.countsBranches || strings.HasSuffix(path, ".dart"))
}

// oldCoveragePy reports whether coverage.py before 7.6.2 wrote the section: a
// checksum on every line and no functions. Its branches stand on the line they
// lead to instead of the line they leave (coveragepy#1846), which says nothing
// that could be shown.
func (p *producer) oldCoveragePy(functions int) bool {
	return functions == 0 && p.lines > 0 && p.shortSums == p.lines
}
