package jsonscan

import (
	"encoding/binary"
	"math/bits"

	"github.com/covls/covls/coverage"
)

// Tokens that hold no others: strings, numbers and the three names. Each may be
// cut in two by the end of the window, and may be longer than it.

// Eight bytes at a time: each of these has one byte's value in all places.
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

// skipScalar passes over a number, true, false or null that begins with c.
func (s *Scanner) skipScalar(c byte) error {
	switch {
	case c == '-' || '0' <= c && c <= '9':
		return s.skipNumber()
	case c == 't':
		return s.skipName("true")
	case c == 'f':
		return s.skipName("false")
	case c == 'n':
		return s.skipName("null")
	}
	if err := s.glance(len("-Infinity")); err != nil {
		return err
	}
	return s.unexpected(c, "a value")
}

func (s *Scanner) skipName(name string) error {
	if err := s.glance(len(name)); err != nil {
		return err
	}
	rest := s.buf[s.pos:]
	for i := range name {
		switch {
		case i == len(rest):
			s.pos += i
			return s.fail(coverage.ErrTruncated, "")
		case rest[i] != name[i]:
			return s.unexpected(rest[0], "a value")
		}
	}
	s.pos += len(name)
	return nil
}

// glance brings n bytes into the window if the input has that many.
func (s *Scanner) glance(n int) error {
	for len(s.buf)-s.pos < n {
		if ok, err := s.fill(); !ok {
			return err
		}
	}
	return nil
}

// skipNumber passes over a number. What may follow one is for the caller to see.
func (s *Scanner) skipNumber() error {
	if s.skipShort() {
		return nil
	}
	if s.buf[s.pos] == '-' {
		s.pos++
	}
	zero, err := s.nextIs('0', '0')
	if err != nil {
		return err
	}
	if zero {
		s.pos++
	} else if err := s.skipDigits(); err != nil {
		return err
	}
	if point, err := s.nextIs('.', '.'); err != nil {
		return err
	} else if point {
		s.pos++
		if err := s.skipDigits(); err != nil {
			return err
		}
	}
	exponent, err := s.nextIs('e', 'E')
	if err != nil || !exponent {
		return err
	}
	s.pos++
	if sign, err := s.nextIs('+', '-'); err != nil {
		return err
	} else if sign {
		s.pos++
	}
	return s.skipDigits()
}

// skipShort passes over what nearly every number is: some digits, the first not
// 0, with a comma or a bracket behind them in the window.
func (s *Scanner) skipShort() bool {
	buf, p := s.buf, s.pos
	if buf[p] == '0' {
		p++
	} else {
		for p < len(buf) && '0' <= buf[p] && buf[p] <= '9' {
			p++
		}
	}
	if p == s.pos || p == len(buf) || buf[p] != ',' && buf[p] != '}' && buf[p] != ']' {
		return false
	}
	s.pos = p
	return true
}

// skipDigits passes over one digit or more.
func (s *Scanner) skipDigits() error {
	if err := s.need(1); err != nil {
		return err
	}
	if c := s.buf[s.pos]; c < '0' || c > '9' {
		return s.unexpected(c, "a digit")
	}
	for {
		buf, p := s.buf, s.pos
		for p < len(buf) && '0' <= buf[p] && buf[p] <= '9' {
			p++
		}
		s.pos = p
		if p < len(buf) {
			return nil
		}
		if ok, err := s.fill(); !ok {
			return err
		}
	}
}

// nextIs reports whether the very next byte is a or b. The end of the input is
// neither.
func (s *Scanner) nextIs(a, b byte) (bool, error) {
	if err := s.glance(1); err != nil {
		return false, err
	}
	if s.pos == len(s.buf) {
		return false, nil
	}
	return s.buf[s.pos] == a || s.buf[s.pos] == b, nil
}
