package formats

import (
	"bufio"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"

	"github.com/covls/covls/coverage"
)

// zstd and xz refer back to what they unpacked before, in zstd's case as far as
// the frame says, in xz's as far as the block says. That much has to be kept in
// memory, and a header of a few bytes may ask for gigabytes.

// mostWindow is how much a decoder may keep. It is what `xz -9` and `zstd
// --ultra -21` ask for; the defaults of both ask for 8 MiB at most.
const mostWindow = 64 << 20

// unpackZstd decodes on the goroutine that reads, so that nothing is left behind
// where reading stops early.
func unpackZstd(raw *bufio.Reader, _ *counter) (io.Reader, error) {
	return zstd.NewReader(raw,
		zstd.WithDecoderConcurrency(1),
		zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(mostWindow))
}

func tooMuchMemory(name string) error {
	return &coverage.ReadError{Format: name, Err: coverage.ErrLimit, Detail: fmt.Sprintf("unpacking it takes more than %d MiB of memory; compress it with less effort", mostWindow>>20)}
}
