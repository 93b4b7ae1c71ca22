package jsonscan

import "github.com/covls/covls/coverage"

// Numbers and the three names. A token may be cut in two by the end of the
// window, and a number may be longer than it.

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
