package formats

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"

	"github.com/covls/covls/coverage"
)

// The xz container, around a library's LZMA2. The library reads containers too,
// but every block of one may ask for a dictionary of its own, up to 4 GiB, and it
// allocates what it is asked for. So blocks are found here, and one that asks for
// too much is refused before anything is allocated. Sections are those of
// "The .xz File Format", version 1.2.

// freeDictionaries is how much memory may be cleared for dictionaries before it
// has to be in proportion to the data: a hostile file has a new one every few
// bytes. Tools begin a block after three dictionaries' worth of data.
const freeDictionaries = 1 << 30

// xzChecks are the checks that xz itself writes (§2.1.1.2).
var xzChecks = map[byte]func() hash.Hash{
	0:  nil,
	1:  func() hash.Hash { return crc32.NewIEEE() },
	4:  func() hash.Hash { return crc64.New(crc64.MakeTable(crc64.ECMA)) },
	10: sha256.New,
}

// unpackXZ reads all streams of a file, one after the other.
func unpackXZ(raw *bufio.Reader, packed *counter) (io.Reader, error) {
	x := &xzReader{packed: packed}
	x.r = counted{raw, &x.at}
	return x, x.beginStream()
}

// An xzReader is inside a block, or between two.
type xzReader struct {
	r      io.Reader
	at     counter  // the place in the file
	packed *counter // how far the file was read ahead
	flags  [2]byte  // of the stream
	blocks uint64   // of the stream, so far
	// cleared is the size of all dictionaries so far.
	cleared int64
	block   *xzBlock
	err     error // that ended it, io.EOF among them
}

func (x *xzReader) Read(p []byte) (n int, err error) {
	for n == 0 && x.err == nil && len(p) > 0 {
		if x.block == nil {
			x.err = x.next()
			continue
		}
		n, x.err = x.block.Read(p)
		if errors.Is(x.err, io.EOF) {
			x.err = x.block.end()
			x.block = nil
		}
	}
	return n, x.err
}

// next comes to the next block, or to io.EOF after the last stream.
func (x *xzReader) next() error {
	for {
		var size [1]byte
		if err := x.full(size[:]); err != nil {
			return err
		}
		if size[0] != 0 {
			x.blocks++
			return x.beginBlock(size[0])
		}
		if err := x.endStream(); err != nil {
			return err
		}
		if err := x.beginStream(); err != nil {
			return err
		}
	}
}

// beginStream reads a stream's header and the padding before it (§2.1.1, §2.2).
// It returns io.EOF where there is no stream any more.
func (x *xzReader) beginStream() error {
	var start [4]byte
	for start == [4]byte{} {
		if _, err := io.ReadFull(x.r, start[:]); err != nil {
			return err
		}
	}
	var rest [8]byte
	if err := x.full(rest[:]); err != nil {
		return err
	}
	x.flags, x.blocks = [2]byte(rest[2:4]), 0
	_, known := xzChecks[x.flags[1]]
	switch {
	case string(start[:])+string(rest[:2]) != xzMagic, !sealed(rest[2:]):
		return broken("a stream's header is wrong")
	case x.flags[0] != 0 || !known:
		return broken("it has a check of an unknown kind")
	}
	return nil
}

// endStream reads the index, whose first byte was read, and the footer (§4,
// §2.1.2). What the index says of blocks, their own checks have shown.
func (x *xzReader) endStream() error {
	sum := crc32.NewIEEE()
	sum.Write([]byte{0})
	from := x.at.n - 1
	index := byteReader{io.TeeReader(x.r, sum)}
	records, err := binary.ReadUvarint(index)
	if err == nil && records != x.blocks {
		return broken("its index does not fit it")
	}
	for i := uint64(0); i < 2*records && err == nil; i++ {
		_, err = binary.ReadUvarint(index)
	}
	for err == nil && (x.at.n-from)%4 != 0 {
		_, err = index.ReadByte()
	}
	var end [16]byte // the index's check and the footer
	if err == nil {
		err = x.full(end[:])
	}
	switch {
	case errors.Is(err, io.EOF):
		return io.ErrUnexpectedEOF
	case err != nil:
		return err
	case binary.LittleEndian.Uint32(end[:]) != sum.Sum32():
		return broken("its index is damaged")
	case crc32.ChecksumIEEE(end[8:14]) != binary.LittleEndian.Uint32(end[4:]),
		[2]byte(end[12:14]) != x.flags, !bytes.HasSuffix(end[:], []byte("YZ")):
		return broken("a stream's footer is wrong")
	}
	return nil
}

// full reads what cannot be missing.
func (x *xzReader) full(p []byte) error {
	_, err := io.ReadFull(x.r, p)
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// sealed reports whether data ends in its own CRC32.
func sealed(data []byte) bool {
	n := len(data) - crc32.Size
	return crc32.ChecksumIEEE(data[:n]) == binary.LittleEndian.Uint32(data[n:])
}

// broken is data that no xz writes.
func broken(what string) error {
	return &coverage.ReadError{Format: "xz", Err: coverage.ErrSyntax, Detail: what}
}

// A byteReader reads single bytes.
type byteReader struct{ io.Reader }

func (b byteReader) ReadByte() (byte, error) {
	var one [1]byte
	_, err := io.ReadFull(b.Reader, one[:])
	return one[0], err
}
