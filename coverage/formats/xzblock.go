package formats

import (
	"bytes"
	"encoding/binary"
	"hash"
	"io"
	"slices"

	"github.com/ulikunitz/xz/lzma"

	"github.com/covls/covls/coverage"
)

// A block of an xz stream: a header that says how its data is packed, the data,
// and a check (§3). Only LZMA2 is known: the other filters are for programs.

const (
	lzma2Filter = 0x21 // §5.3.1

	moreFilters     = 0x03 // bits of a block's flags, §3.1.2
	reservedFlags   = 0x3c
	hasPackedSize   = 0x40
	hasUnpackedSize = 0x80
)

// An xzBlock is one block's data.
type xzBlock struct {
	io.Reader
	x        *xzReader
	from     int64 // where the data begins
	n        uint64
	unpacked uint64 // how much there is, where sized
	sized    bool
	check    hash.Hash // nil where there is none
}

// beginBlock reads a block's header after its first byte, and makes it current.
func (x *xzReader) beginBlock(size byte) error {
	header := make([]byte, (int(size)+1)*4)
	header[0] = size
	if err := x.full(header[1:]); err != nil {
		return err
	}
	if !sealed(header) {
		return broken("a block's header is damaged")
	}
	b := &xzBlock{x: x, from: x.at.n}
	if newCheck := xzChecks[x.flags[1]]; newCheck != nil {
		b.check = newCheck()
	}
	dictionary, err := b.parse(header[1 : len(header)-4])
	if err != nil {
		return err
	}
	// A dictionary larger than the block holds nothing.
	if b.sized && b.unpacked < uint64(dictionary) {
		dictionary = max(int64(b.unpacked), lzma.MinDictCap)
	}
	if dictionary > mostWindow {
		return tooMuchMemory("xz")
	}
	x.cleared += dictionary
	if x.cleared > freeDictionaries && x.cleared/mostRatio > x.packed.n {
		return &coverage.ReadError{Format: "xz", Err: coverage.ErrLimit, Detail: "it is cut into blocks that are far too small"}
	}
	b.Reader, err = lzma.Reader2Config{DictCap: int(dictionary)}.NewReader2(x.r)
	x.block = b
	return err
}

// parse reads a header's flags and fields, and gives the dictionary's size.
func (b *xzBlock) parse(header []byte) (dictionary int64, err error) {
	flags, fields := header[0], bytes.NewReader(header[1:])
	if flags&hasPackedSize != 0 {
		if _, err := binary.ReadUvarint(fields); err != nil {
			return 0, broken("a block's header is too short")
		}
	}
	if b.sized = flags&hasUnpackedSize != 0; b.sized {
		if b.unpacked, err = binary.ReadUvarint(fields); err != nil {
			return 0, broken("a block's header is too short")
		}
	}
	var filter [3]byte // its number, the size of its properties, and these
	if _, err := io.ReadFull(fields, filter[:]); err != nil {
		return 0, broken("a block's header is too short")
	}
	if flags&(moreFilters|reservedFlags) != 0 || filter[0] != lzma2Filter || filter[1] != 1 {
		return 0, broken("it uses a filter other than LZMA2; compress it without --filters")
	}
	dictionary, err = lzma.DecodeDictCap(filter[2])
	if err != nil {
		return 0, broken("a block's dictionary has no valid size")
	}
	return dictionary, nil
}

func (b *xzBlock) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	b.n += uint64(n)
	if b.check != nil {
		b.check.Write(p[:n])
	}
	return n, err
}

// end reads what stands behind the data: zeros up to a multiple of four, and the
// check (§3.3, §3.4).
func (b *xzBlock) end() error {
	padding := make([]byte, (4-(b.x.at.n-b.from)%4)%4)
	if err := b.x.full(padding); err != nil {
		return err
	}
	if b.sized && b.n != b.unpacked || len(bytes.Trim(padding, "\x00")) > 0 {
		return broken("a block has another size than its header says")
	}
	if b.check == nil {
		return nil
	}
	want, got := make([]byte, b.check.Size()), b.check.Sum(nil)
	if err := b.x.full(want); err != nil {
		return err
	}
	if len(got) <= 8 {
		slices.Reverse(got) // CRCs are stored with their low byte first
	}
	if !bytes.Equal(got, want) {
		return broken("a block's checksum is wrong")
	}
	return nil
}
