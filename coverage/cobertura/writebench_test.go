package cobertura

import (
	"bytes"
	"io"
	"maps"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// Files are written as they come: a report of 100 MB needs the memory of one.
func TestWriteMemory(t *testing.T) {
	readertest.LargeWrite(t, 8<<20, func(w io.Writer) error {
		return Write(w, "", time.Time{}, readertest.Made(2000))
	})
}

func BenchmarkWrite(b *testing.B) {
	held := maps.Collect(readertest.Made(20))
	for _, f := range held {
		f.Functions = append(f.Functions, coverage.Function{Name: "main", Line: 1, Hits: 1}, coverage.Function{Name: "std::map<int, T>::at", Line: 500})
	}
	files := byFolder(held)
	var doc bytes.Buffer
	if err := Write(&doc, "", time.Time{}, files); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(doc.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, "", time.Time{}, files); err != nil {
			b.Fatal(err)
		}
	}
}
