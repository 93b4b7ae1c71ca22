package readertest

import (
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"

	"github.com/covls/covls/coverage"
)

// Made-up files for writers, which must cope with whatever any reader emits.

// Random makes a small file with all that the model has on its first forty
// lines, sorted, whether it makes sense together or not.
func Random(r *rand.Rand) *coverage.File {
	f := &coverage.File{}
	hits := func() uint64 {
		return []uint64{0, 0, 1, r.Uint64N(1000), coverage.MaxHits}[r.IntN(5)]
	}
	line := func() uint32 { return 1 + r.Uint32N(40) }
	for range r.IntN(30) {
		f.Lines = append(f.Lines, coverage.Line{Number: line(), Hits: hits(), Bits: coverage.LineBits(r.UintN(8))})
	}
	for range r.IntN(20) {
		f.Branches = append(f.Branches, coverage.Branch{Line: line(), Block: r.Uint32N(3), Arm: r.Uint32N(3), Hits: hits(), Bits: coverage.BranchBits(r.UintN(32))})
	}
	for range r.IntN(10) {
		total := r.Uint32N(5)
		f.BranchCounts = append(f.BranchCounts, coverage.BranchCount{Line: line(), Taken: r.Uint32N(total + 1), Total: total})
	}
	for i := range r.IntN(10) {
		name := []string{"f", "operator<", "a\"&'b", "ü\x01\xff", "\n", ""}[r.IntN(6)]
		if name != "" {
			name += fmt.Sprint(i)
		}
		f.Functions = append(f.Functions, coverage.Function{Name: name, Line: r.Uint32N(40), EndLine: 50, Hits: hits(), Executed: r.IntN(2) == 0})
	}
	for range r.IntN(5) {
		f.Excluded = append(f.Excluded, line())
		f.Statements = append(f.Statements, coverage.Statement{Line: line(), Weight: 1, Hits: hits()})
	}
	f.Sort(coverage.Max)
	return f
}

// Made yields n files of 1000 lines each that nobody else holds. Their paths go
// through folders of a hundred files, one folder after the other.
func Made(n int) iter.Seq2[string, *coverage.File] {
	return func(yield func(string, *coverage.File) bool) {
		for i := range n {
			f := &coverage.File{}
			for line := range uint32(1000) {
				f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(line % 7)})
				if line%10 == 0 {
					f.BranchCounts = append(f.BranchCounts, coverage.BranchCount{Line: line + 1, Taken: 1, Total: 2})
				}
			}
			if !yield(fmt.Sprintf("src/%d/file%d.c", i/100, i), f) {
				return
			}
		}
	}
}

// ErrFull is what FullDisk fails with.
var ErrFull = errors.New("no space left")

// FullDisk is an io.Writer that takes nothing.
type FullDisk struct{}

func (FullDisk) Write([]byte) (int, error) { return 0, ErrFull }
