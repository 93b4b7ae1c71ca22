package sonar

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
	return readertest.Repeat(`<?xml version="1.0"?><coverage version="1">`, files,
		func(n int) string {
			return fmt.Sprintf(`<file path="src/f%d.c">%s</file>`, n, manyLines)
		}, `</coverage>`)
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
	const files = 2200
	p := readertest.Large(t, 8<<20, Format, stream(files))
	if p.Sections != files || p.Lines != 1000*p.Sections {
		t.Errorf("got %+v", p)
	}
}

// TestPrefixes: what is left of a report is never a report.
func TestPrefixes(t *testing.T) {
	const doc = `<?xml version="1.0"?><coverage version="1"><file path="a.c"><lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/>` +
		`<lineToCover lineNumber="2" covered="false"/></file><file path="b.c"/><!-- x --></coverage>`
	readertest.Prefixes(t, Format, doc)
}

func FuzzRead(f *testing.F) {
	f.Add(in(`<lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/><lineToCover lineNumber="1" covered="false"/>`))
	f.Add(`<coverage><file path="a"><file><lineToCover/></file></file><file/></coverage>`)
	f.Fuzz(func(t *testing.T, doc string) {
		readertest.Promises(t, Format, []byte(doc), coverage.Limits{Records: 1000, Sections: 100}, func(s *coverage.Section) {
			readertest.Named(t)(s)
			checkUncounted(t, s)
		})
	})
}

// checkUncounted: the format says that a line ran, and never how often.
func checkUncounted(t *testing.T, s *coverage.Section) {
	t.Helper()
	for _, l := range s.File.Lines {
		if l.Hits != 0 {
			t.Errorf("line %+v", l)
		}
	}
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(350)) }
