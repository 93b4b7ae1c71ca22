package store

import (
	"encoding/binary"

	"github.com/covls/covls/coverage"
)

// Branches and functions. See codec.go for the framing.

// The low four bits of a branch's first varint; the rest is the distance from
// the line before.
const (
	branchNext  = 1 // the arm after the one before, or arm 0 of block 0 on a new line
	branchLabel = 2 // a label follows; without it the label is the one before, or none on a new line
	branchHits  = 4 // evaluated, and a count follows
	branchBits  = 8 // bits and a count follow
	// neither hits nor bits: evaluated and not taken
)

func appendBranches(b []byte, branches []coverage.Branch) []byte {
	var last coverage.Branch
	for _, x := range branches {
		delta := x.Line - last.Line
		predicted := nextBranch(last, delta)
		head := uint64(delta) << 4
		if x.Block == predicted.Block && x.Arm == predicted.Arm {
			head |= branchNext
		}
		if x.Label != predicted.Label {
			head |= branchLabel
		}
		switch {
		case x.Bits != coverage.Evaluated:
			head |= branchBits
		case x.Hits > 0:
			head |= branchHits
		}
		b = binary.AppendUvarint(b, head)
		if head&branchNext == 0 {
			b = binary.AppendUvarint(b, uint64(x.Block))
			b = binary.AppendUvarint(b, uint64(x.Arm))
		}
		if head&branchLabel != 0 {
			b = appendString(b, x.Label)
		}
		if head&branchBits != 0 {
			b = append(b, byte(x.Bits))
		}
		if head&(branchBits|branchHits) != 0 {
			b = binary.AppendUvarint(b, x.Hits)
		}
		last = x
	}
	return b
}

func (r *reader) branches(n int) []coverage.Branch {
	branches := make([]coverage.Branch, 0, n)
	var last coverage.Branch
	for range n {
		head := r.uvarint()
		delta := uint32(head >> 4)
		x := nextBranch(last, delta)
		x.Line = last.Line + delta
		if head&branchNext == 0 {
			x.Block, x.Arm = r.uint32(), r.uint32()
		}
		if head&branchLabel != 0 {
			x.Label = r.string()
		}
		x.Bits = coverage.Evaluated
		if head&branchBits != 0 {
			x.Bits = coverage.BranchBits(r.uvarint())
		}
		if head&(branchBits|branchHits) != 0 {
			x.Hits = r.uvarint()
		}
		branches = append(branches, x)
		last = x
	}
	return branches
}

// nextBranch guesses the identity of the branch after last.
func nextBranch(last coverage.Branch, delta uint32) coverage.Branch {
	if delta > 0 {
		return coverage.Branch{}
	}
	return coverage.Branch{Block: last.Block, Arm: last.Arm + 1, Label: last.Label}
}

func appendBranchCounts(b []byte, counts []coverage.BranchCount) []byte {
	var last uint32
	for _, c := range counts {
		b = binary.AppendUvarint(b, uint64(c.Line-last))
		b = binary.AppendUvarint(b, uint64(c.Taken))
		b = binary.AppendUvarint(b, uint64(c.Total))
		last = c.Line
	}
	return b
}

func (r *reader) branchCounts(n int) []coverage.BranchCount {
	counts := make([]coverage.BranchCount, 0, n)
	var last uint32
	for range n {
		last += r.uint32()
		counts = append(counts, coverage.BranchCount{Line: last, Taken: r.uint32(), Total: r.uint32()})
	}
	return counts
}

// The low two bits of a function's first varint.
const (
	functionExecuted = 1
	functionEnd      = 2 // the end line is known
)

func appendFunctions(b []byte, functions []coverage.Function) []byte {
	var last uint32
	for _, f := range functions {
		head := uint64(f.Line-last) << 2
		last = f.Line
		if f.Executed {
			head |= functionExecuted
		}
		if f.EndLine >= f.Line {
			head |= functionEnd
		}
		b = binary.AppendUvarint(b, head)
		if head&functionEnd != 0 {
			b = binary.AppendUvarint(b, uint64(f.EndLine-f.Line))
		}
		b = appendString(b, f.Name)
		b = binary.AppendUvarint(b, f.Hits)
	}
	return b
}

func (r *reader) functions(n int) []coverage.Function {
	functions := make([]coverage.Function, 0, n)
	var last uint32
	for range n {
		head := r.uvarint()
		last += uint32(head >> 2)
		f := coverage.Function{Line: last, Executed: head&functionExecuted != 0}
		if head&functionEnd != 0 {
			f.EndLine = f.Line + r.uint32()
		}
		f.Name = r.string()
		f.Hits = r.uvarint()
		functions = append(functions, f)
	}
	return functions
}
