package jsonscan

import (
	"io"

	"github.com/covls/covls/coverage"
)

// The window: bytes of the input from which tokens are cut. It slides along
// when it runs out and grows only while something is pinned that has to stay
// in one piece, a string or a value that is wanted raw.

// window is the size that the buffer has at first, enough to make reads rare.
const window = 64 << 10

// A Scanner reads one JSON document. It is not usable after an error.
type Scanner struct {
	format string
	limits coverage.Limits

	r   io.Reader
	eof bool
	buf []byte // what was read; buf[pos:] is still to come
	pos int

	// pin is where the bytes begin that must stay in buf, -1 for none, and
	// most is how many they may become.
	pin  int
	most int64

	origin origin
	// open are the brackets that are open around the next value.
	open []byte
	// unread is set while a member's value waits to be read.
	unread  bool
	scratch []byte // the last string that had escapes
}

// New returns a scanner for the document in r. Errors will name format. Of
// limits it uses Depth, StringSize for strings that are decoded, and Size for
// values that are wanted raw.
func New(r io.Reader, format string, limits coverage.Limits) *Scanner {
	return &Scanner{
		format: format,
		limits: limits.OrDefault(),
		r:      r,
		buf:    make([]byte, 0, window),
		pin:    -1,
	}
}

// Offset is the number of bytes read so far.
func (s *Scanner) Offset() int64 { return s.origin.offset + int64(s.pos) }

// more brings further bytes into the window. At the end of the input it gives
// the error for a document that is cut off.
func (s *Scanner) more() error {
	ok, err := s.fill()
	if err == nil && !ok {
		err = s.truncated()
	}
	return err
}

// fill brings further bytes into the window and reports whether there are any.
func (s *Scanner) fill() (bool, error) {
	if s.eof {
		return false, nil
	}
	s.slide()
	if s.pin >= 0 && int64(len(s.buf)-s.pin) > s.most {
		return false, s.fail(coverage.ErrLimit, "a value of more than %d bytes", s.most)
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	for range 100 { // as patient as bufio with a reader that gives nothing
		n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		switch {
		case err == io.EOF:
			s.eof = true
			return n > 0, nil
		case err == io.ErrUnexpectedEOF:
			return false, s.fail(coverage.ErrTruncated, "")
		case err != nil:
			return false, s.fail(err, "")
		case n > 0:
			return true, nil
		}
	}
	return false, s.fail(io.ErrNoProgress, "")
}

// slide drops what was read and is not pinned.
func (s *Scanner) slide() {
	keep := s.pos
	if s.pin >= 0 {
		keep = s.pin
	}
	if keep == 0 {
		return
	}
	s.origin.advance(s.buf[:keep])
	n := copy(s.buf, s.buf[keep:])
	s.buf = s.buf[:n]
	s.pos -= keep
	if s.pin >= 0 {
		s.pin = 0
	}
}

// peek gives the next byte that is not white space and leaves it unread.
func (s *Scanner) peek() (byte, error) {
	if s.pos < len(s.buf) && s.buf[s.pos] > ' ' {
		return s.buf[s.pos], nil
	}
	return s.peekFurther()
}

func (s *Scanner) peekFurther() (byte, error) {
	for {
		for s.pos < len(s.buf) {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\n', '\r':
				s.pos++
			default:
				return c, nil
			}
		}
		if err := s.more(); err != nil {
			return 0, err
		}
	}
}

// End makes sure that nothing follows but white space.
func (s *Scanner) End() error {
	for {
		for ; s.pos < len(s.buf); s.pos++ {
			switch s.buf[s.pos] {
			case ' ', '\t', '\n', '\r':
			default:
				return s.fail(coverage.ErrSyntax, "something follows the end of the document")
			}
		}
		if ok, err := s.fill(); !ok {
			return err
		}
	}
}
