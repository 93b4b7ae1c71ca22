package clover

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

// stream is a report of any size in one single line, made up as it is read.
func stream(files int) io.Reader {
	return readertest.Repeat(`<?xml version="1.0"?><coverage generated="1" clover="4.3.1"><project timestamp="1"><package name="p">`, files,
		func(n int) string {
			return fmt.Sprintf(`<file name="f%d.java" path="/src/f%d.java">%s</file>`, n, n, manyLines)
		}, `</package></project></coverage>`)
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
	const files = 2300
	p := readertest.Large(t, 8<<20, Format, stream(files))
	if p.Sections != files || p.Lines != 800*p.Sections || p.Functions != 100*p.Sections {
		t.Errorf("got %+v", p)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	const doc = `<?xml version="1.0"?><coverage generated="1" clover="4.3.1"><project timestamp="1"><metrics statements="1"/><package name="p">` +
		`<file name="a" path="/a"><class name="A"><metrics/></class><line num="1" type="method" count="1" signature="f()"/><line num="2" type="stmt" count="1"/>` +
		`<line num="3" type="cond" truecount="1" falsecount="0"/></file><file name="b"/></package></project><testproject/><!-- x --></coverage>`
	readertest.Prefixes(t, Format, doc)
}

func FuzzRead(f *testing.F) {
	f.Add(in(`<metrics statements="3"/><line num="1" type="method" signature="f()" count="1"/><line num="2" type="stmt" count="-1"/><line num="2" type="stmt" count="2"/><line num="3" type="cond" truecount="1" falsecount="0"/>`))
	f.Add(in(`<line num="3" count="2" type="cond" truecount="1" falsecount="2"/>`))
	f.Add(php(2, `<line num="1" type="method" name="f" count="1"/><line num="2" type="stmt" count="1"/>`))
	f.Add(`<coverage><testproject><file name="dummy"><file/><line/></file></testproject></coverage>`)
	f.Fuzz(func(t *testing.T, doc string) {
		readertest.Promises(t, Format, []byte(doc), coverage.Limits{Records: 1000, Sections: 100}, readertest.Named(t))
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(300)) }
