package formats

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"errors"
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
)

// What a report is wrapped in: compression, then a byte order mark or UTF-16
// (formats §17). One layer is undone; data that was compressed twice is named
// instead, since nobody does so on purpose. An archive of several files is
// another matter, because it cannot be read from front to back: see archive.go.

// compressions are told by their first bytes.
var compressions = []struct {
	magic, name string
	// unpack reads what raw holds; packed counts what was taken of it.
	unpack func(raw *bufio.Reader, packed *counter) (io.Reader, error)
}{
	{gzipMagic, "gzip", func(raw *bufio.Reader, _ *counter) (io.Reader, error) { return gzip.NewReader(raw) }},
	{bzip2Magic, "bzip2", func(raw *bufio.Reader, _ *counter) (io.Reader, error) { return bzip2.NewReader(raw), nil }},
	{xzMagic, "xz", unpackXZ},
	{zstdMagic, "zstd", unpackZstd},
}

const (
	gzipMagic  = "\x1f\x8b"
	bzip2Magic = "BZh"
	xzMagic    = "\xfd7zXZ\x00"
	zstdMagic  = "\x28\xb5\x2f\xfd"
	// An archive begins with its first entry, and one without entries with
	// what stands at the end of others.
	zipMagic      = "PK\x03\x04"
	emptyZipMagic = "PK\x05\x06"

	longestMagic = len(xzMagic)

	// packedSize is how much packed data is read at a time. What is not packed
	// goes past this buffer into that of the text.
	packedSize = 16 << 10
)

// wrapped is a report as it comes, with the first bytes at hand.
type wrapped struct {
	*bufio.Reader
	taken *counter
	magic []byte
}

// peek looks at how a report begins.
func peek(r io.Reader) (*wrapped, error) {
	taken := &counter{}
	w := &wrapped{Reader: bufio.NewReaderSize(counted{r, taken}, packedSize), taken: taken}
	magic, err := w.Peek(longestMagic)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	w.magic = magic
	return w, nil
}

// isZip reports whether it is an archive.
func (w *wrapped) isZip() bool {
	return bytes.HasPrefix(w.magic, []byte(zipMagic)) || bytes.HasPrefix(w.magic, []byte(emptyZipMagic))
}

// text gives the report in UTF-8, with a buffer of headSize to peek in.
func (w *wrapped) text(limits coverage.Limits) (*bufio.Reader, error) {
	b := &bounded{r: w, most: limits.Size}
	for _, c := range compressions {
		if !bytes.HasPrefix(w.magic, []byte(c.magic)) {
			continue
		}
		unpacked, err := c.unpack(w.Reader, w.taken)
		if err != nil {
			return nil, unpackError(c.name, w.taken, err)
		}
		b = &bounded{r: unpacked, most: limits.Size, packed: w.taken, name: c.name}
	}
	return inUTF8(bufio.NewReaderSize(b, headSize))
}

// open gives the text of a report that is no archive.
func open(r io.Reader, limits coverage.Limits) (*bufio.Reader, error) {
	w, err := peek(r)
	if err != nil {
		return nil, err
	}
	return w.text(limits)
}
