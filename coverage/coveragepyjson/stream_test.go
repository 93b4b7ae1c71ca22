package coveragepyjson

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

const sample = `{"meta":{"version":"7.6.1","branch_coverage":true},"files":{"a.py":{"executed_lines":[1,2],"summary":{"num_statements":3},"missing_lines":[3],"excluded_lines":[9],` +
	`"contexts":{"1":["","t"]},"executed_branches":[[2,3]],"missing_branches":[[2,-1]],"functions":{"f":{"executed_lines":[2],"summary":{"num_statements":2},"missing_lines":[3],"start_line":1}}}},"totals":{}}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) { readertest.Prefixes(t, Format, sample) }

var oneFile = func() string {
	var executed, missing, arcs strings.Builder
	for n := range 400 {
		fmt.Fprintf(&executed, ",%d", 2*n+1)
		fmt.Fprintf(&missing, ",%d", 2*n+2)
		fmt.Fprintf(&arcs, ",[%d,%d]", 2*n+1, 2*n+4)
	}
	return `,"src/f%d.py":{"executed_lines":[` + executed.String()[1:] + `],"summary":{"num_statements":800},"missing_lines":[` + missing.String()[1:] +
		`],"excluded_lines":[],"executed_branches":[` + arcs.String()[1:] + `],"missing_branches":[]}`
}()

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	return readertest.Repeat(`{"meta":{"branch_coverage":true},"files":{"first.py":{"executed_lines":[1]}`, files,
		func(n int) string { return fmt.Sprintf(oneFile, n) }, `},"totals":{}}`)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	files := 100<<20/len(oneFile) + 1
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files+1 {
		t.Errorf("%d sections, want %d", p.Sections, files+1)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"files":{"b":{"executed_lines":[3,1,1],"missing_lines":[1,-1,"x"],"excluded_lines":[3],"executed_branches":[[1,1],[3],[1,0]],"contexts":{"0":["a"],"7":["a","a"]},"functions":{"":{},"g":3}}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, readertest.Named(t))
	})
}

func FuzzDocstrings(f *testing.F) {
	f.Add([]byte("'''Doc.'''\nclass A:\n\t'x \\\n y'\n\tdef f(a=[1,\n 2]): # it's\n\t\tr\"doc\"\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		last, lines := uint32(0), uint32(bytes.Count(source, []byte{'\n'})+1)
		for _, n := range findDocstrings(source) {
			if n <= last || n > lines {
				t.Fatalf("line %d after %d, of %d", n, last, lines)
			}
			last = n
		}
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(500)) }

func BenchmarkDocstrings(b *testing.B) {
	source := []byte(strings.Repeat("class A:\n    '''Doc.'''\n    def f(self, x):\n        return self.g(x, 'a', [1, 2]) # why\n\n", 2000))
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		findDocstrings(source)
	}
}
