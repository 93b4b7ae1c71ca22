package opencover

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

// stream is a report of any size in one single line, made up as it is read: one
// module, as of a large solution built into one assembly.
func stream(classes int) io.Reader {
	const files = 1000
	var head strings.Builder
	head.WriteString("\ufeff" + `<?xml version="1.0" encoding="utf-8"?><CoverageSession><Modules><Module hash="1"><ModuleName>M</ModuleName><Files>`)
	for n := range files {
		fmt.Fprintf(&head, `<File uid="%d" fullPath="C:\src\f%d.cs" />`, n, n)
	}
	head.WriteString(`</Files><Classes>`)
	return readertest.Repeat(head.String(), classes,
		func(n int) string { return strings.ReplaceAll(oneClass, "%", fmt.Sprint(n%files)) },
		`</Classes></Module></Modules></CoverageSession>`)
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
	const classes = 6500
	p := readertest.Large(t, 8<<20, Format, stream(classes))
	if p.Sections != classes || p.Lines != 100*p.Sections || p.Functions != 10*p.Sections || p.Branches != 20*p.Sections {
		t.Errorf("got %+v", p)
	}
}

// TestLongPoints: points cannot have more lines made than limits allow records,
// however far each of them reaches.
func TestLongPoints(t *testing.T) {
	var b strings.Builder
	for n := range 500 {
		fmt.Fprintf(&b, `<SequencePoint vc="1" sl="%d" el="%d"/>`, 1+n*10_000, (n+1)*10_000)
	}
	readertest.Refused(t, Format, coverage.Limits{Records: 1_000_000}, map[string]error{in(b.String()): coverage.ErrLimit})
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	doc := `<?xml version="1.0"?>` + session(module(class(`<SequencePoint vc="1" sl="1" el="2" fileid="1"><TrackedMethodRefs/></SequencePoint><BranchPoint vc="1" offset="1" path="0"/>`))+`<!-- x -->`)
	readertest.Prefixes(t, Format, doc)
}

func FuzzRead(f *testing.F) {
	f.Add(in(`<SequencePoint vc="3" offset="0" sl="1" sc="2" el="4" ec="9" fileid="1"/><SequencePoint vc="-1" offset="3" sl="2" sc="1" el="2" ec="2" fileid="2"/><BranchPoint vc="1" offset="7" path="0"/><BranchPoint vc="0" sl="2" offset="9" path="1" fileid="1"/>`))
	f.Add(session(module(class(`<SequencePoint vc="1" sl="16707566"/><SequencePoint vc="1" sl="3"/>`) + `<Class skippedDueTo="File"><Method/></Class><Method skippedDueTo="x"/>`)))
	f.Add(`<root>` + in(``) + in(`<SequencePoint/><BranchPoint/>`) + `</root>`)
	f.Fuzz(func(t *testing.T, doc string) {
		readertest.Promises(t, Format, []byte(doc), coverage.Limits{Records: 20_000, Sections: 100}, func(s *coverage.Section) {
			readertest.Named(t)(s)
			checkPoints(t, s)
		})
	})
}

// checkPoints checks what follows from points: every line lies in one, and ran
// only if one of those did; methods reach from their first to their last.
func checkPoints(t *testing.T, s *coverage.Section) {
	t.Helper()
	inside := func(line uint32) (ran, found bool) {
		for _, st := range s.File.Statements {
			if st.Line <= line && line <= max(st.EndLine, st.Line) {
				ran, found = ran || st.Ran(), true
			}
		}
		return ran, found
	}
	// Looking for its points takes as long as there are points.
	for _, l := range s.File.Lines[:min(len(s.File.Lines), 201)] {
		if ran, found := inside(l.Number); !found || l.Ran() && !ran {
			t.Errorf("line %+v of %+v", l, s.File.Statements)
		}
	}
	for _, st := range s.File.Statements {
		if st.Weight != 1 {
			t.Errorf("statement %+v", st)
		}
	}
	for _, fn := range s.File.Functions {
		if fn.EndLine == 0 {
			t.Errorf("function %+v", fn)
		}
	}
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(1000)) }
