package store

import (
	"encoding/binary"

	"github.com/covls/covls/coverage"
)

// Tests and jumps. See codec.go for the framing.

// A test is its name and its lines as runs: how far after the last run one
// begins, and by how many lines it goes on. What a test runs is mostly runs.
func appendTests(b []byte, tests []coverage.TestLines) []byte {
	for _, t := range tests {
		b = appendString(b, t.Name)
		b = binary.AppendUvarint(b, uint64(countRuns(t.Lines)))
		var last uint32
		for lines := t.Lines; len(lines) > 0; {
			n := run(lines)
			b = binary.AppendUvarint(b, uint64(lines[0]-last))
			b = binary.AppendUvarint(b, uint64(n-1))
			last, lines = lines[n-1], lines[n:]
		}
	}
	return b
}

// run is how many lines at the start follow one another.
func run(lines []uint32) int {
	n := 1
	for n < len(lines) && lines[n] == lines[n-1]+1 {
		n++
	}
	return n
}

func countRuns(lines []uint32) int {
	count := 0
	for len(lines) > 0 {
		lines = lines[run(lines):]
		count++
	}
	return count
}

// tests reads what appendTests wrote. A run of two bytes may stand for ten
// million lines, so what damaged records can ask for has a bound.
func (r *reader) tests(n int) []coverage.TestLines {
	const most = 64 << 20 // lines of all tests
	tests := make([]coverage.TestLines, 0, n)
	left := uint64(most)
	for range n {
		t := coverage.TestLines{Name: r.string()}
		var last uint32
		for runs := r.uvarint(); runs > 0 && !r.bad; runs-- {
			last += r.uint32()
			more := r.uvarint()
			if more >= min(left, coverage.MaxLine) {
				r.bad = true
				break
			}
			left -= more + 1
			for end := last + uint32(more); ; last++ {
				t.Lines = append(t.Lines, last)
				if last == end {
					break
				}
			}
		}
		tests = append(tests, t)
	}
	return tests
}

// A jump is the distances from the line before and to the line it leads to.
func appendJumps(b []byte, jumps []coverage.Jump) []byte {
	var last int32
	for _, j := range jumps {
		b = binary.AppendVarint(b, int64(j.From)-int64(last))
		b = binary.AppendVarint(b, int64(j.To)-int64(j.From))
		last = j.From
	}
	return b
}

func (r *reader) jumps(n int) []coverage.Jump {
	jumps := make([]coverage.Jump, 0, n)
	var last int64
	for range n {
		last += r.varint()
		jumps = append(jumps, coverage.Jump{From: int32(last), To: int32(last + r.varint())})
	}
	return jumps
}
