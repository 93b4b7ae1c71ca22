package jsonscan

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/covls/covls/coverage"
)

// Strings that are wanted. Hardly any has an escape, so what is returned is
// mostly the window itself; only with an escape is there a copy, and it is
// always made in the same place.

// key reads a key and the colon behind it. The key stays pinned until then: to
// look for the colon may move the window.
func (s *Scanner) key() ([]byte, error) {
	c, err := s.peek()
	if err != nil {
		return nil, err
	}
	if c != '"' {
		return nil, s.unexpected(c, "a key")
	}
	s.pin, s.most = s.pos, int64(s.limits.StringSize)
	if err := s.skipString(); err != nil {
		return nil, err
	}
	size := s.pos - s.pin
	err = s.colon()
	return s.cut(s.pin+size, err)
}

// cut ends a pin and decodes the string between its quotes, which ends at end.
func (s *Scanner) cut(end int, err error) ([]byte, error) {
	quoted := s.buf[s.pin:end]
	s.pin = -1
	switch {
	case err != nil:
		return nil, err
	case len(quoted)-2 > s.limits.StringSize:
		return nil, s.fail(coverage.ErrLimit, "a string of more than %d bytes", s.limits.StringSize)
	}
	text := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(text, '\\') < 0 {
		return text, nil
	}
	s.scratch = decode(s.scratch[:0], text)
	return s.scratch, nil
}

// decode appends text to out with its escapes undone. They are sound: the text
// was skipped over before.
func decode(out, text []byte) []byte {
	for {
		i := bytes.IndexByte(text, '\\')
		if i < 0 {
			return append(out, text...)
		}
		out = append(out, text[:i]...)
		c := text[i+1]
		text = text[i+2:]
		switch c {
		case 'b':
			c = '\b'
		case 'f':
			c = '\f'
		case 'n':
			c = '\n'
		case 'r':
			c = '\r'
		case 't':
			c = '\t'
		case 'u':
			r := hex4(text)
			text = text[4:]
			if utf16.IsSurrogate(r) {
				r, text = pair(r, text)
			}
			out = utf8.AppendRune(out, r)
			continue
		}
		out = append(out, c)
	}
}

// pair combines a surrogate with the one that should follow it, and reads a
// lonely one as U+FFFD.
func pair(high rune, text []byte) (rune, []byte) {
	if len(text) >= 6 && text[0] == '\\' && text[1] == 'u' {
		if r := utf16.DecodeRune(high, hex4(text[2:])); r != utf8.RuneError {
			return r, text[6:]
		}
	}
	return utf8.RuneError, text
}

// hex4 is the value of four hexadecimal digits, or -1.
func hex4(digits []byte) rune {
	var r rune
	for _, c := range digits[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return -1
		}
		r = r<<4 | rune(c)
	}
	return r
}
