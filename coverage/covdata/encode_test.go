package covdata

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// Writing covmeta and covcounters files, for what the go command cannot be
// brought to write. That this is how they look is shown by the reader, which
// reads them and those of the go command.

// A binaryFile is what a covmeta file says.
type binaryFile struct {
	version     uint32
	hash        hash
	mode        byte
	granularity byte
	packages    [][]testFunction
}

// A testFunction has blocks as text profiles have them: from line and column to
// line and column, and the number of statements.
type testFunction struct {
	file   string
	blocks [][5]uint32
}

// newBinary is a binary of one package in mode count.
func newBinary(functions ...testFunction) *binaryFile {
	return &binaryFile{version: version, hash: hash{1, 2, 3}, mode: 2, granularity: perBlock, packages: [][]testFunction{functions}}
}

// two is the function that most tests are about.
var two = testFunction{"m/a.go", [][5]uint32{{3, 10, 5, 2, 2}, {7, 1, 9, 300, 1}}}

func appendULEB(b []byte, v uint32) []byte { return binary.AppendUvarint(b, uint64(v)) }

func appendText(b []byte, texts ...string) []byte {
	for _, s := range texts {
		b = append(appendULEB(b, uint32(len(s))), s...)
	}
	return b
}

// encode writes the covmeta file.
func (f *binaryFile) encode() []byte {
	const tableSize = 2
	var offsets, lengths, packages []byte
	at := uint64(metaHeader + 16*len(f.packages) + tableSize)
	for _, functions := range f.packages {
		p := encodePackage(functions)
		offsets = binary.LittleEndian.AppendUint64(offsets, at)
		lengths = binary.LittleEndian.AppendUint64(lengths, uint64(len(p)))
		packages = append(packages, p...)
		at += uint64(len(p))
	}
	out := binary.LittleEndian.AppendUint32(slices.Clone(metaMagic), f.version)
	out = binary.LittleEndian.AppendUint64(out, at)
	out = binary.LittleEndian.AppendUint64(out, uint64(len(f.packages)))
	out = append(out, f.hash[:]...)
	out = binary.LittleEndian.AppendUint32(out, uint32(metaHeader+16*len(f.packages)))
	out = binary.LittleEndian.AppendUint32(out, tableSize)
	out = append(out, f.mode, f.granularity, 0, 0, 0, 0, 0, 0)
	out = slices.Concat(out, offsets, lengths, []byte{1, 0})
	return append(out, packages...)
}

func encodePackage(functions []testFunction) []byte {
	names := []string{"", "example.com/m/p", "p", "example.com/m"}
	var bodies [][]byte
	for _, f := range functions {
		file := slices.Index(names, f.file)
		if file < 0 {
			file = len(names)
			names = append(names, f.file)
		}
		body := appendULEB(nil, uint32(len(f.blocks)))
		body = appendULEB(appendULEB(body, 2), uint32(file))
		for _, b := range f.blocks {
			for _, n := range b {
				body = appendULEB(body, n)
			}
		}
		bodies = append(bodies, append(body, 0))
	}
	table := appendText(appendULEB(nil, uint32(len(names))), names...)
	out := make([]byte, pkgHeader)
	binary.LittleEndian.PutUint32(out[36:], uint32(len(names)))
	binary.LittleEndian.PutUint32(out[40:], uint32(len(bodies)))
	at := pkgHeader + 4*len(bodies) + len(table)
	for _, body := range bodies {
		out = binary.LittleEndian.AppendUint32(out, uint32(at))
		at += len(body)
	}
	out = append(out, table...)
	out = slices.Concat(append([][]byte{out}, bodies...)...)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out
}

// A ran is a function that ran: the numbers of its package and of itself, and
// its counters.
type ran struct {
	pkg, function uint32
	counters      []uint32
}

// A flavor is a way to write counters.
type flavor struct {
	kind, bigEndian byte
	append          func([]byte, uint32) []byte
}

var (
	ulebCounters   = flavor{ulebFlavor, 0, appendULEB}
	littleCounters = flavor{rawFlavor, 0, binary.LittleEndian.AppendUint32}
	bigCounters    = flavor{rawFlavor, 1, binary.BigEndian.AppendUint32}
)

// counters writes a covcounters file, with one segment for each list.
func (f *binaryFile) counters(way flavor, segments ...[]ran) []byte {
	out := binary.LittleEndian.AppendUint32(slices.Clone(counterMagic), f.version)
	out = append(out, f.hash[:]...)
	out = append(out, way.kind, way.bigEndian, 0, 0, 0, 0, 0, 0)
	for i, functions := range segments {
		texts := appendText([]byte{3}, "", "argc", "1")
		args := []byte{1, 1, 2}
		for (len(texts)+len(args))%4 > 0 {
			args = append(args, 0)
		}
		out = binary.LittleEndian.AppendUint64(out, uint64(len(functions)))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(texts)))
		out = binary.LittleEndian.AppendUint32(out, uint32(len(args)))
		out = slices.Concat(out, texts, args)
		for _, r := range functions {
			for _, n := range append([]uint32{uint32(len(r.counters)), r.pkg, r.function}, r.counters...) {
				out = way.append(out, n)
			}
		}
		out = append(out, counterMagic...)
		out = append(out, 0, 0, 0, 0, byte(i+1), 0, 0, 0, 0, 0, 0, 0)
	}
	return out
}

// inputs makes a folder of files in memory.
func inputs(files map[string][]byte) []coverage.Input {
	var out []coverage.Input
	for name, data := range files {
		out = append(out, coverage.Input{Name: name, Open: func() (io.ReadCloser, error) {
			return io.NopCloser(bytes.NewReader(data)), nil
		}})
	}
	slices.SortFunc(out, func(a, b coverage.Input) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	return out
}

func readSet(set []coverage.Input, limits coverage.Limits) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return readertest.CollectSet(Format, set, limits)
}

func readOne(data []byte, limits coverage.Limits) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return readertest.Collect(Format, bytes.NewReader(data), limits)
}
