package jsonscan

import (
	"encoding/binary"
	"math/bits"

	"github.com/covls/covls/coverage"
)

// Passing over strings, which are most of the bytes of a report: names, and the
// source maps and sources that some tools put into theirs. So they are looked
// at eight bytes at a time, for the few bytes that mean something.

// Each of these has one byte's value in all eight places.
const (
	low     = 0x0101010101010101
	high    = 0x80 * low
	spaces  = ' ' * low
	quotes  = '"' * low
	slashes = '\\' * low
)

// plain is how many of the eight bytes in x, lowest first, are neither a quote
// nor a backslash nor a control character. Subtracting sets a byte's high bit
// where the byte was too small; a borrow can do so wrongly only above a place
// that was found rightly, and the lowest one is what counts.
func plain(x uint64) int {
	quote, slash := x^quotes, x^slashes
	found := (x-spaces)&^x | (quote-low)&^quote | (slash-low)&^slash
	return bits.TrailingZeros64(found&high) / 8
}

// skipString passes over a string, of which the next byte is the opening quote.
func (s *Scanner) skipString() error {
	s.pos++
	for {
		s.skipPlain()
		if s.pos == len(s.buf) {
			if err := s.inside(); err != nil {
				return err
			}
			continue
		}
		switch c := s.buf[s.pos]; {
		case c == '"':
			s.pos++
			return nil
		case c == '\\':
			if err := s.skipEscape(); err != nil {
				return err
			}
		case c < ' ':
			return s.fail(coverage.ErrSyntax, "%q inside a string: it should be escaped", c)
		default:
			s.pos++
		}
	}
}

// skipPlain passes over the plain characters of a string, as far as they come
// in eights, and over those before the first that is not plain.
func (s *Scanner) skipPlain() {
	buf, p := s.buf, s.pos
	for len(buf)-p >= 8 {
		n := plain(binary.LittleEndian.Uint64(buf[p:]))
		p += n
		if n < 8 {
			break
		}
	}
	s.pos = p
}

// skipEscape passes over a backslash and what belongs to it.
func (s *Scanner) skipEscape() error {
	if p := s.pos; p+1 < len(s.buf) && s.buf[p+1] == 'n' { // the most frequent by far
		s.pos += 2
		return nil
	}
	if err := s.need(2); err != nil {
		return err
	}
	switch c := s.buf[s.pos+1]; c {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		s.pos += 2
		return nil
	case 'u':
		if err := s.need(6); err != nil {
			return err
		}
		if hex4(s.buf[s.pos+2:]) < 0 {
			return s.fail(coverage.ErrSyntax, "%q is no escape", s.buf[s.pos:s.pos+6])
		}
		s.pos += 6
		return nil
	default:
		return s.fail(coverage.ErrSyntax, "%q is no escape", s.buf[s.pos:s.pos+2])
	}
}

// need makes sure that n bytes of a token are in the window.
func (s *Scanner) need(n int) error {
	for len(s.buf)-s.pos < n {
		if err := s.inside(); err != nil {
			return err
		}
	}
	return nil
}

// inside brings more of a token that is not complete yet. Where the input ends
// there, it is cut off.
func (s *Scanner) inside() error {
	ok, err := s.fill()
	if err == nil && !ok {
		return s.fail(coverage.ErrTruncated, "")
	}
	return err
}
