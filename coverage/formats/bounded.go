package formats

import (
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/covls/covls/coverage"
)

// Limits of what is unpacked. Compressed data says nothing true about its size,
// so it is unpacked as a stream, and stopped at the size that a report may have
// or when it grows as no report does.

const (
	// mostRatio is how much larger than its compressed form a report may be.
	// Reports shrink 10 to 40 times.
	mostRatio = 200
	// ratioFrom is how much may be unpacked before the ratio is looked at: the
	// first bytes of a small file tell nothing.
	ratioFrom = 1 << 20
)

// A counter knows how much was read of something, and what went wrong with that
// other than its end.
type counter struct {
	n   int64
	err error
}

func (c *counter) add(n int, err error) {
	c.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		c.err = err
	}
}

// counted keeps a counter up to date.
type counted struct {
	r io.Reader
	*counter
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.add(n, err)
	return n, err
}

// A bounded reader fails when there is more than its limits allow.
type bounded struct {
	r      io.Reader
	n      int64
	most   int64
	packed *counter // of what it is unpacked from, nil where it is not
	from   int64    // where packed stood at the start
	name   string   // of the compression
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	switch {
	case b.n > b.most:
		return 0, &coverage.ReadError{Format: "report", Err: coverage.ErrLimit, Offset: b.most, Detail: fmt.Sprintf("more than %d bytes", b.most)}
	case b.packed != nil && b.n > ratioFrom && b.n/mostRatio > b.packed.n-b.from:
		return 0, &coverage.ReadError{Format: b.name, Err: coverage.ErrLimit, Offset: b.n, Detail: fmt.Sprintf("it unpacks to more than %d times its size", mostRatio)}
	case err != nil && err != io.EOF && b.packed != nil:
		return n, unpackError(b.name, b.packed, err)
	}
	return n, err
}

// unpackError says whether compressed data ends early, is broken, wants too much
// memory, or could not be read at all. Decoders have too many errors of their
// own to list, so what is none of the others is broken data.
func unpackError(name string, packed *counter, err error) error {
	var known *coverage.ReadError
	switch {
	case errors.As(err, &known):
		return err
	case packed.err != nil:
		return &coverage.ReadError{Format: name, Err: packed.err}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return &coverage.ReadError{Format: name, Err: coverage.ErrTruncated}
	case errors.Is(err, zstd.ErrWindowSizeExceeded), errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return tooMuchMemory(name)
	}
	return &coverage.ReadError{Format: name, Err: coverage.ErrSyntax, Detail: err.Error()}
}
