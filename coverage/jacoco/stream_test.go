package jacoco

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

// stream is a report of any size in one single line, as JaCoCo writes it,
// made up as it is read.
func stream(packages int) io.Reader {
	return readertest.Repeat(`<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r">`, packages,
		func(n int) string {
			return fmt.Sprintf(`<package name="p%d">%s</package>`, n, onePackage)
		}, `</report>`)
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
	const packages = 9000
	p := readertest.Large(t, 8<<20, Format, stream(packages))
	if p.Sections != 2*packages || p.Lines != 100*p.Sections || p.Functions != 10*p.Sections {
		t.Errorf("got %+v", p)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	doc := `<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r"><sessioninfo id="x"/>` +
		`<group name="g"><package name="p">` + onePackage[:strings.Index(onePackage, `<class name="p/B"`)] +
		`<sourcefile name="A.java"><line nr="1" mi="0" ci="3"/></sourcefile></package></group></report>`
	readertest.Prefixes(t, Format, doc)
}

func FuzzRead(f *testing.F) {
	f.Add(`<report name="r"><group name="g"><package name="p"><class name="p/A" sourcefilename="A"><method name="f" desc="()V" line="1">` + ran + `</method></class><sourcefile name="A"><line nr="1" mi="1" ci="1" mb="1" cb="1"/></sourcefile></package></group></report>`)
	f.Add(`<report name="GCOVR report"><package name=".a.b"><sourcefile name="x"><line nr="1"/><line nr="1" mb="1"/><counter type="LINE" missed="0" covered="1"/></sourcefile></package></report>`)
	f.Add(`<report><class sourcefilename="x"><lines><line nr="1" ci="1"/></lines><method/></class><line/><counter/></report>`)
	f.Fuzz(func(t *testing.T, doc string) {
		readertest.Promises(t, Format, []byte(doc), coverage.Limits{Records: 1000, Sections: 100}, func(s *coverage.Section) {
			readertest.Named(t)(s)
			checkUncounted(t, s)
		})
	})
}

// checkUncounted: the format says what ran, and never how often.
func checkUncounted(t *testing.T, s *coverage.Section) {
	t.Helper()
	for _, l := range s.File.Lines {
		if l.Hits != 0 {
			t.Errorf("line %+v", l)
		}
	}
	for _, fn := range s.File.Functions {
		if fn.Hits != 0 {
			t.Errorf("function %+v", fn)
		}
	}
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(1100)) }
