package xmlscan

import (
	"bytes"
	"io"

	"github.com/covls/covls/coverage"
)

// The buffer. Unread bytes are buf[pos:end], and buf[end] is always 0: loops
// over a class of bytes stop there by themselves and need no bounds of their
// own. A token is parsed in place; where it is cut off, more reads on and the
// token is parsed again from its beginning. That stays linear, because more at
// least doubles what is there, however small the pieces that the reader gives.

const (
	startBuffer = 128 << 10
	minBuffer   = 4 << 10
)

type input struct {
	r        io.Reader
	buf      []byte
	pos, end int
	largest  int   // the buffer's size at most
	size     int64 // the report's size at most
	total    int64 // bytes read
	done     bool  // r gave io.EOF
	err      error // any other: the reader's, or a limit

	// Where buf[0] is: line breaks are counted when bytes leave the buffer and
	// when somebody asks, both of which are rare beside the tokens.
	base      int64
	lines     int
	lineStart int64 // offset of the line that holds buf[0]
}

func (in *input) init(r io.Reader, size int64, largest int) {
	n := min(startBuffer, largest)
	if sized, ok := r.(interface{ Len() int }); ok {
		n = min(n, max(sized.Len()+2, 64)) // a head that is sniffed at
	}
	*in = input{r: r, size: size, largest: largest, buf: make([]byte, n)}
}

// more reads at least one byte more than there is, and keeps what begins at
// pos, which it moves to the buffer's front. False where nothing more comes.
func (in *input) more() bool {
	if in.done || in.err != nil {
		return false
	}
	in.discard()
	if in.end >= len(in.buf)-1 && !in.grow() {
		return false
	}
	had := in.end
	want := min(2*had+1, len(in.buf)-1)
	for idle := 0; in.end < want && !in.done && in.err == nil; {
		n, err := in.r.Read(in.buf[in.end : len(in.buf)-1])
		in.end += n
		in.total += int64(n)
		switch {
		case in.total > in.size:
			in.err = coverage.ErrLimit
		case err == io.EOF:
			in.done = true
		case err != nil:
			in.err = err
		case n > 0:
			idle = 0
		case idle > 100:
			in.err = io.ErrNoProgress
		default:
			idle++
		}
	}
	in.buf[in.end] = 0
	return in.end > had && in.err == nil
}

// discard drops what is before pos.
func (in *input) discard() {
	gone := in.buf[:in.pos]
	if n := bytes.Count(gone, newline); n > 0 {
		in.lines += n
		in.lineStart = in.base + int64(bytes.LastIndexByte(gone, '\n')) + 1
	}
	in.base += int64(in.pos)
	copy(in.buf, in.buf[in.pos:in.end])
	in.end -= in.pos
	in.pos = 0
}

func (in *input) grow() bool {
	if len(in.buf) >= in.largest {
		in.err = coverage.ErrLimit
		return false
	}
	buf := make([]byte, min(2*len(in.buf), in.largest))
	copy(buf, in.buf[:in.end])
	in.buf = buf
	return true
}

// position gives the line and column of buf[i], both 1-based, and its offset.
func (in *input) position(i int) (line, col int, offset int64) {
	before := in.buf[:i]
	offset = in.base + int64(i)
	start := in.lineStart
	if last := bytes.LastIndexByte(before, '\n'); last >= 0 {
		start = in.base + int64(last) + 1
	}
	return in.lines + bytes.Count(before, newline) + 1, int(offset-start) + 1, offset
}

var newline = []byte{'\n'}
