package coveralls

import (
	"math"

	"github.com/covls/covls/coverage"
)

// Branches: a flat array in which four numbers make one. A number that is
// missing would shift all that follow into other branches, so an array whose
// length is not a multiple of four loses its last, incomplete one only, and one
// with something else than numbers in it keeps its rhythm.

// branches reads the array.
func (r *reader) branches() error {
	var quad [4]int64
	sound, n := true, 0
	err := r.Elements(func(i int) error {
		value, ok, err := r.Int()
		if err != nil {
			return err
		}
		n = i % len(quad)
		quad[n] = value
		if n == 0 {
			sound = true
		}
		if sound = sound && ok; n == len(quad)-1 {
			return r.branch(quad, sound)
		}
		return nil
	})
	if err == nil && n != 0 && n != len(quad)-1 {
		r.info.Dropped.Add(0, "the last branch has %d of 4 numbers", n+1)
	}
	return err
}

func (r *reader) branch(quad [4]int64, sound bool) error {
	line, block, arm, hits := quad[0], quad[1], quad[2], quad[3]
	if !sound || line < 1 || line > coverage.MaxLine || min(block, arm) < 0 || max(block, arm) > math.MaxUint32 {
		r.info.Dropped.Add(0, "a branch that is %v: it should be a line, a block, a branch and a count", quad)
		return nil
	}
	r.section.File.Branches = append(r.section.File.Branches, coverage.Branch{
		Line: uint32(line), Block: uint32(block), Arm: uint32(arm), Hits: uint64(max(hits, 0)),
	})
	return r.record()
}

// markEvaluated sets the bit on branches of decisions that were reached: that
// is all that counts tell. They must be sorted.
func markEvaluated(branches []coverage.Branch) {
	for len(branches) > 0 {
		n, reached := 0, false
		for n < len(branches) && branches[n].Line == branches[0].Line && branches[n].Block == branches[0].Block {
			reached = reached || branches[n].Hits > 0
			n++
		}
		for i := range branches[:n] {
			if reached {
				branches[i].Bits |= coverage.Evaluated
			}
		}
		branches = branches[n:]
	}
}
