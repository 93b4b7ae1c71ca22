package jsonscan

import (
	"bytes"
	"fmt"

	"github.com/covls/covls/coverage"
)

// Places for errors. Lines are counted when the window slides, many bytes at a
// time, and exactly only when an error needs them: counting them token by token
// would cost a good part of the speed for a number that is hardly ever shown.

// An origin is the place of the window's first byte.
type origin struct {
	offset int64 // bytes before it
	lines  int   // line breaks before it
	line   int64 // offset at which its line begins
}

// advance moves the origin behind passed.
func (o *origin) advance(passed []byte) {
	// Count looks at many bytes at once, LastIndexByte at one: many reports
	// are a single line, so the second is only asked when it has an answer.
	if n := bytes.Count(passed, []byte{'\n'}); n > 0 {
		o.lines += n
		o.line = o.offset + int64(bytes.LastIndexByte(passed, '\n')) + 1
	}
	o.offset += int64(len(passed))
}

// fail makes an error of what is wrong at the next byte.
func (s *Scanner) fail(err error, format string, args ...any) error {
	here := s.origin
	here.advance(s.buf[:s.pos])
	return &coverage.ReadError{
		Format: s.format,
		Line:   here.lines + 1,
		Col:    int(here.offset-here.line) + 1,
		Offset: here.offset,
		Detail: fmt.Sprintf(format, args...),
		Err:    err,
	}
}

// truncated is the error for an input that ends inside a value, or before it.
func (s *Scanner) truncated() error {
	if len(s.open) > 0 || s.pin >= 0 || len(bytes.TrimLeft(s.buf, " \t\r\n")) > 0 {
		return s.fail(coverage.ErrTruncated, "")
	}
	return s.fail(coverage.ErrEmpty, "")
}

// unexpected is the error for a byte that cannot stand where it does. Infinity
// and NaN get a word of their own: programs that print numbers by hand write
// them for columns without a bound (formats §7).
func (s *Scanner) unexpected(c byte, wanted string) error {
	rest := s.buf[s.pos:]
	for _, name := range []string{"Infinity", "-Infinity", "NaN"} {
		if bytes.HasPrefix(rest, []byte(name)) {
			return s.fail(coverage.ErrSyntax, "%s is not JSON: a number without a value is written null", name)
		}
	}
	return s.fail(coverage.ErrSyntax, "%q where %s should be", c, wanted)
}
