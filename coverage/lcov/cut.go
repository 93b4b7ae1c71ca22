package lcov

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
)

// Cutting a report into sections. The cutter reads in chunks and looks at the
// first bytes of every line only. It holds one section at a time, whole,
// because that is what is parsed and what a hash is taken of; what lies between
// sections is dropped as it comes, so that a file of 4 GB without a single line
// break needs no more memory than any other.

const (
	// chunk is how much is read at once: large enough that the rest of a
	// section, which is moved to the front before each read, is little against it.
	chunk = 1 << 20
	// maxSection bounds the bytes of one section. The longest source files
	// there are have a million lines; with a checksum on each, and branches,
	// that is half of this.
	maxSection = 128 << 20
	// maxTest bounds the length of a test's name; a longer one is none.
	maxTest = 4 << 10
)

var (
	sfRecord  = []byte("SF:")
	tnRecord  = []byte("TN:")
	endRecord = []byte("end_of_record")
)

// A cutter finds the sections of a report.
type cutter struct {
	r     io.Reader
	limit int64 // bytes it may read
	read  int64 // bytes it has read
	buf   []byte
	pos   int // start of the line that is looked at
	line  int // its number, 1-based
	// endless is how far buf holds no end_of_record, counted from pos on.
	endless int
	ended   bool   // r has no more
	spoke   bool   // something other than white space was seen
	test    string // the test's name, which holds until there is another
	found   bool   // there was a section
}

func newCutter(r io.Reader, limit int64) *cutter {
	return &cutter{r: r, limit: limit, line: 1}
}

// next returns the bytes of the next section, from its SF up to, and without,
// its end_of_record, and the number of its first line. They are valid until the
// next call. It returns io.EOF after the last section.
func (c *cutter) next() (text []byte, first int, err error) {
	if err := c.toSection(); err != nil {
		return nil, 0, err
	}
	c.found = true
	start, first, border := c.pos, c.line, -1
	for c.pos += len(sfRecord); ; {
		if border, c.pos = c.border(c.pos); border >= 0 {
			break
		}
		if c.ended {
			c.line += bytes.Count(c.buf[start:], []byte{'\n'})
			return nil, 0, c.fail(coverage.ErrTruncated, "the last section has no end_of_record")
		}
		if err = c.fill(start); err != nil {
			return nil, 0, err
		}
		start = 0
	}
	text, c.pos = c.buf[start:border], border
	c.line += bytes.Count(text, []byte{'\n'})
	return text, first, nil
}

// border looks for where a section ends: the next line from position from on
// that begins with end_of_record or with SF. It returns -1 where the buffer
// holds none, and where to look on when there is more.
func (c *cutter) border(from int) (at, lookOn int) {
	// Sections that only the next SF ends must not each search the whole
	// buffer for an end that is far away: it is remembered.
	c.endless = max(c.endless, from)
	end := lineWith(c.buf, endRecord, c.endless)
	until := end
	if end < 0 {
		until = len(c.buf)
		c.endless = max(from, until-len(endRecord))
	} else {
		c.endless = end
	}
	if at := lineWith(c.buf[:until], sfRecord, from); at >= 0 {
		return at, at
	}
	// A record may begin in what is here and end in what is not.
	return end, max(from, until-len(sfRecord))
}

// lineWith returns where the first line that begins with record is, looking
// from position from on, and -1 where there is none. It searches for the
// record and not line by line, which is several times as fast: a section of
// numbers is passed at the speed of memory.
func lineWith(buf, record []byte, from int) int {
	for {
		i := bytes.Index(buf[from:], record)
		if i < 0 {
			return -1
		}
		if at := from + i; at == 0 || buf[at-1] == '\n' {
			return at
		}
		from += i + 1
	}
}

// toSection moves to the next SF and drops what is before it.
func (c *cutter) toSection() error {
	inside := false // the buffer begins inside a line
	for {
		rest := c.buf[c.pos:]
		if !inside && bytes.HasPrefix(rest, sfRecord) {
			return nil
		}
		n := bytes.IndexByte(rest, '\n')
		if n < 0 {
			if c.ended {
				return c.end(rest, inside)
			}
			if !inside && len(rest) >= len(sfRecord) {
				c.notice(rest)
				c.pos, inside = len(c.buf), true
			} else if inside {
				c.notice(rest)
				c.pos = len(c.buf)
			}
			if err := c.fill(c.pos); err != nil {
				return err
			}
			continue
		}
		c.notice(rest[:n])
		c.pos += n + 1
		c.line++
		inside = false
	}
}

// notice remembers that there was more than white space, and which test the
// sections from here on are of.
func (c *cutter) notice(line []byte) {
	line = bytes.TrimSpace(line)
	c.spoke = c.spoke || len(line) > 0
	if name, ok := bytes.CutPrefix(line, tnRecord); ok && len(name) <= maxTest {
		// lcov marks the sections that --diff changed behind the name.
		if c.test != string(name) {
			c.test = string(bytes.TrimSuffix(name, []byte(",diff")))
		}
	}
}

// end says how a report ends whose last bytes, outside of any section, are
// rest. A test name or the beginning of a record without a line break was about
// to become a section.
func (c *cutter) end(rest []byte, inside bool) error {
	c.notice(rest)
	switch {
	case !c.found && !c.spoke:
		return c.fail(coverage.ErrEmpty, "")
	case !c.found:
		return c.fail(coverage.ErrNotReport, "it names no source file (SF)")
	case !inside && len(rest) > 0 && (bytes.HasPrefix(rest, tnRecord) || bytes.HasPrefix(tnRecord, rest) || bytes.HasPrefix(sfRecord, rest)):
		return c.fail(coverage.ErrTruncated, "the last line is incomplete")
	}
	return io.EOF
}

// fill reads on until the buffer is full. What begins at start is kept, and
// begins at 0 then.
func (c *cutter) fill(start int) error {
	if start > 0 {
		kept := copy(c.buf, c.buf[start:])
		c.buf = c.buf[:kept]
		c.pos -= start
		c.endless = max(0, c.endless-start)
	}
	if cap(c.buf)-len(c.buf) < chunk/2 {
		if len(c.buf) >= maxSection {
			return c.fail(coverage.ErrLimit, fmt.Sprintf("a section has more than %d MiB", maxSection>>20))
		}
		grown := make([]byte, len(c.buf), max(chunk, 2*cap(c.buf)))
		copy(grown, c.buf)
		c.buf = grown
	}
	n, err := io.ReadFull(c.r, c.buf[len(c.buf):cap(c.buf)])
	c.buf = c.buf[:len(c.buf)+n]
	c.read += int64(n)
	if c.read > c.limit {
		return c.fail(coverage.ErrLimit, fmt.Sprintf("it has more than %d bytes", c.limit))
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		c.ended = true
	case err != nil:
		return c.fail(err, "")
	}
	return nil
}

// fail says where the report cannot be read.
func (c *cutter) fail(err error, detail string) error {
	return &coverage.ReadError{Format: name, Line: c.line, Detail: detail, Err: err}
}
