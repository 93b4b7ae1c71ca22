package store

import (
	"encoding/binary"

	"github.com/covls/covls/coverage"
)

// Lines, exclusions and statements. See codec.go for the framing.

// How a line's count is written, in the low two bits of its first varint; the
// rest of it is the distance from the line before.
const (
	hitsNone  = 0 // no hits, no bits
	hitsOnce  = 1 // one hit, no bits
	hitsCount = 2 // a count follows, no bits
	hitsBits  = 3 // bits and a count follow
)

func appendLines(b []byte, lines []coverage.Line) []byte {
	var last uint32
	for _, l := range lines {
		delta := uint64(l.Number-last) << 2
		last = l.Number
		switch {
		case l.Bits != 0:
			b = binary.AppendUvarint(b, delta|hitsBits)
			b = append(b, byte(l.Bits))
			b = binary.AppendUvarint(b, l.Hits)
		case l.Hits > 1:
			b = binary.AppendUvarint(b, delta|hitsCount)
			b = binary.AppendUvarint(b, l.Hits)
		default:
			b = binary.AppendUvarint(b, delta|l.Hits)
		}
	}
	return b
}

func (r *reader) lines(n int) []coverage.Line {
	lines := make([]coverage.Line, 0, n)
	var last uint32
	for range n {
		head := r.uvarint()
		last += uint32(head >> 2)
		l := coverage.Line{Number: last}
		switch head & 3 {
		case hitsOnce:
			l.Hits = 1
		case hitsCount:
			l.Hits = r.uvarint()
		case hitsBits:
			l.Bits = coverage.LineBits(r.uvarint())
			l.Hits = r.uvarint()
		}
		lines = append(lines, l)
	}
	return lines
}

func appendExcluded(b []byte, lines []uint32) []byte {
	var last uint32
	for _, l := range lines {
		b = binary.AppendUvarint(b, uint64(l-last))
		last = l
	}
	return b
}

func (r *reader) excluded(n int) []uint32 {
	lines := make([]uint32, 0, n)
	var last uint32
	for range n {
		last += r.uint32()
		lines = append(lines, last)
	}
	return lines
}

// A statement's first varint holds the distance from the line before, whether
// it weighs more than 1, and whether it only has the executed bit.
const (
	statementWeight   = 1
	statementExecuted = 2
	statementEnd      = 4 // the end is known
)

func appendStatements(b []byte, statements []coverage.Statement) []byte {
	var last uint32
	for _, s := range statements {
		head := uint64(s.Line-last) << 3
		last = s.Line
		if s.Weight != 1 {
			head |= statementWeight
		}
		if s.Executed {
			head |= statementExecuted
		}
		if s.EndLine >= s.Line {
			head |= statementEnd
		}
		b = binary.AppendUvarint(b, head)
		b = binary.AppendUvarint(b, uint64(s.Col))
		if head&statementEnd != 0 {
			b = binary.AppendUvarint(b, uint64(s.EndLine-s.Line))
			b = binary.AppendUvarint(b, uint64(s.EndCol))
		}
		if head&statementWeight != 0 {
			b = binary.AppendUvarint(b, uint64(s.Weight))
		}
		b = binary.AppendUvarint(b, s.Hits)
	}
	return b
}

func (r *reader) statements(n int) []coverage.Statement {
	statements := make([]coverage.Statement, 0, n)
	var last uint32
	for range n {
		head := r.uvarint()
		last += uint32(head >> 3)
		s := coverage.Statement{Line: last, Col: r.uint32(), Weight: 1, Executed: head&statementExecuted != 0}
		if head&statementEnd != 0 {
			s.EndLine = s.Line + r.uint32()
			s.EndCol = r.uint32()
		}
		if head&statementWeight != 0 {
			s.Weight = r.uint32()
		}
		s.Hits = r.uvarint()
		statements = append(statements, s)
	}
	return statements
}
