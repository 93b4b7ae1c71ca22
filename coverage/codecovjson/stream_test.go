package codecovjson

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

func sample(t testing.TB) string {
	t.Helper()
	doc, err := os.ReadFile("testdata/kinds.json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(doc))
}

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	doc := sample(t)
	if files, _, err := collect(doc); err != nil || len(files) != 3 || len(files["lib/object.js"].BranchCounts) != 3 {
		t.Fatalf("the whole report: %v, %v", files, err)
	}
	readertest.Prefixes(t, Format, doc)
}

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	var lines strings.Builder
	for n := range 600 {
		if n%5 == 0 {
			fmt.Fprintf(&lines, `,"%d":"%d/2"`, n+1, n%3)
			continue
		}
		fmt.Fprintf(&lines, `,"%d":%d`, n+1, n*7%1000)
	}
	member := `,"src/module/file%d.rs":{` + lines.String()[1:] + `}`
	return readertest.Repeat(`{"coverage":{"first":[]`, files, func(n int) string { return fmt.Sprintf(member, n) }, `}}`)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	const files = 18000
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files+1 {
		t.Errorf("%d sections, want %d", p.Sections, files+1)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample(f)))
	f.Add([]byte(`{"coverage":{"a":[1,true,null,-1,1e30,"1/2","2/1",{}],"b":{"lines":[1],"2":"0/4","x":1},"a":{"1":1}}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, nil)
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(500)) }
