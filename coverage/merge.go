package coverage

import (
	"cmp"
	"slices"
)

// The one merge. Totals, flag views, carried views and the combination of
// duplicate sections inside a report all come through here: a system with two
// code paths shows 100 % in one view and 0 % in the other for the same data
// (semantics §4). It is commutative and associative; the tests say so.

// Rule is how equal identities combine.
type Rule uint8

const (
	// Sum adds counts: several runs, or several test names of one run.
	Sum Rule = iota
	// Max keeps the greater count: one run listed twice, such as the class and
	// method lists of a Cobertura report.
	Max
)

// Merge returns what a and b say together. Neither is changed, and the result
// shares no memory with them but strings. Both must be sorted (see Sort).
func Merge(a, b *File, rule Rule) *File {
	return &File{
		Lines:        join(a.Lines, b.Lines, compareLine, rule.line),
		Statements:   join(a.Statements, b.Statements, compareStatement, rule.statement),
		Branches:     join(a.Branches, b.Branches, compareBranch, rule.branch),
		BranchCounts: join(a.BranchCounts, b.BranchCounts, compareBranchCount, greaterCount),
		Functions:    join(a.Functions, b.Functions, compareFunction, rule.function),
		Excluded:     join(a.Excluded, b.Excluded, cmp.Compare[uint32], either),
		Tests:        joinTests(a.Tests, b.Tests),
		Jumps:        join(a.Jumps, b.Jumps, compareJump, eitherJump),
		Ranges:       rule.overlay(a.Ranges, b.Ranges),
		Calls:        join(a.Calls, b.Calls, compareCall, rule.call),
	}
}

// Sort brings every slice of f into order and combines equal identities by
// rule. Readers call it once a section; on sorted input it only looks.
func (f *File) Sort(rule Rule) {
	f.Lines = settle(f.Lines, compareLine, rule.line)
	f.Statements = settle(f.Statements, compareStatement, rule.statement)
	f.Branches = settle(f.Branches, compareBranch, rule.branch)
	f.BranchCounts = settle(f.BranchCounts, compareBranchCount, greaterCount)
	f.Functions = settle(f.Functions, compareFunction, rule.function)
	f.Excluded = settle(f.Excluded, cmp.Compare[uint32], either)
	f.Tests = sortTests(f.Tests)
	f.Jumps = settle(f.Jumps, compareJump, eitherJump)
	f.Ranges = rule.settleRanges(f.Ranges)
	f.Calls = settle(f.Calls, compareCall, rule.call)
}

func (r Rule) hits(a, b uint64) uint64 {
	if r == Max {
		return max(a, b)
	}
	return AddHits(a, b)
}

func (r Rule) line(x, y Line) Line {
	x.Hits = r.hits(x.Hits, y.Hits)
	x.Bits |= y.Bits
	return x
}

func (r Rule) statement(x, y Statement) Statement {
	x.Hits = r.hits(x.Hits, y.Hits)
	x.Executed = x.Executed || y.Executed
	x.Weight = max(x.Weight, y.Weight)
	return x
}

func (r Rule) branch(x, y Branch) Branch {
	x.Hits = r.hits(x.Hits, y.Hits)
	x.Bits |= y.Bits
	return x
}

func (r Rule) function(x, y Function) Function {
	x.Hits = r.hits(x.Hits, y.Hits)
	x.Executed = x.Executed || y.Executed
	x.EndLine = max(x.EndLine, y.EndLine)
	return x
}

// greaterCount picks the pair with more branches taken, then with more branches
// in all. Which branches two reports took is unknown, so their union is too:
// this is a lower bound, the best there is (formats §5, JaCoCo).
func greaterCount(x, y BranchCount) BranchCount {
	if y.Taken > x.Taken || y.Taken == x.Taken && y.Total > x.Total {
		return y
	}
	return x
}

func either(x, _ uint32) uint32 { return x }

func compareLine(a, b Line) int { return cmp.Compare(a.Number, b.Number) }

func compareStatement(a, b Statement) int {
	if c := cmp.Compare(a.Line, b.Line); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Col, b.Col); c != 0 {
		return c
	}
	if c := cmp.Compare(a.EndLine, b.EndLine); c != 0 {
		return c
	}
	return cmp.Compare(a.EndCol, b.EndCol)
}

func compareBranch(a, b Branch) int {
	if c := cmp.Compare(a.Line, b.Line); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Block, b.Block); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Arm, b.Arm); c != 0 {
		return c
	}
	return cmp.Compare(a.Label, b.Label)
}

func compareBranchCount(a, b BranchCount) int { return cmp.Compare(a.Line, b.Line) }

func compareFunction(a, b Function) int {
	if c := cmp.Compare(a.Line, b.Line); c != 0 {
		return c
	}
	return cmp.Compare(a.Name, b.Name)
}

// join merges two sorted slices into a new one.
func join[T any](a, b []T, compare func(x, y T) int, combine func(x, y T) T) []T {
	if len(a) == 0 && len(b) == 0 {
		return nil
	}
	out := make([]T, 0, max(len(a), len(b)))
	for len(a) > 0 && len(b) > 0 {
		switch c := compare(a[0], b[0]); {
		case c < 0:
			out, a = append(out, a[0]), a[1:]
		case c > 0:
			out, b = append(out, b[0]), b[1:]
		default:
			out, a, b = append(out, combine(a[0], b[0])), a[1:], b[1:]
		}
	}
	out = append(out, a...)
	return append(out, b...)
}

// settle sorts s where it must and combines equal neighbours in place.
func settle[T any](s []T, compare func(x, y T) int, combine func(x, y T) T) []T {
	strict := true
	for i := 1; i < len(s) && strict; i++ {
		strict = compare(s[i-1], s[i]) < 0
	}
	if strict {
		return s
	}
	slices.SortStableFunc(s, compare)
	out := s[:1]
	for _, x := range s[1:] {
		if last := &out[len(out)-1]; compare(*last, x) == 0 {
			*last = combine(*last, x)
		} else {
			out = append(out, x)
		}
	}
	return out
}
