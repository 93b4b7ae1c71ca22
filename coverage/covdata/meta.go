package covdata

import (
	"encoding/binary"
	"fmt"

	"github.com/covls/covls/coverage"
)

// A covmeta file: a header, the offsets of its packages, their lengths, a table
// of strings that nothing refers to, and the packages. It is read as a stream,
// one package in memory at a time, which its writer makes easy by laying the
// packages out in the order of their offsets.

// metaHeader is the size of a covmeta file's header.
const metaHeader = 56

// largestPackage is the most that is held of a covmeta file. A block takes five
// bytes or more, mostly seven, so that this is a package of a million lines, and what is made of it takes
// forty megabytes while it is read.
const largestPackage = 2 << 20

// modes are the counter modes by their number: whether they count, or only tell
// that a block ran. go build -cover knows others, of packages without blocks.
var modes = map[byte]bool{1: false, 2: true, 3: true} // set, count, atomic

// granularities are the numbers of what a counter stands for: a block, or a
// function, which then has one block with the function's place and no extent.
const perBlock, perFunction = 1, 2

// A meta is a covmeta file that is being read. Its packages, their functions
// and the blocks of those are visited like this, and what was decoded is valid
// until the next of its kind:
//
//	for m.nextPackage() {
//		for m.pkg.nextFunction() {
//			for m.pkg.nextBlock() {
//
// Then in.err says whether the file made sense.
type meta struct {
	in          *input
	hash        hash
	mode        byte
	counts      bool // the hits of the mode are counts
	granularity byte
	length      uint64   // of the file, as it says itself
	offsets     []uint64 // of the packages
	lengths     []uint64
	number      int // of packages that were read
	pkg         pkg
}

// openMeta reads what stands before the packages.
func openMeta(in *input, limits coverage.Limits) *meta {
	m := &meta{in: in}
	header := in.next(metaHeader)
	if header == nil {
		return m
	}
	number := binary.LittleEndian.Uint64(header[16:])
	m.length = binary.LittleEndian.Uint64(header[8:])
	m.hash = hash(header[24:40])
	tableAt, table := binary.LittleEndian.Uint32(header[40:]), binary.LittleEndian.Uint32(header[44:])
	m.mode, m.granularity = header[48], header[49]
	m.counts = modes[m.mode]
	checkVersion(in, header)
	if number > uint64(limits.Sections) {
		in.fail(coverage.ErrLimit, "it has more than %d packages", limits.Sections)
	}
	if in.err != nil {
		return m
	}
	m.offsets = appendNumbers(nil, in, number)
	m.lengths = appendNumbers(nil, in, number)
	if int64(tableAt) < in.taken {
		in.fail(coverage.ErrSyntax, "its table of strings is said to be at byte %d", tableAt)
		return m
	}
	in.skip(uint64(tableAt) - uint64(in.taken) + uint64(table))
	return m
}

// checkVersion checks what stands behind the magic of both kinds of file.
func checkVersion(in *input, header []byte) {
	if v := binary.LittleEndian.Uint32(header[4:]); v != version {
		in.fail(coverage.ErrSyntax, "it is of version %d, and covls knows version %d: update covls, or run go tool covdata textfmt", v, version)
	}
}

// appendNumbers reads n numbers of 64 bits.
func appendNumbers(to []uint64, in *input, n uint64) []uint64 {
	for ; n > 0; n-- {
		b := in.next(8)
		if b == nil {
			return nil
		}
		to = append(to, binary.LittleEndian.Uint64(b))
	}
	return to
}

// nextPackage reads the next package, and reports whether there is one.
func (m *meta) nextPackage() bool {
	if m.in.err == nil && m.pkg.broken != "" {
		m.in.fail(coverage.ErrSyntax, "package %d: %s", m.number, m.pkg.broken)
	}
	if m.in.err != nil {
		return false
	}
	if m.number == len(m.offsets) {
		m.end()
		return false
	}
	offset, length := m.offsets[m.number], m.lengths[m.number]
	m.number++
	switch {
	case length > largestPackage:
		m.in.fail(coverage.ErrLimit, "a package takes %d bytes", length)
		return false
	case offset < uint64(m.in.taken) || offset > m.length:
		m.in.fail(coverage.ErrSyntax, "package %d is said to be at byte %d", m.number, offset)
		return false
	}
	m.in.skip(offset - uint64(m.in.taken))
	m.pkg = pkg{data: m.in.appendTo(m.pkg.data[:0], length), strings: m.pkg.strings[:0]}
	if m.in.err == nil {
		m.pkg.open()
		m.checkKind()
	}
	return m.in.err == nil
}

// checkKind refuses blocks of which nobody knows what their counters mean.
func (m *meta) checkKind() {
	if m.pkg.functions == 0 {
		return
	}
	if _, known := modes[m.mode]; !known {
		m.in.fail(coverage.ErrSyntax, "its mode %d is none of set, count and atomic", m.mode)
	} else if m.granularity != perBlock && m.granularity != perFunction {
		m.in.fail(coverage.ErrSyntax, "its counters stand neither for blocks nor for functions, but for %d", m.granularity)
	}
}

// end checks that the file is as long as it says.
func (m *meta) end() {
	if m.length > uint64(m.in.taken) {
		m.in.skip(m.length - uint64(m.in.taken))
	}
}

// fileName is the name that a covmeta file has.
func (h hash) fileName() string { return fmt.Sprintf("covmeta.%x", h[:]) }
