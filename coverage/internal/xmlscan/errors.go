package xmlscan

import (
	"errors"
	"fmt"

	"github.com/covls/covls/coverage"
)

// Errors carry where they are. Counting lines is put off until one happens.

// Fail makes the scan end with an error about the current token; err is one of
// coverage's sentinels. Every later Next returns it again.
func (s *Scanner) Fail(err error, format string, args ...any) error {
	return s.fail(s.at, err, format, args...)
}

// Line is the line of the current token, 1-based.
func (s *Scanner) Line() int {
	line, _, _ := s.input.position(s.at)
	return line
}

// fail is Fail for the byte at i of the buffer.
func (s *Scanner) fail(i int, err error, format string, args ...any) error {
	e := &coverage.ReadError{Format: s.format, Detail: fmt.Sprintf(format, args...), Err: err}
	e.Line, e.Col, e.Offset = s.input.position(i)
	s.err = e
	return e
}

// cut is the error for a report that ends inside of a token.
func (s *Scanner) cut() error {
	if s.input.err != nil {
		return s.inputError()
	}
	return s.fail(s.input.end, coverage.ErrTruncated, "it ends inside of a tag")
}

// inputError wraps what the reader, or the buffer's limits, said.
func (s *Scanner) inputError() error {
	switch err := s.input.err; {
	case !errors.Is(err, coverage.ErrLimit):
		return s.fail(s.input.end, err, "")
	case s.input.total > s.limits.Size:
		return s.fail(s.input.end, err, "it is larger than %d bytes", s.limits.Size)
	default:
		return s.fail(s.input.pos, err, "a tag longer than %d bytes", s.input.largest)
	}
}
