package jacoco

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

// a stream is a report of any size in one single line, as JaCoCo writes it,
// made up as it is read.
type stream struct {
	size     int // still to come, about
	packages int
	rest     string
	closed   bool
}

func (s *stream) Read(p []byte) (int, error) {
	if s.rest == "" {
		switch {
		case s.packages == 0:
			s.rest = `<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r">`
		case s.size > 0:
			s.rest = fmt.Sprintf(`<package name="p%d">%s</package>`, s.packages, onePackage)
		case !s.closed:
			s.closed = true
			s.rest = `</report>`
		default:
			return 0, io.EOF
		}
		s.packages++
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.size -= n
	return n, nil
}

// onePackage holds two classes with ten methods of ten lines each.
var onePackage = func() string {
	var classes, files strings.Builder
	for _, class := range []string{"A", "B"} {
		fmt.Fprintf(&classes, `<class name="p/%s" sourcefilename="%s.java">`, class, class)
		fmt.Fprintf(&files, `<sourcefile name="%s.java">`, class)
		for method := range 10 {
			fmt.Fprintf(&classes, `<method name="m%d" desc="()V" line="%d">%s</method>`, method, method*10+1, ran)
			for line := range 10 {
				fmt.Fprintf(&files, `<line nr="%d" mi="%d" ci="3" mb="0" cb="%d"/>`, method*10+line+1, line%3, line%2*2)
			}
		}
		classes.WriteString(`</class>`)
		files.WriteString(`<counter type="LINE" missed="0" covered="100"/></sourcefile>`)
	}
	return classes.String() + files.String()
}()

// TestMemory: 100 MB in one line need the memory of one package.
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
		if sections%1000 == 0 {
			runtime.ReadMemStats(&now)
			if now.HeapInuse > before.HeapInuse+ceiling {
				t.Fatalf("the heap grew from %d to %d bytes after %d sections", before.HeapInuse, now.HeapInuse, sections)
			}
		}
		return nil
	})
	if err != nil || lines != 100*sections || functions != 10*sections || sections < 10000 {
		t.Errorf("%d sections with %d lines and %d functions, %v", sections, lines, functions, err)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	doc := `<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r"><sessioninfo id="x"/>` +
		`<group name="g"><package name="p">` + onePackage[:strings.Index(onePackage, `<class name="p/B"`)] +
		`<sourcefile name="A.java"><line nr="1" mi="0" ci="3"/></sourcefile></package></group></report>`
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
	f.Add(`<report name="r"><group name="g"><package name="p"><class name="p/A" sourcefilename="A"><method name="f" desc="()V" line="1">` + ran + `</method></class><sourcefile name="A"><line nr="1" mi="1" ci="1" mb="1" cb="1"/></sourcefile></package></group></report>`)
	f.Add(`<report name="GCOVR report"><package name=".a.b"><sourcefile name="x"><line nr="1"/><line nr="1" mb="1"/><counter type="LINE" missed="0" covered="1"/></sourcefile></package></report>`)
	f.Add(`<report><class sourcefilename="x"><lines><line nr="1" ci="1"/></lines><method/></class><line/><counter/></report>`)
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
	for _, fn := range s.File.Functions {
		if fn.Line == 0 || fn.Name == "" || fn.Hits != 0 {
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
