package gcovr

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

const sample = `{"gcovr/format_version": "0.15", "files": [{"file": "a.cpp", "lines": [` +
	`{"line_number": 4, "function_name": "main", "count": 1, "branches": [{"branchno": 1, "count": 1, "fallthrough": true, "throw": false}], "gcovr/md5": "x"},` +
	`{"line_number": 5, "count": 0, "branches": [], "gcovr/excluded": true}], "functions": [{"name": "main", "lineno": 4, "execution_count": 1, "pos": ["4:5", "6:1"]}]}]}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) { readertest.Prefixes(t, Format, sample) }

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	var lines strings.Builder
	for n := range 500 {
		fmt.Fprintf(&lines, `,{"line_number":%d,"function_name":"f","count":%d,"branches":[{"count":%d,"fallthrough":true,"throw":false},{"count":0,"fallthrough":false,"throw":false}]}`, n+1, n, n)
	}
	member := `,{"file":"src/f%d.c","lines":[` + lines.String()[1:] + `],"functions":[{"name":"f","lineno":1,"execution_count":3}]}`
	return readertest.Repeat(`{"gcovr/format_version":"0.15","files":[{}`, files, func(n int) string { return fmt.Sprintf(member, n) }, `]}`)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	const files = 1700
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files {
		t.Errorf("%d sections, want %d", p.Sections, files)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"files":[{"functions":[{"name":"f","pos":["5","x:y",3]},{"lineno":-1}],"lines":[{"line_number":1,"gcovr/noncode":true,"branches":[{"count":1}]},{"branches":[{}],"line_number":1,"unexecuted_block":true,"count":1}]}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, readertest.Named(t))
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(50)) }
