// Package exclusion applies the comments by which C, C++ and Rust sources take
// lines and branches out: LCOV_EXCL_LINE, LCOV_EXCL_START … LCOV_EXCL_STOP, and
// the same for branches. lcov and gcovr read them from the source while they
// make their reports; gcov and llvm-cov know nothing of them. So raw reports of
// those two show more lines than what people see elsewhere of the same run,
// until the markers are applied here.
//
// The rules are geninfo's: a section holds the line of its START and not that
// of its STOP, and a marker may stand anywhere on its line, in a comment or not.
// GCOV_ and GCOVR_ are gcovr's spellings and mean the same.
package exclusion

import (
	"bytes"
	"slices"

	"github.com/covls/covls/coverage"
)

// what a line is taken out of.
type scope uint8

const (
	lines      scope = 1 << iota // everything
	branches                     // its branches
	exceptions                   // its branches that exceptions take
)

// Apply takes out of f what the markers in source name. Lines become Excluded;
// the functions that begin on them, their branches and their statements go. f
// must be sorted, and is afterwards.
func Apply(f *coverage.File, source []byte) {
	if !bytes.Contains(source, infix) {
		return
	}
	out := marked(source)
	if len(out) == 0 {
		return
	}
	for _, line := range f.Lines {
		if out[line.Number]&lines != 0 {
			f.Excluded = append(f.Excluded, line.Number)
		}
	}
	f.Functions = slices.DeleteFunc(f.Functions, func(fn coverage.Function) bool { return out[fn.Line]&lines != 0 })
	f.Statements = slices.DeleteFunc(f.Statements, func(s coverage.Statement) bool { return out[s.Line]&lines != 0 })
	f.Branches = slices.DeleteFunc(f.Branches, func(b coverage.Branch) bool {
		scope := out[b.Line]
		return scope&(lines|branches) != 0 || scope&exceptions != 0 && b.Bits&coverage.Exception != 0
	})
	f.Sort(coverage.Sum)
}

// marked gives the scope of every line that has one.
func marked(source []byte) map[uint32]scope {
	out := map[uint32]scope{}
	var open scope
	number := uint32(0)
	for line := range bytes.Lines(source) {
		number++
		m := markersOn(line)
		open = (open | m.start&^m.stop) &^ m.stop
		if s := open | m.line; s != 0 {
			out[number] = s
		}
	}
	return out
}
