package covdata

import (
	"bytes"
	"encoding/binary"

	"github.com/covls/covls/coverage"
)

// A covcounters file: a header, and segments, of which one process writes one.
// A segment is a header, a table of strings and the process's arguments, which
// are of no interest here, the functions that ran with their counters, and a
// footer, which says how many segments there are up to there. Go's own reader
// stops behind the first segment, since nothing writes more; the format has
// them, so they are read.

// Sizes of the parts of a covcounters file.
const (
	counterHeader = 32
	segmentHeader = 16
	counterFooter = 16
)

// How counters are written.
const (
	rawFlavor  = 1 // four bytes each
	ulebFlavor = 2
)

// A counterFile is a covcounters file that is being read. Each function that
// nextFunction finds is to be followed by merge. At the end in.err says whether
// the file made sense.
type counterFile struct {
	in       *input
	hash     hash // of the covmeta file that it belongs to
	flavor   byte
	order    binary.ByteOrder // of raw counters
	segments uint32           // that began
	left     uint64           // functions of the segment that were not read
	// The function that was read last: the numbers of its package and of itself
	// therein, and how many counters it has.
	pkg, function, counters uint32
}

// openCounters reads a file's header.
func openCounters(in *input) *counterFile {
	c := &counterFile{in: in, order: binary.LittleEndian}
	header := in.next(counterHeader)
	if header == nil {
		return c
	}
	checkVersion(in, header)
	c.hash = hash(header[8:24])
	c.flavor = header[24]
	if header[25] != 0 {
		c.order = binary.BigEndian
	}
	if c.flavor != rawFlavor && c.flavor != ulebFlavor {
		in.fail(coverage.ErrSyntax, "its counters are written in way %d, of which covls knows 1 and 2", c.flavor)
	}
	c.segment()
	return c
}

// segment reads what stands before a segment's functions.
func (c *counterFile) segment() {
	header := c.in.next(segmentHeader)
	if header == nil {
		return
	}
	c.segments++
	c.left = binary.LittleEndian.Uint64(header)
	size := uint64(binary.LittleEndian.Uint32(header[8:])) + uint64(binary.LittleEndian.Uint32(header[12:]))
	c.in.skip((size + 3) &^ 3) // functions begin at a multiple of four
}

// nextFunction reads a function up to its counters, and reports whether there
// is one.
func (c *counterFile) nextFunction() bool {
	for c.left == 0 && c.in.err == nil {
		footer := c.in.next(counterFooter)
		switch {
		case footer == nil:
			return false
		case !bytes.HasPrefix(footer, counterMagic):
			c.in.fail(coverage.ErrSyntax, "no footer is where segment %d ends", c.segments)
			return false
		case binary.LittleEndian.Uint32(footer[8:]) != c.segments:
			c.in.fail(coverage.ErrSyntax, "segment %d is counted as another one", c.segments)
			return false
		case c.in.ended():
			return false
		}
		c.segment()
	}
	if c.in.err != nil {
		return false
	}
	c.left--
	c.counters, c.pkg, c.function = c.number(), c.number(), c.number()
	return c.in.err == nil
}

// number takes one number of a function.
func (c *counterFile) number() uint32 {
	if c.flavor == ulebFlavor {
		return c.in.uleb()
	}
	b := c.in.next(4)
	if b == nil {
		return 0
	}
	return c.order.Uint32(b)
}

// merge adds the function's counters to hits, which has one for each of them,
// or is nil where they are of no interest.
func (c *counterFile) merge(hits []uint32) {
	for i := uint32(0); i < c.counters && c.in.err == nil; i++ {
		if n := c.number(); hits != nil {
			hits[i] = saturatingAdd(hits[i], n)
		}
	}
}

// saturatingAdd is how Go's tools add counters. They are of 32 bits.
func saturatingAdd(a, b uint32) uint32 {
	if sum := a + b; sum >= a {
		return sum
	}
	return 1<<32 - 1
}
