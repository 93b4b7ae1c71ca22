package sonar

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
			s.rest = `<?xml version="1.0"?><coverage version="1">`
		case s.size > 0:
			s.rest = fmt.Sprintf(`<file path="src/f%d.c">%s</file>`, s.files, manyLines)
		case !s.closed:
			s.closed = true
			s.rest = `</coverage>`
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

var manyLines = func() string {
	var b strings.Builder
	for line := 1; line <= 1000; line++ {
		if line%10 == 0 {
			fmt.Fprintf(&b, `<lineToCover lineNumber="%d" covered="true" branchesToCover="2" coveredBranches="1"/>`, line)
		} else {
			fmt.Fprintf(&b, `<lineToCover lineNumber="%d" covered="%t"/>`, line, line%7 > 0)
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
	sections, lines := 0, 0
	_, err := read(&stream{size: 100 << 20}, coverage.Limits{}, func(s *coverage.Section) error {
		sections++
		lines += len(s.File.Lines)
		if sections%100 == 0 {
			runtime.ReadMemStats(&now)
			if now.HeapInuse > before.HeapInuse+ceiling {
				t.Fatalf("the heap grew from %d to %d bytes after %d sections", before.HeapInuse, now.HeapInuse, sections)
			}
		}
		return nil
	})
	if err != nil || lines != 1000*sections || sections < 1000 {
		t.Errorf("%d sections with %d lines, %v", sections, lines, err)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	const doc = `<?xml version="1.0"?><coverage version="1"><file path="a.c"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/>` +
		`<lineToCover lineNumber="2" covered="false"/></file><file path="b.c"/><!-- x --></coverage>`
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
	f.Add(in(`<lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/><lineToCover lineNumber="1" covered="false"/>`))
	f.Add(`<coverage><file path="a"><file><lineToCover/></file></file><file/></coverage>`)
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
		if l.Number == 0 || l.Number > coverage.MaxLine || l.Hits != 0 || i > 0 && s.File.Lines[i-1].Number >= l.Number {
			t.Errorf("line %+v", l)
		}
	}
	for _, c := range s.File.BranchCounts {
		if c.Line == 0 || c.Total == 0 || c.Taken > c.Total {
			t.Errorf("branches %+v", c)
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
