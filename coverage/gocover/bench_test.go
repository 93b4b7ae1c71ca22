package gocover

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"testing"

	"github.com/covls/covls/coverage"
)

// synthetic is the blocks of one file of ordinary size, about 7 KB.
func synthetic() []byte {
	var b bytes.Buffer
	for i := range 100 {
		fmt.Fprintf(&b, "example.com/organisation/project/internal/module/file.go:%d.%d,%d.2 %d %d\n", 10+i*4, 2+i%30, 13+i*4, 1+i%3, i*7%100)
	}
	return b.Bytes()
}

// A stream gives a mode line and then repeats its text until it has given size
// bytes, and holds no more than that text.
type stream struct {
	text []byte
	at   int
	size int64 // still to come, in whole texts
}

func repeat(text []byte, size int64) io.Reader {
	return io.MultiReader(bytes.NewReader([]byte("mode: count\n")), &stream{text: text, size: size - size%int64(len(text))})
}

func (s *stream) Read(p []byte) (int, error) {
	if s.size == 0 {
		return 0, io.EOF
	}
	n := copy(p, s.text[s.at:])
	s.at = (s.at + n) % len(s.text)
	s.size -= int64(n)
	return n, nil
}

func BenchmarkRead(b *testing.B) {
	var profile bytes.Buffer
	profile.WriteString("mode: count\n")
	for i := range 2000 {
		profile.Write(bytes.ReplaceAll(synthetic(), []byte("file.go"), fmt.Appendf(nil, "f%d.go", i)))
	}
	b.SetBytes(int64(profile.Len()))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(profile.Bytes()), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
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
	const sound, hostile, ceiling = 100 << 20, 20 << 20, 16 << 20
	two := append(synthetic(), bytes.ReplaceAll(synthetic(), []byte("file.go"), []byte("other.go"))...)
	for name, text := range map[string][]byte{
		"files":    two,
		"one line": make([]byte, 1<<16),
		"no sense": []byte("a.go:1.1,2.2 1\n"),
		"bombs":    []byte("a.go:1.1,10000000.2 1 1\nb.go:1.1,10000000.2 1 1\n"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			size := int64(hostile)
			if name == "files" {
				size = sound
			}
			sections, most := 0, uint64(0)
			look := func() {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
			}
			_, err := Read(repeat(text, size), coverage.Limits{}, func(*coverage.Section) error {
				if sections++; sections%10_000 == 0 {
					look()
				}
				return nil
			})
			look()
			if most > ceiling {
				t.Errorf("the heap grew by %d bytes, more than %d (error %v)", most, ceiling, err)
			}
		})
	}
}
