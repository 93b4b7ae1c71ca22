package covdata

import (
	"errors"
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
)

// Taking numbers off a file, front to back. All of them are unsigned: of fixed
// size with the low byte first, or ULEB128 (seven bits a byte, the low ones
// first, and the high bit set in all bytes but the last).

// bufferSize is how much of a file is held at a time.
const bufferSize = 64 << 10

// longestULEB is how many bytes 32 bits take. Go writes nothing longer.
const longestULEB = 5

// An input reads one file. After its first error, which err keeps, it gives
// zeros.
type input struct {
	r     io.Reader
	name  string // for messages; may be empty
	space []byte // of bufferSize; files that are read one by one share it
	buf   []byte // the part of space that was read and not taken yet
	taken int64  // bytes of the file that are no longer in buf
	limit int64  // the most bytes that the file may have
	err   error
}

// fail keeps an error, unless there is one already.
func (in *input) fail(err error, format string, args ...any) {
	if in.err == nil {
		in.err = problem(in.name, in.taken, err, fmt.Sprintf(format, args...))
	}
}

// problem names the file it is about, which is one of many.
func problem(file string, offset int64, err error, detail string) error {
	if file != "" && detail != "" {
		detail = file + ": " + detail
	} else if file != "" {
		detail = file
	}
	return &coverage.ReadError{Format: name, Offset: offset, Detail: detail, Err: err}
}

// have tries to hold n bytes, at most bufferSize, and reports whether it does.
// That the file ends before is no error yet.
func (in *input) have(n int) bool {
	if len(in.buf) >= n {
		return true
	}
	if in.err != nil {
		return false
	}
	kept := copy(in.space, in.buf)
	more, err := io.ReadAtLeast(in.r, in.space[kept:], n-kept)
	in.buf = in.space[:kept+more]
	if in.taken+int64(len(in.buf)) > in.limit {
		in.fail(coverage.ErrLimit, "the report is larger than it may be")
	} else if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		in.fail(err, "")
	}
	return in.err == nil && len(in.buf) >= n
}

// ended reports whether nothing is left of a file that was read without error.
func (in *input) ended() bool { return !in.have(1) && in.err == nil }

// next takes n bytes, at most bufferSize. They are valid until the next call.
// It gives nil where they are not all there.
func (in *input) next(n int) []byte {
	if !in.have(n) {
		in.fail(coverage.ErrTruncated, "it ends too soon")
		return nil
	}
	b := in.buf[:n]
	in.advance(n)
	return b
}

func (in *input) advance(n int) {
	in.buf = in.buf[n:]
	in.taken += int64(n)
}

// skip takes n bytes, of any number.
func (in *input) skip(n uint64) {
	for n > 0 && in.err == nil {
		n -= uint64(len(in.next(int(min(n, bufferSize)))))
	}
}

// appendTo takes n bytes and appends them to b, which grows as they come and
// not as n says.
func (in *input) appendTo(b []byte, n uint64) []byte {
	for n > 0 && in.err == nil {
		piece := in.next(int(min(n, bufferSize)))
		b = append(b, piece...)
		n -= uint64(len(piece))
	}
	return b
}

// uleb takes a ULEB128 number.
func (in *input) uleb() uint32 {
	if len(in.buf) > 0 && in.buf[0] < 0x80 {
		v := uint32(in.buf[0])
		in.advance(1)
		return v
	}
	in.have(longestULEB)
	v, n := uleb(in.buf)
	switch {
	case n > 0:
		in.advance(n)
	case len(in.buf) < longestULEB:
		in.fail(coverage.ErrTruncated, "it ends in a number")
	default:
		in.fail(coverage.ErrSyntax, "a number of more than 32 bits")
	}
	return v
}

// uleb reads a ULEB128 number of 32 bits at the beginning of b, and says how
// many bytes it took; 0 where there is none.
func uleb(b []byte) (v uint32, n int) {
	for i, c := range b[:min(len(b), longestULEB)] {
		if i == longestULEB-1 && c > 0x0f {
			return 0, 0
		}
		if v |= uint32(c&0x7f) << (7 * i); c < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
