package store

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/covls/covls/coverage"
)

// The encoding of a coverage.File. Nearly all of an index is lines and
// branches, and nearly all lines follow the one before closely and ran never,
// once, or a small number of times: so a line is one byte in the common case,
// and a branch one or two. Everything is a varint; deltas are against the
// record before.
//
// A file is a list of sections: a tag, the length of what follows, and the
// content. A reader skips tags that it does not know, so that new kinds of data
// need no new schema.

const (
	tagLines        = 1
	tagStatements   = 2
	tagBranches     = 3
	tagBranchCounts = 4
	tagFunctions    = 5
	tagExcluded     = 6
	tagRanges       = 7
	tagCalls        = 8
	tagTests        = 9
	tagJumps        = 10
)

// errCorrupt is what every damaged record gives.
var errCorrupt = errors.New("damaged record in the index")

// appendFile encodes f behind b. f must be sorted.
func appendFile(b []byte, f *coverage.File) []byte {
	section := func(tag byte, n int, encode func([]byte) []byte) {
		if n == 0 {
			return
		}
		b = append(b, tag)
		// The length is only known afterwards: leave room for four bytes, which
		// hold a section of up to 256 MiB, and fill them in as a padded varint.
		at := len(b)
		b = append(b, 0, 0, 0, 0)
		b = binary.AppendUvarint(b, uint64(n))
		b = encode(b)
		putPadded(b[at:at+4], uint64(len(b)-at-4))
	}
	section(tagLines, len(f.Lines), func(b []byte) []byte { return appendLines(b, f.Lines) })
	section(tagStatements, len(f.Statements), func(b []byte) []byte { return appendStatements(b, f.Statements) })
	section(tagBranches, len(f.Branches), func(b []byte) []byte { return appendBranches(b, f.Branches) })
	section(tagBranchCounts, len(f.BranchCounts), func(b []byte) []byte { return appendBranchCounts(b, f.BranchCounts) })
	section(tagFunctions, len(f.Functions), func(b []byte) []byte { return appendFunctions(b, f.Functions) })
	section(tagExcluded, len(f.Excluded), func(b []byte) []byte { return appendExcluded(b, f.Excluded) })
	section(tagTests, len(f.Tests), func(b []byte) []byte { return appendTests(b, f.Tests) })
	section(tagJumps, len(f.Jumps), func(b []byte) []byte { return appendJumps(b, f.Jumps) })
	section(tagRanges, len(f.Ranges), func(b []byte) []byte { return appendRanges(b, f.Ranges) })
	section(tagCalls, len(f.Calls), func(b []byte) []byte { return appendCalls(b, f.Calls) })
	return b
}

// decodeFile reads what appendFile wrote. Strings are copied out of b.
func decodeFile(b []byte) (*coverage.File, error) {
	f := &coverage.File{}
	for len(b) > 0 {
		tag := b[0]
		r := reader{b: b[1:]}
		size := r.uvarint()
		if r.bad || size > uint64(len(r.b)) {
			return nil, fmt.Errorf("%w: a section is longer than its record", errCorrupt)
		}
		section := reader{b: r.b[:size]}
		b = r.b[size:]
		n := section.uvarint()
		if n > uint64(len(section.b)) {
			return nil, fmt.Errorf("%w: more entries than bytes", errCorrupt)
		}
		section.file(f, tag, int(n))
		if section.bad {
			return nil, fmt.Errorf("%w: a section ends early", errCorrupt)
		}
	}
	return f, nil
}

func (r *reader) file(f *coverage.File, tag byte, n int) {
	switch tag {
	case tagLines:
		f.Lines = r.lines(n)
	case tagStatements:
		f.Statements = r.statements(n)
	case tagBranches:
		f.Branches = r.branches(n)
	case tagBranchCounts:
		f.BranchCounts = r.branchCounts(n)
	case tagFunctions:
		f.Functions = r.functions(n)
	case tagExcluded:
		f.Excluded = r.excluded(n)
	case tagTests:
		f.Tests = r.tests(n)
	case tagJumps:
		f.Jumps = r.jumps(n)
	case tagRanges:
		f.Ranges = r.ranges(n)
	case tagCalls:
		f.Calls = r.calls(n)
	}
}

// putPadded writes n as a varint that fills all of b.
func putPadded(b []byte, n uint64) {
	for i := range b {
		b[i] = byte(n&0x7f) | 0x80
		n >>= 7
	}
	b[len(b)-1] &^= 0x80
}

// A reader takes varints off a slice and remembers whether one was missing, so
// that decoding loops need no error handling of their own.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) uint32() uint32 { return uint32(r.uvarint()) }

func (r *reader) string() string {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func appendString(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}
