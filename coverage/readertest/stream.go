package readertest

import (
	"io"
	"strings"
)

// Reports of any size, made up as they are read: a test of 100 MB must not hold
// them itself, or it could not tell whether the reader does.

type stream struct {
	head, tail string
	member     func(n int) string
	at, n      int
	rest       strings.Reader
}

// Repeat is a report that begins with head, has n members and ends with tail.
// member gives the one of a number, from 0, and may be called again for a number
// after the last Read of it.
func Repeat(head string, n int, member func(n int) string, tail string) io.Reader {
	s := &stream{head: head, member: member, tail: tail, n: n}
	s.rest.Reset(head)
	return s
}

// Always is a member that is the same each time.
func Always(text string) func(int) string { return func(int) string { return text } }

func (s *stream) Read(p []byte) (int, error) {
	for s.rest.Len() == 0 {
		switch s.at++; {
		case s.at <= s.n:
			s.rest.Reset(s.member(s.at - 1))
		case s.at == s.n+1:
			s.rest.Reset(s.tail)
		default:
			return 0, io.EOF
		}
	}
	return s.rest.Read(p)
}
