package coverage

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
)

// randomFile makes a small file whose identities collide often with those of
// other random files, which is what a merge is about.
func randomFile(r *rand.Rand) *File {
	f := &File{}
	hits := func() uint64 {
		switch r.IntN(6) {
		case 0:
			return 0
		case 1:
			return MaxHits - uint64(r.IntN(3))
		}
		return uint64(r.IntN(10))
	}
	for range r.IntN(12) {
		line := uint32(1 + r.IntN(8))
		f.Lines = append(f.Lines, Line{Number: line, Hits: hits(), Bits: LineBits(r.IntN(8))})
		f.Statements = append(f.Statements, Statement{Line: line, Col: uint32(r.IntN(3)), Weight: 1, Hits: hits(), Executed: r.IntN(4) == 0})
		f.Branches = append(f.Branches, Branch{Line: line, Block: uint32(r.IntN(2)), Arm: uint32(r.IntN(3)), Bits: BranchBits(r.IntN(4)), Hits: hits()})
		total := uint32(1 + r.IntN(4))
		f.BranchCounts = append(f.BranchCounts, BranchCount{Line: line, Taken: uint32(r.IntN(int(total) + 1)), Total: total})
		f.Functions = append(f.Functions, Function{Name: fmt.Sprint("f", r.IntN(3)), Line: line, Hits: hits()})
		f.Excluded = append(f.Excluded, uint32(9+r.IntN(3)))
		f.Tests = append(f.Tests, TestLines{Name: fmt.Sprint("t", r.IntN(3)), Lines: []uint32{line, uint32(1 + r.IntN(8))}})
		f.Jumps = append(f.Jumps, Jump{From: int32(r.IntN(4)) - 2, To: int32(line)})
		start := Place{uint32(r.IntN(3)), uint32(r.IntN(5))}
		end := Place{start.Line + uint32(r.IntN(2)), uint32(r.IntN(5))}
		f.Ranges = append(f.Ranges, Range{Start: start, End: end, Hits: hits(), Executed: r.IntN(4) == 0})
		f.Calls = append(f.Calls, Call{Start: start, End: end, Name: fmt.Sprint("f", r.IntN(2)), Hits: hits(), Undivided: r.IntN(3) == 0})
	}
	f.Sort(Sum)
	return f
}

func TestMergeIsCommutativeAndAssociative(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, rule := range []Rule{Sum, Max} {
		for range 2000 {
			a, b, c := randomFile(r), randomFile(r), randomFile(r)
			if x, y := Merge(a, b, rule), Merge(b, a, rule); !equalFiles(x, y) {
				t.Fatalf("rule %d: a+b = %+v, b+a = %+v", rule, x, y)
			}
			if x, y := Merge(Merge(a, b, rule), c, rule), Merge(a, Merge(b, c, rule), rule); !equalFiles(x, y) {
				t.Fatalf("rule %d: (a+b)+c = %+v, a+(b+c) = %+v", rule, x, y)
			}
		}
	}
}

func TestMergeWithNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		a := randomFile(r)
		if x := Merge(a, &File{}, Sum); !equalFiles(x, a) {
			t.Fatalf("a+0 = %+v, want %+v", x, a)
		}
	}
}

// The maximum of equals is the same; that is what makes it the rule for a run
// that a report lists twice.
func TestMaxIsIdempotent(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		a := randomFile(r)
		if x := Merge(a, a, Max); !equalFiles(x, a) {
			t.Fatalf("max(a, a) = %+v, want %+v", x, a)
		}
	}
}

func TestMergeLeavesItsOperandsAlone(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		a, b := randomFile(r), randomFile(r)
		wantA, wantB := a.Clone(), b.Clone()
		merged := Merge(a, b, Sum)
		for i := range merged.Lines {
			merged.Lines[i].Hits = 42
		}
		for _, test := range merged.Tests {
			test.Lines[0] = 42
		}
		if !equalFiles(a, wantA) || !equalFiles(b, wantB) {
			t.Fatal("merging, or changing the result, changed an operand")
		}
	}
}

