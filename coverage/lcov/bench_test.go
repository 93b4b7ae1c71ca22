package lcov

import (
	"bytes"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/covls/covls/coverage"
)

// synthetic is one section like those of a C++ project, about 4.5 KB.
func synthetic() []byte {
	var b bytes.Buffer
	b.WriteString("TN:\nSF:/builds/group/project/src/module/file.cpp\n")
	for i := range 20 {
		fmt.Fprintf(&b, "FN:%d,_ZN4name5space4FuncEv%d\n", 10+i*10, i)
	}
	for i := range 20 {
		fmt.Fprintf(&b, "FNDA:%d,_ZN4name5space4FuncEv%d\n", i*3, i)
	}
	b.WriteString("FNF:20\nFNH:19\n")
	for i := range 40 {
		fmt.Fprintf(&b, "BRDA:%d,0,0,%d\nBRDA:%d,0,1,-\n", 10+i*5, i, 10+i*5)
	}
	b.WriteString("BRF:80\nBRH:39\n")
	for i := range 200 {
		fmt.Fprintf(&b, "DA:%d,%d\n", 10+i, i*7%1000)
	}
	b.WriteString("LF:200\nLH:199\nend_of_record\n")
	return b.Bytes()
}

// onlyLines is a section without anything else.
func onlyLines() []byte {
	b := []byte("SF:a.c\n")
	for i := range 1000 {
		b = fmt.Appendf(b, "DA:%d,%d\n", i+1, i%100)
	}
	return append(b, "end_of_record\n"...)
}

// A stream repeats its text until it has given size bytes, and holds no more
// than that text.
type stream struct {
	text []byte
	at   int
	size int64 // still to come, in whole texts
}

func repeat(text []byte, size int64) *stream {
	return &stream{text: text, size: size - size%int64(len(text))}
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
	for name, text := range map[string][]byte{
		"mixed": synthetic(),
		"lines": onlyLines(),
	} {
		b.Run(name, func(b *testing.B) {
			report := bytes.Repeat(text, 16<<20/len(text))
			b.SetBytes(int64(len(report)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(bytes.NewReader(report), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	files, _, err := readAll(bytes.NewReader(synthetic()), coverage.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(synthetic())))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, sorted(files)); err != nil {
			b.Fatal(err)
		}
	}
}

// A report of 100 MB costs no more than its largest section, and neither do
// endless lines and lines of no meaning.
func TestMemoryStaysFlat(t *testing.T) {
	const sound, hostile, ceiling = 100 << 20, 20 << 20, 16 << 20
	for name, text := range map[string][]byte{
		"sections":  synthetic(),
		"one line":  make([]byte, 1<<16),
		"no sense":  []byte("SF:a\nDA:x\nBRDA:1,\nFNDA:0,nobody\nend_of_record\n"),
		"no end SF": []byte("SF:a\nDA:1,1\n"),
	} {
		t.Run(name, func(t *testing.T) {
			var before, now runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			size := int64(hostile)
			if name == "sections" {
				size = sound
			}
			sections, most := 0, uint64(0)
			look := func() {
				runtime.ReadMemStats(&now)
				most = max(most, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
			}
			_, err := Read(repeat(text, size), coverage.Limits{Sections: 1 << 30}, func(*coverage.Section) error {
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
