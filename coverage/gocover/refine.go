package gocover

import (
	"errors"
	"slices"

	"github.com/covls/covls/coverage"
)

// From blocks to statements. A block's count is that of every statement that
// begins in it, so with the source at hand the block gives way to them.

// errOtherSource means that the source is not what was measured.
var errOtherSource = errors.New("the blocks of the profile do not fit the source: it was changed after the tests ran")

// Refine replaces f's blocks by the statements that begin in them, f's lines by
// those on which statements begin, and f's functions by those that the source
// declares, with the count of their first block. The sums of the statements
// stay what go tool cover prints. f must be sorted, of one content, and not
// refined before.
//
// A file to which a //line directive sent its blocks has no columns and stays
// as it is. It is an error, and f is unchanged, when source is not Go or most
// blocks do not hold as many statements as the profile says.
func Refine(f *coverage.File, source []byte) error {
	if !slices.ContainsFunc(f.Statements, hasColumns) {
		return nil
	}
	s, err := readSource(source)
	if err != nil {
		return err
	}
	groups := s.assign(f.Statements)
	if !fits(f.Statements, groups) {
		return errOtherSource
	}
	functions := s.covered(f.Statements)
	f.Statements = split(f.Statements, groups)
	f.Functions = functions
	f.Sort(coverage.Sum)
	f.LinesFromStatements()
	return nil
}

func hasColumns(b coverage.Statement) bool { return b.Col > 0 || b.EndCol > 0 }

// assign gives every block the statements that it counts. Statements in no
// block are those that the tool does not count, such as the bodies of functions
// called _.
func (s *source) assign(blocks []coverage.Statement) [][]place {
	groups := make([][]place, len(blocks))
	var open []int // blocks that began, innermost last
	next := 0
	for _, stmt := range s.statements {
		for ; next < len(blocks) && begin(blocks[next]).compare(stmt.inside) <= 0; next++ {
			open = append(closed(open, blocks, begin(blocks[next])), next)
		}
		open = closed(open, blocks, stmt.inside)
		if n := len(open); n > 0 {
			i := open[n-1]
			groups[i] = append(groups[i], stmt.place)
		}
	}
	return groups
}

// closed drops the blocks that end at or before p from the end of open.
func closed(open []int, blocks []coverage.Statement, p place) []int {
	for len(open) > 0 && end(blocks[open[len(open)-1]]).compare(p) <= 0 {
		open = open[:len(open)-1]
	}
	return open
}

func begin(b coverage.Statement) place { return place{b.Line, b.Col} }
func end(b coverage.Statement) place   { return place{b.EndLine, b.EndCol} }

// fits reports whether at least half of the blocks hold what they say. Fewer
// means that the source changed; all of them is too much to ask, since cgo and
// generators instrument text that is not quite the file's.
func fits(blocks []coverage.Statement, groups [][]place) bool {
	exact := 0
	for i, b := range blocks {
		if len(groups[i]) == int(b.Weight) {
			exact++
		}
	}
	return 2*exact >= len(blocks)
}

// split makes a statement of every place. Where a block says another number
// than was found, the weights still add up to what it says, and a block in
// which nothing was found stays.
func split(blocks []coverage.Statement, groups [][]place) []coverage.Statement {
	out := make([]coverage.Statement, 0, len(blocks)*2)
	for i, b := range blocks {
		if len(groups[i]) == 0 {
			out = append(out, b)
			continue
		}
		left := b.Weight
		for k, p := range groups[i] {
			weight := min(left, 1)
			if behind := uint32(len(groups[i]) - 1 - k); k == 0 && left > behind {
				weight = left - behind
			}
			left -= weight
			out = append(out, coverage.Statement{Line: p.line, Col: p.col, Weight: weight, Executed: b.Executed, Hits: b.Hits})
		}
	}
	return out
}

// covered gives the declared functions the count of their first block. One
// without statements has none, and is left out as go tool cover leaves it out
// of its sums.
func (s *source) covered(blocks []coverage.Statement) []coverage.Function {
	var out []coverage.Function
	for _, d := range s.functions {
		for len(blocks) > 0 && end(blocks[0]).compare(d.start) <= 0 {
			blocks = blocks[1:]
		}
		fn, found := d.function(), false
		for _, b := range blocks {
			if begin(b).compare(d.end) >= 0 {
				break
			}
			// A function that left its first block by a panic ran all the same.
			if !found || !fn.Ran() {
				fn.Hits, fn.Executed = b.Hits, b.Executed
			}
			found = true
		}
		if found {
			out = append(out, fn)
		}
	}
	return out
}
