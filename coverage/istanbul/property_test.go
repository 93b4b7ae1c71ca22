package istanbul

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

func testdata(t testing.TB) map[string]string {
	t.Helper()
	names, err := filepath.Glob("testdata/*.json")
	if err != nil || len(names) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	docs := map[string]string{}
	for _, name := range names {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		docs[filepath.Base(name)] = strings.TrimSpace(string(doc))
	}
	return docs
}

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for name, doc := range testdata(t) {
		t.Run(name, func(t *testing.T) { readertest.Prefixes(t, Format, doc) })
	}
}

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	var places, hits strings.Builder
	for i := range 500 {
		fmt.Fprintf(&places, `,"%d":{"start":{"line":%d,"column":2},"end":{"line":%d,"column":40}}`, i, i+1, i+1)
		fmt.Fprintf(&hits, `,"%d":%d`, i, i%7)
	}
	member := `,"/w/src/f%d.js":{"path":"/w/src/f%d.js","statementMap":{` + places.String()[1:] + `},"fnMap":{},"branchMap":{},"s":{` + hits.String()[1:] + `},"f":{},"b":{}}`
	return readertest.Repeat(`{"first.js":{"statementMap":{}}`, files, func(n int) string { return fmt.Sprintf(member, n, n) }, `}`)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	const files = 2800
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files+1 {
		t.Errorf("%d sections, want %d", p.Sections, files+1)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(testdata(f)["nulls.json"]))
	f.Add([]byte(`{"/b.js":{"path":"b.js","s":{"0":3},"f":{"0":1},"b":{"0":[1,0]},"statementMap":{"0":{"start":{"line":2,"column":1},"end":{"line":2,"column":9}}},` +
		`"fnMap":{"0":{"name":"f","decl":{"start":{"line":1,"column":0}},"loc":{"end":{"line":3}}}},"branchMap":{"0":{"type":"if","loc":{"start":{"line":2,"column":1}}}}}}`))
	f.Add([]byte(`{"a":{"statementMap":[{"start":{"line":1}}],"s":[1],"b":{"0":[1,null,-1]},"branchMap":{"0":{"line":4294967297}}}}`))
	f.Add(fmt.Appendf(nil, generatedFile, generatedMap))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, nil)
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(100)) }
