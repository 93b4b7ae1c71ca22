package formats

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"runtime"
	"testing"

	"github.com/covls/covls/coverage"
)

// Whatever the bytes are, a reader keeps its promises: no panic, sections as
// many as it says, no line out of range.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		smallLcov, gzipped(smallLcov), "\xff\xfe" + inUTF16(smallLcov, 1), "\xfe\xff\xd8",
		"mode: set\nm/a.go:1.1,2.2 1 1\n", "BZh91AY&SY", "\x1f\x8b\x08\x00",
		`<coverage line-rate="1"><packages><package><classes><class filename="a.py"><lines><line number="1" hits="1"/></lines></class></classes></package></packages></coverage>`,
		`<report name="x"><package name="a"><sourcefile name="A.java"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>`,
		`{"a.js":{"statementMap":{"0":{"start":{"line":1}}},"s":{"0":1}}}`,
		`{"total":{"lines":{"pct":1}}}`, `<html>`, "PK\x03\x04", "\x00\x00",
	} {
		f.Add([]byte(seed))
	}
	limits := coverage.Limits{Sections: 100, Records: 10_000, Size: 1 << 20}
	f.Fuzz(func(t *testing.T, doc []byte) {
		sections := 0
		result, err := Read(bytes.NewReader(doc), "", limits, func(s *coverage.Section) error {
			sections++
			for _, l := range s.File.Lines {
				if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
					t.Fatalf("%s: line %+v", s.Path, l)
				}
			}
			return nil
		})
		switch {
		case errors.Is(err, errPanic):
			t.Fatal(err)
		case err == nil && sections != result.Info.Sections:
			t.Fatalf("emitted %d sections and counted %d", sections, result.Info.Sections)
		}
		if f, err := Detect(doc[:min(len(doc), headSize)]); (f == nil) == (err == nil) {
			t.Fatalf("detected %v and %v", f, err)
		}
	})
}

// A report of 100 MB, compressed, is read with the memory of one section.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	const size, ceiling = 100 << 20, 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen := heap(), uint64(0), 0
	r, w := io.Pipe()
	go func() { w.CloseWithError(writeLcovOf(w, size)) }()
	result, err := Read(r, "", coverage.Limits{}, func(*coverage.Section) error {
		if seen++; seen%1000 == 0 {
			most = max(most, heap())
		}
		return nil
	})
	if err != nil || result.Format.Name != "lcov" || seen < 1000 {
		t.Fatalf("%d sections, %v", seen, err)
	}
	if most > before+ceiling {
		t.Errorf("the heap grew by %d bytes, want at most %d", most-before, ceiling)
	}
}

// writeLcovOf writes a gzipped tracefile of at least size bytes.
func writeLcovOf(w io.Writer, size int) error {
	packed, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for written, n := 0, 0; written < size; n++ {
		b.Reset()
		fmt.Fprintf(&b, "SF:src/file%d.c\n", n)
		for line := range 2000 {
			fmt.Fprintf(&b, "DA:%d,%d\n", line+1, (n*line)%9973)
		}
		b.WriteString("end_of_record\n")
		if _, err := packed.Write(b.Bytes()); err != nil {
			return err
		}
		written += b.Len()
	}
	return packed.Close()
}

func BenchmarkRead(b *testing.B) {
	var packed bytes.Buffer
	if err := writeLcovOf(&packed, 4<<20); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(4 << 20)
	for b.Loop() {
		if _, err := Read(bytes.NewReader(packed.Bytes()), "", coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
