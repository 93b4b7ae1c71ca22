package gocover

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// synthetic is the blocks of one file of ordinary size, about 7 KB.
func synthetic() []byte {
	var b bytes.Buffer
	for i := range 100 {
		fmt.Fprintf(&b, "example.com/organisation/project/internal/module/file.go:%d.%d,%d.2 %d %d\n", 10+i*4, 2+i%30, 13+i*4, 1+i%3, i*7%100)
	}
	return b.Bytes()
}

// repeat is a profile that says one text again and again, size bytes of it.
func repeat(text []byte, size int) io.Reader {
	return readertest.Repeat("mode: count\n", size/len(text), readertest.Always(string(text)), "")
}

func BenchmarkRead(b *testing.B) {
	text := string(synthetic())
	readertest.Bench(b, Format, readertest.Repeat("mode: count\n", 2000, func(n int) string {
		return strings.ReplaceAll(text, "file.go", fmt.Sprintf("f%d.go", n))
	}, ""))
}

// BenchmarkRefine refines this package's largest file by one block a line.
func BenchmarkRefine(b *testing.B) {
	text, err := os.ReadFile("read.go")
	if err != nil {
		b.Fatal(err)
	}
	s, err := readSource(text)
	if err != nil {
		b.Fatal(err)
	}
	f := &coverage.File{}
	for _, st := range s.statements {
		f.Statements = append(f.Statements, coverage.Statement{Line: st.line, Col: st.col, EndLine: st.line, EndCol: st.col + 1, Weight: 1})
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Refine(f.Clone(), text); err != nil {
			b.Fatal(err)
		}
	}
}

// A profile of 100 MB costs no more than its largest file, and neither do
// endless lines and lines of no meaning.
func TestMemoryStaysFlat(t *testing.T) {
	const hostile, ceiling = 20 << 20, 8 << 20
	two := append(synthetic(), bytes.ReplaceAll(synthetic(), []byte("file.go"), []byte("other.go"))...)
	t.Run("files", func(t *testing.T) { readertest.Large(t, ceiling, Format, repeat(two, 100<<20+len(two))) })
	for name, text := range map[string][]byte{
		"one line": make([]byte, 1<<16),
		"no sense": []byte("a.go:1.1,2.2 1\n"),
		"bombs":    []byte("a.go:1.1,10000000.2 1 1\nb.go:1.1,10000000.2 1 1\n"),
	} {
		t.Run(name, func(t *testing.T) { readertest.Ceiling(t, ceiling, Format, repeat(text, hostile), coverage.Limits{}) })
	}
}
