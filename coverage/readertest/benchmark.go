package readertest

import (
	"bytes"
	"io"
	"testing"

	"github.com/covls/covls/coverage"
)

// Bench measures a format's reader: bytes of the report a second, and what is
// allocated for all of it.
func Bench(b *testing.B, format coverage.Format, report io.Reader) {
	doc, err := io.ReadAll(report)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := format.Read(bytes.NewReader(doc), coverage.Limits{}, discard); err != nil {
			b.Fatal(err)
		}
	}
}
