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
// (formats §17). Compressed data says nothing true about its size, so it is
// unpacked as a stream and stopped at a limit. One layer is undone; data that
// was compressed twice is named instead, since nobody does so on purpose.

const (
	// mostRatio is how much larger than its compressed form a report may be.
	// Reports shrink 10 to 40 times.
	mostRatio = 200
	// ratioFrom is how much may be unpacked before the ratio is looked at: the
	// first bytes of a small file tell nothing.
	ratioFrom = 1 << 20
)

// open returns the report's text in UTF-8, with a buffer of headSize to peek in.
func open(r io.Reader, limits coverage.Limits) (*bufio.Reader, error) {
	packed := &counter{r: r}
	raw := bufio.NewReaderSize(packed, headSize)
	magic, err := raw.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	text := &bounded{r: raw, most: limits.Size}
	switch {
	case bytes.HasPrefix(magic, []byte("\x1f\x8b")):
		unpacked, err := gzip.NewReader(raw)
		if err != nil {
			return nil, unpackError("gzip", err)
		}
		text = &bounded{r: unpacked, most: limits.Size, packed: packed, name: "gzip"}
	case bytes.HasPrefix(magic, []byte("BZh")):
		text = &bounded{r: bzip2.NewReader(raw), most: limits.Size, packed: packed, name: "bzip2"}
	}
	return inUTF8(bufio.NewReaderSize(text, headSize))
}

// A counter counts what was read.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// A bounded reader fails when there is more than its limits allow.
type bounded struct {
	r      io.Reader
	n      int64
	most   int64
	packed *counter // what it is unpacked from, nil where it is not
	name   string   // of the compression
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	switch {
	case b.n > b.most:
		return 0, &coverage.ReadError{Format: "report", Err: coverage.ErrLimit, Offset: b.most, Detail: fmt.Sprintf("more than %d bytes", b.most)}
	case b.packed != nil && b.n > ratioFrom && b.n/mostRatio > b.packed.n:
		return 0, &coverage.ReadError{Format: b.name, Err: coverage.ErrLimit, Offset: b.n, Detail: fmt.Sprintf("it unpacks to more than %d times its size", mostRatio)}
	case err != nil && err != io.EOF && b.packed != nil:
		return n, unpackError(b.name, err)
	}
	return n, err
}

// unpackError says whether compressed data ends early or is broken.
func unpackError(name string, err error) error {
	var damaged bzip2.StructuralError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return &coverage.ReadError{Format: name, Err: coverage.ErrTruncated}
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &damaged):
		return &coverage.ReadError{Format: name, Err: coverage.ErrSyntax, Detail: err.Error()}
	}
	return &coverage.ReadError{Format: name, Err: err}
}
