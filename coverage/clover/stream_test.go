package clover

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

// a stream is a report of any size in one single line, made up as it is read.
type stream struct {
	size   int // still to come, about
	files  int
	rest   string
	closed bool
}

func (s *stream) Read(p []byte) (int, error) {
	if s.rest == "" {
		switch {
		case s.files == 0:
			s.rest = `<?xml version="1.0"?><coverage generated="1" clover="4.3.1"><project timestamp="1"><package name="p">`
		case s.size > 0:
			s.rest = fmt.Sprintf(`<file name="f%d.java" path="/src/f%d.java">%s</file>`, s.files, s.files, manyLines)
		case !s.closed:
			s.closed = true
			s.rest = `</package></project></coverage>`
		default:
			return 0, io.EOF
		}
		s.files++
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.size -= n
	return n, nil
}

// manyLines are 800 lines with statements, and a tenth as many methods and
// conditions.
var manyLines = func() string {
	var b strings.Builder
	b.WriteString(`<metrics statements="800"/>`)
	for line := 1; line <= 1000; line++ {
		switch line % 10 {
		case 0:
			fmt.Fprintf(&b, `<line num="%d" type="method" signature="m%d() : void" count="%d" complexity="1" visibility="public"/>`, line, line, line%7)
		case 5:
			fmt.Fprintf(&b, `<line num="%d" type="cond" truecount="%d" falsecount="1"/>`, line-1, line%7)
		default:
			fmt.Fprintf(&b, `<line num="%d" type="stmt" count="%d"/>`, line, line%7)
		}
	}
	return b.String()
}()

// TestMemory: 100 MB in one line need the memory of one file.
func TestMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	const ceiling = 16 << 20
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	sections, lines, functions := 0, 0, 0
	_, err := read(&stream{size: 100 << 20}, coverage.Limits{}, func(s *coverage.Section) error {
		sections++
		lines += len(s.File.Lines)
		functions += len(s.File.Functions)
		if sections%100 == 0 {
			runtime.ReadMemStats(&now)
			if now.HeapInuse > before.HeapInuse+ceiling {
				t.Fatalf("the heap grew from %d to %d bytes after %d sections", before.HeapInuse, now.HeapInuse, sections)
			}
		}
		return nil
	})
	if err != nil || lines != 800*sections || functions != 100*sections || sections < 1000 {
		t.Errorf("%d sections with %d lines and %d functions, %v", sections, lines, functions, err)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	const doc = `<?xml version="1.0"?><coverage generated="1" clover="4.3.1"><project timestamp="1"><metrics statements="1"/><package name="p">` +
		`<file name="a" path="/a"><class name="A"><metrics/></class><line num="1" type="method" count="1" signature="f()"/><line num="2" type="stmt" count="1"/>` +
		`<line num="3" type="cond" truecount="1" falsecount="0"/></file><file name="b"/></package></project><testproject/><!-- x --></coverage>`
	for n := range len(doc) {
		_, _, err := describe(doc[:n], coverage.Limits{})
		if want := coverage.ErrTruncated; !errors.Is(err, want) && n > 0 {
			t.Errorf("%q: got %v, want %v", doc[:n], err, want)
		}
	}
	if _, _, err := describe(doc, coverage.Limits{}); err != nil {
		t.Error(err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(in(`<metrics statements="3"/><line num="1" type="method" signature="f()" count="1"/><line num="2" type="stmt" count="-1"/><line num="2" type="stmt" count="2"/><line num="3" type="cond" truecount="1" falsecount="0"/>`))
	f.Add(in(`<line num="3" count="2" type="cond" truecount="1" falsecount="2"/>`))
	f.Add(php(2, `<line num="1" type="method" name="f" count="1"/><line num="2" type="stmt" count="1"/>`))
	f.Add(`<coverage><testproject><file name="dummy"><file/><line/></file></testproject></coverage>`)
	f.Fuzz(func(t *testing.T, doc string) {
		sniff([]byte(doc))
		sections := 0
		info, err := read(strings.NewReader(doc), coverage.Limits{Records: 1000, Sections: 100}, func(s *coverage.Section) error {
			sections++
			checkSection(t, s)
			return nil
		})
		if err == nil && info.Sections != sections {
			t.Errorf("%d sections were emitted, %d counted", sections, info.Sections)
		}
	})
}

// checkSection checks what every section of this reader must keep to.
func checkSection(t *testing.T, s *coverage.Section) {
	t.Helper()
	if s.Path == "" {
		t.Error("a section without a path")
	}
	for i, l := range s.File.Lines {
		if l.Number == 0 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits || i > 0 && s.File.Lines[i-1].Number >= l.Number {
			t.Errorf("line %+v", l)
		}
	}
	for _, c := range s.File.BranchCounts {
		if c.Line == 0 || c.Total == 0 || c.Taken > c.Total {
			t.Errorf("branches %+v", c)
		}
	}
	for _, b := range s.File.Branches {
		if b.Line == 0 || b.Hits > coverage.MaxHits || b.Hits > 0 && b.Bits&coverage.Evaluated == 0 {
			t.Errorf("branch %+v", b)
		}
	}
	for _, fn := range s.File.Functions {
		if fn.Line == 0 || fn.Name == "" {
			t.Errorf("function %+v", fn)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(&stream{size: 16 << 20})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(bytes.NewReader(doc), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
