package jsonscan

import "github.com/covls/covls/coverage"

// Passing over values. Most bytes of most reports are never looked at twice, so
// this is the path that has to be fast: no recursion, nothing built, and still
// every rule of the grammar checked, because a report that is broken in a part
// that nobody wants is broken all the same.

// Skip passes over the next value.
func (s *Scanner) Skip() error {
	s.unread = false
	bottom := len(s.open)
	for {
		c, err := s.peek()
		if err != nil {
			return err
		}
		switch c {
		case '"':
			err = s.skipString()
		case '{', '[':
			var empty bool
			if empty, err = s.enter(c); err == nil && !empty {
				if c == '{' {
					err = s.skipKey()
				}
				if err == nil {
					continue
				}
			}
		default:
			err = s.skipScalar(c)
		}
		if err != nil {
			return err
		}
		if done, err := s.after(bottom); done || err != nil {
			return err
		}
	}
}

// Raw passes over the next value and returns its bytes, without white space
// around it. They are valid until the scanner is used again.
func (s *Scanner) Raw() ([]byte, error) {
	if _, err := s.peek(); err != nil {
		return nil, err
	}
	s.pin, s.most = s.pos, s.limits.Size
	err := s.Skip()
	raw := s.buf[s.pin:s.pos:s.pos]
	s.pin = -1
	if err == nil && int64(len(raw)) > s.limits.Size {
		err = s.fail(coverage.ErrLimit, "a value of more than %d bytes", s.limits.Size)
	}
	return raw, err
}

// enter reads an opening bracket, and the closing one too if nothing is between.
func (s *Scanner) enter(bracket byte) (empty bool, err error) {
	if len(s.open) >= s.limits.Depth {
		return false, s.fail(coverage.ErrLimit, "more than %d values inside one another", s.limits.Depth)
	}
	s.open = append(s.open, bracket)
	s.pos++
	c, err := s.peek()
	if err == nil && c == bracket+2 { // in ASCII ']' is '[' + 2, and '}' is '{' + 2
		s.leave()
		return true, nil
	}
	return false, err
}

// leave reads a closing bracket.
func (s *Scanner) leave() {
	s.open = s.open[:len(s.open)-1]
	s.pos++
}

// after reads what follows a value up to the next one: brackets that close, a
// comma, a key. It is done when no more than bottom brackets are open.
func (s *Scanner) after(bottom int) (done bool, err error) {
	for len(s.open) > bottom {
		more, err := s.next()
		if err != nil {
			return false, err
		}
		if !more {
			continue
		}
		if s.open[len(s.open)-1] == '{' {
			return false, s.skipKey()
		}
		return false, nil
	}
	return true, nil
}

// next reads the comma or the closing bracket behind a value and reports
// whether it was the comma.
func (s *Scanner) next() (more bool, err error) {
	c, err := s.peek()
	if err != nil {
		return false, err
	}
	switch closing := s.open[len(s.open)-1] + 2; c {
	case ',':
		s.pos++
		return true, nil
	case closing:
		s.leave()
		return false, nil
	default:
		return false, s.unexpected(c, "a comma or "+string(rune(closing)))
	}
}

// skipKey passes over a key and the colon behind it.
func (s *Scanner) skipKey() error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '"' {
		return s.unexpected(c, "a key")
	}
	if err := s.skipString(); err != nil {
		return err
	}
	return s.colon()
}

// colon passes over the colon behind a key.
func (s *Scanner) colon() error {
	if s.pos < len(s.buf) && s.buf[s.pos] == ':' {
		s.pos++
		return nil
	}
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != ':' {
		return s.unexpected(c, "a colon")
	}
	s.pos++
	return nil
}
