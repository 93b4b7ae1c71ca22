package lcov

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
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

// repeat is a report that says one text again and again, size bytes of it.
func repeat(text []byte, size int) io.Reader {
	return readertest.Repeat("", size/len(text), readertest.Always(string(text)), "")
}

func BenchmarkRead(b *testing.B) {
	for name, text := range map[string][]byte{
		"mixed": synthetic(),
		"lines": onlyLines(),
	} {
		b.Run(name, func(b *testing.B) { readertest.Bench(b, Format, repeat(text, 16<<20)) })
	}
}

func BenchmarkWrite(b *testing.B) {
	files, _, err := readertest.Collect(Format, bytes.NewReader(synthetic()), coverage.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(synthetic())))
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, readertest.Sorted(files)); err != nil {
			b.Fatal(err)
		}
	}
}

// A report of 100 MB costs no more than its largest section, and neither do
// endless lines and lines of no meaning.
func TestMemoryStaysFlat(t *testing.T) {
	const hostile, ceiling = 20 << 20, 8 << 20
	t.Run("sections", func(t *testing.T) { readertest.Large(t, ceiling, Format, repeat(synthetic(), 101<<20)) })
	for name, text := range map[string][]byte{
		"one line":  make([]byte, 1<<16),
		"no sense":  []byte("SF:a\nDA:x\nBRDA:1,\nFNDA:0,nobody\nend_of_record\n"),
		"no end SF": []byte("SF:a\nDA:1,1\n"),
	} {
		t.Run(name, func(t *testing.T) {
			readertest.Ceiling(t, ceiling, Format, repeat(text, hostile), coverage.Limits{Sections: 1 << 30})
		})
	}
}