// Three reports whose missed branches are disjoint: in total, nothing is missed
// (semantics §7, case 1).
func TestDisjointMissedBranches(t *testing.T) {
	var merged = &File{}
	for missed := range uint32(3) {
		f := &File{Lines: []Line{{Number: 5, Hits: 1}}}
		for arm := range uint32(3) {
			b := Branch{Line: 5, Arm: arm, Bits: Evaluated}
			if arm != missed {
				b.Hits = 1
			}
			f.Branches = append(f.Branches, b)
		}
		if got := f.Marks()[0].State; got != Partial {
			t.Errorf("report %d alone is %v, want partial", missed, got)
		}
		merged = Merge(merged, f, Sum)
	}
	if got := merged.Marks()[0]; got.State != Covered || got.Taken != 3 || got.Total != 3 {
		t.Errorf("together: %+v, want covered, 3 of 3", got)
	}
}

// A report with line 7 at 0 hits and one that has the file without line 7:
// uncovered (semantics §7, case 6).
func TestAbsentLineSaysNothing(t *testing.T) {
	a := &File{Lines: []Line{{Number: 6, Hits: 1}, {Number: 7}}}
	b := &File{Lines: []Line{{Number: 6, Hits: 1}}}
	marks := Merge(a, b, Sum).Marks()
	if len(marks) != 2 || marks[1].State != Uncovered {
		t.Errorf("marks = %+v, want line 7 uncovered", marks)
	}
}

// A boolean 1 beside a counted 7 is 7, not 8 (semantics §4).
func TestExecutedBitIsNotACount(t *testing.T) {
	bit := &File{Lines: []Line{{Number: 1, Bits: Executed}}}
	count := &File{Lines: []Line{{Number: 1, Hits: 7}}}
	if m := Merge(bit, count, Sum).Marks()[0]; m.Hits != 7 || m.Bits != 0 {
		t.Errorf("merged: %+v, want 7 exact hits", m)
	}
	if m := Merge(bit, bit, Sum).Marks()[0]; m.Hits != 1 || m.Bits != InexactHits {
		t.Errorf("two bits: %+v, want 1 inexact hit", m)
	}
}

func TestHitsSaturate(t *testing.T) {
	for _, c := range []struct{ a, b, want uint64 }{
		{1, 2, 3}, {MaxHits, 1, MaxHits}, {MaxHits, MaxHits, MaxHits}, {MaxHits - 1, 1, MaxHits}, {1 << 63, 0, MaxHits},
	} {
		if got := AddHits(c.a, c.b); got != c.want {
			t.Errorf("AddHits(%d, %d) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct{ n, want uint64 }{{0, 0}, {MaxHits, MaxHits}, {1 << 63, 0}, {1<<64 - 1, 0}} {
		if got := ClampHits(c.n); got != c.want {
			t.Errorf("ClampHits(%d) = %d, want %d", c.n, got, c.want)
		}
	}
}

func BenchmarkMerge(b *testing.B) {
	file := func(offset uint64) *File {
		f := &File{}
		for line := range uint32(20_000) {
			f.Lines = append(f.Lines, Line{Number: line + 1, Hits: uint64(line) + offset})
		}
		return f
	}
	x, y := file(0), file(1)
	b.ReportAllocs()
	for b.Loop() {
		Merge(x, y, Sum)
	}
}

// equalFiles compares two files, taking nil and empty slices for the same.
func equalFiles(a, b *File) bool {
	x, y := reflect.ValueOf(*a), reflect.ValueOf(*b)
	for i := range x.NumField() {
		if x.Field(i).Len() == 0 && y.Field(i).Len() == 0 {
			continue
		}
		if !reflect.DeepEqual(x.Field(i).Interface(), y.Field(i).Interface()) {
			return false
		}
	}
	return true
}
