package opencover

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

// a stream is a report of any size in one single line, made up as it is read:
// one module, as of a large solution built into one assembly.
type stream struct {
	size    int // still to come, about
	classes int
	rest    string
	closed  bool
}

const filesInStream = 1000

func (s *stream) Read(p []byte) (int, error) {
	if s.rest == "" {
		switch {
		case s.classes == 0:
			var b strings.Builder
			b.WriteString("\ufeff" + `<?xml version="1.0" encoding="utf-8"?><CoverageSession><Modules><Module hash="1"><ModuleName>M</ModuleName><Files>`)
			for n := range filesInStream {
				fmt.Fprintf(&b, `<File uid="%d" fullPath="C:\src\f%d.cs" />`, n, n)
			}
			b.WriteString(`</Files><Classes>`)
			s.rest = b.String()
		case s.size > 0:
			s.rest = strings.ReplaceAll(oneClass, "%", fmt.Sprint(s.classes%filesInStream))
		case !s.closed:
			s.closed = true
			s.rest = `</Classes></Module></Modules></CoverageSession>`
		default:
			return 0, io.EOF
		}
		s.classes++
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	s.size -= n
	return n, nil
}

// oneClass has ten methods of ten points and two branches each; % is its file.
var oneClass = func() string {
	var b strings.Builder
	b.WriteString(`<Class><Summary numSequencePoints="100" visitedSequencePoints="90" /><FullName>N.C</FullName><Methods>`)
	for m := range 10 {
		fmt.Fprintf(&b, `<Method visited="true" cyclomaticComplexity="1" isStatic="false"><MetadataToken>100663300</MetadataToken><Name>System.Void N.C::M%d()</Name><FileRef uid="%%" /><SequencePoints>`, m)
		for p := range 10 {
			fmt.Fprintf(&b, `<SequencePoint vc="%d" uspid="1" ordinal="0" offset="%d" sl="%d" sc="9" el="%d" ec="52" bec="0" bev="0" fileid="%%" />`, p, 8*p, 10*m+p+1, 10*m+p+1)
		}
		b.WriteString(`</SequencePoints><BranchPoints>`)
		for path := range 2 {
			fmt.Fprintf(&b, `<BranchPoint vc="1" uspid="1" ordinal="0" offset="9" sl="%d" path="%d" offsetend="12" fileid="%%" />`, 10*m+2, path)
		}
		b.WriteString(`</BranchPoints><MethodPoint vc="1" sl="1" /></Method>`)
	}
	b.WriteString(`</Methods></Class>`)
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
	sections, lines, functions, branches := 0, 0, 0, 0
	_, err := read(&stream{size: 100 << 20}, coverage.Limits{}, func(s *coverage.Section) error {
		sections++
		lines += len(s.File.Lines)
		functions += len(s.File.Functions)
		branches += len(s.File.Branches)
		if sections%500 == 0 {
			runtime.ReadMemStats(&now)
			if now.HeapInuse > before.HeapInuse+ceiling {
				t.Fatalf("the heap grew from %d to %d bytes after %d sections", before.HeapInuse, now.HeapInuse, sections)
			}
		}
		return nil
	})
	if err != nil || lines != 100*sections || functions != 10*sections || branches != 20*sections || sections < 5000 {
		t.Errorf("%d sections with %d lines, %d functions and %d branches, %v", sections, lines, functions, branches, err)
	}
}

// TestLongPoints: points cannot have more lines made than limits allow records,
// however far each of them reaches.
func TestLongPoints(t *testing.T) {
	var b strings.Builder
	for n := range 500 {
		fmt.Fprintf(&b, `<SequencePoint vc="1" sl="%d" el="%d"/>`, 1+n*10_000, (n+1)*10_000)
	}
	_, _, err := describe(in(b.String()), coverage.Limits{Records: 1_000_000})
	if !errors.Is(err, coverage.ErrLimit) {
		t.Errorf("got %v, want %v", err, coverage.ErrLimit)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	doc := `<?xml version="1.0"?>` + session(module(class(`<SequencePoint vc="1" sl="1" el="2" fileid="1"><TrackedMethodRefs/></SequencePoint><BranchPoint vc="1" offset="1" path="0"/>`))+`<!-- x -->`)
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
	f.Add(in(`<SequencePoint vc="3" offset="0" sl="1" sc="2" el="4" ec="9" fileid="1"/><SequencePoint vc="-1" offset="3" sl="2" sc="1" el="2" ec="2" fileid="2"/><BranchPoint vc="1" offset="7" path="0"/><BranchPoint vc="0" sl="2" offset="9" path="1" fileid="1"/>`))
	f.Add(session(module(class(`<SequencePoint vc="1" sl="16707566"/><SequencePoint vc="1" sl="3"/>`) + `<Class skippedDueTo="File"><Method/></Class><Method skippedDueTo="x"/>`)))
	f.Add(`<root>` + in(``) + in(`<SequencePoint/><BranchPoint/>`) + `</root>`)
	f.Fuzz(func(t *testing.T, doc string) {
		sniff([]byte(doc))
		sections := 0
		info, err := read(strings.NewReader(doc), coverage.Limits{Records: 20_000, Sections: 100}, func(s *coverage.Section) error {
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
	inside := func(line uint32) (ran, found bool) {
		for _, st := range s.File.Statements {
			if st.Line <= line && line <= max(st.EndLine, st.Line) {
				ran, found = ran || st.Ran(), true
			}
		}
		return ran, found
	}
	for i, l := range s.File.Lines {
		if l.Number == 0 || l.Hits > coverage.MaxHits || i > 0 && s.File.Lines[i-1].Number >= l.Number {
			t.Errorf("line %+v", l)
		}
		if i > 200 {
			continue // looking for its points takes as long as there are points
		}
		if ran, found := inside(l.Number); !found || l.Ran() && !ran {
			t.Errorf("line %+v of %+v", l, s.File.Statements)
		}
	}
	for _, st := range s.File.Statements {
		if st.Line == 0 || st.Line > coverage.MaxLine || st.Weight != 1 || st.Hits > coverage.MaxHits || st.EndLine > 0 && st.EndLine < st.Line {
			t.Errorf("statement %+v", st)
		}
	}
	for _, b := range s.File.Branches {
		if b.Line == 0 || b.Hits > coverage.MaxHits || b.Ran() && b.Bits&coverage.Evaluated == 0 {
			t.Errorf("branch %+v", b)
		}
	}
	for _, fn := range s.File.Functions {
		if fn.Line == 0 || fn.Name == "" || fn.EndLine < fn.Line {
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
