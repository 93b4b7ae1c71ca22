package gcov

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
)

// Lines of the two text forms. gcov ends every line, so one without an end was
// about to become longer: that is the one sign of a text that is cut off.
// Editors and scripts lose the end of the last line, though, and where that is
// a line of source, its count is whole all the same.

type lines struct {
	in      *bufio.Reader
	limit   int64
	read    int64
	number  int  // of the line that next gave, 1-based
	unended bool // it has no end
	start   []byte
}

func newLines(in *bufio.Reader, limits coverage.Limits) *lines {
	return &lines{in: in, limit: limits.Size}
}

// next gives the next line without its end. Of one that is longer than the
// window it gives the beginning. The bytes are valid until the next call. After
// the last line it gives io.EOF.
func (l *lines) next() ([]byte, error) {
	l.number++
	line, err := l.in.ReadSlice('\n')
	l.read += int64(len(line))
	if errors.Is(err, bufio.ErrBufferFull) {
		l.start = append(l.start[:0], line...)
		line = l.start
		for errors.Is(err, bufio.ErrBufferFull) {
			var more []byte
			more, err = l.in.ReadSlice('\n')
			l.read += int64(len(more))
		}
	}
	switch {
	case l.read > l.limit:
		return nil, l.fail(coverage.ErrLimit, fmt.Sprintf("more than %d bytes", l.limit))
	case errors.Is(err, io.EOF) && len(line) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		l.unended = true
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, l.truncated()
	case err != nil:
		return nil, l.fail(err, "")
	}
	return bytes.TrimRight(line, "\r\n"), nil
}

func (l *lines) truncated() error { return l.fail(coverage.ErrTruncated, "the last line has no end") }

func (l *lines) fail(err error, detail string) error {
	return &coverage.ReadError{Format: name, Line: l.number, Err: err, Detail: detail}
}

// lineNumber reads a line number that may be passed on, or 0.
func lineNumber(text []byte) uint32 {
	if n, ok := digits(text); ok && n <= coverage.MaxLine {
		return uint32(n)
	}
	return 0
}

// digits reads a number that is nothing but digits and fits.
func digits(text []byte) (n uint64, ok bool) {
	const safe = 19 // digits that fit whatever they are
	if len(text) == 0 || len(text) > safe {
		return 0, false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint64(c-'0')
	}
	return n, true
}
