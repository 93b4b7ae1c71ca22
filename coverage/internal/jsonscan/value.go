package jsonscan

import (
	"math"
	"strconv"
)

// Values that are wanted. A reader of untrusted reports meets null where a
// number should be and a string where an object should be, and its answer is
// always the same, to leave the record out. So reading a value of another kind
// passes over it and says so, and is no error.

// A Kind is what a value is, told by its first byte.
type Kind byte

const (
	Object  Kind = '{'
	Array   Kind = '['
	String  Kind = '"'
	Number  Kind = '0'
	Literal Kind = 'n' // true, false or null
)

// Kind tells what the next value is, without reading it.
func (s *Scanner) Kind() (Kind, error) {
	c, err := s.peek()
	if err != nil {
		return 0, err
	}
	switch {
	case c == '{' || c == '[' || c == '"':
		return Kind(c), nil
	case c == '-' || '0' <= c && c <= '9':
		return Number, nil
	}
	return Literal, nil
}

// Members calls f for every member of the next value, if that is an object. The
// key is valid until f reads the value; a value that f leaves is passed over.
// Any other kind of value is passed over without a call.
func (s *Scanner) Members(f func(key []byte) error) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '{' {
		return s.Skip()
	}
	s.unread = false
	empty, err := s.enter(c)
	for more := !empty; more && err == nil; {
		var key []byte
		if key, err = s.key(); err != nil {
			break
		}
		s.unread = true
		if err = f(key); err == nil && s.unread {
			err = s.Skip()
		}
		if err == nil {
			more, err = s.next()
		}
	}
	return err
}

// Elements calls f for every element of the next value, if that is an array,
// with its index. An element that f leaves is passed over. Any other kind of
// value is passed over without a call.
func (s *Scanner) Elements(f func(i int) error) error {
	c, err := s.peek()
	if err != nil {
		return err
	}
	if c != '[' {
		return s.Skip()
	}
	s.unread = false
	empty, err := s.enter(c)
	more := !empty
	for i := 0; more && err == nil; i++ {
		s.unread = true
		if err = f(i); err == nil && s.unread {
			err = s.Skip()
		}
		if err == nil {
			more, err = s.next()
		}
	}
	return err
}

// Text reads the next value if it is a string; else ok is false. The bytes are
// valid until the scanner is used again. Lone surrogates read as U+FFFD, and
// bytes that are not UTF-8 stay what they are.
func (s *Scanner) Text() (text []byte, ok bool, err error) {
	c, err := s.peek()
	if err != nil {
		return nil, false, err
	}
	if c != '"' {
		return nil, false, s.Skip()
	}
	s.unread = false
	s.pin, s.most = s.pos, int64(s.limits.StringSize)
	err = s.skipString()
	text, err = s.cut(s.pos, err)
	return text, err == nil, err
}

// Int reads the next value if it is a number; else ok is false. A fraction is
// cut off, and what does not fit becomes the nearest int64.
func (s *Scanner) Int() (n int64, ok bool, err error) {
	c, err := s.peek()
	if err != nil {
		return 0, false, err
	}
	if c != '-' && (c < '0' || c > '9') {
		return 0, false, s.Skip()
	}
	s.unread = false
	s.pin, s.most = s.pos, int64(s.limits.StringSize)
	err = s.skipNumber()
	digits := s.buf[s.pin:s.pos]
	s.pin = -1
	if err != nil {
		return 0, false, err
	}
	return integer(digits), true, nil
}

// integer is the value of a number that has the right syntax.
func integer(digits []byte) int64 {
	const safe = 18 // digits that fit an int64 whatever they are
	if len(digits) <= safe {
		n, sign, plain := int64(0), int64(1), digits
		if plain[0] == '-' {
			sign, plain = -1, plain[1:]
		}
		for len(plain) > 0 && '0' <= plain[0] && plain[0] <= '9' {
			n, plain = n*10+int64(plain[0]-'0'), plain[1:]
		}
		if len(plain) == 0 {
			return sign * n
		}
	}
	if n, err := strconv.ParseInt(string(digits), 10, 64); err == nil {
		return n
	}
	// The syntax is right, so the only error is a value beyond the range, and
	// then the result is an infinity of the right sign.
	x, _ := strconv.ParseFloat(string(digits), 64)
	switch {
	case x >= math.MaxInt64:
		return math.MaxInt64
	case x <= math.MinInt64:
		return math.MinInt64
	}
	return int64(x)
}
