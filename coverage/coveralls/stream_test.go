package coveralls

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
	doc, err := os.ReadFile("testdata/branches.json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(doc))
}

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	doc := sample(t)
	if files, _, err := collect(doc); err != nil || len(files) != 2 || len(files["src/kind.c"].Branches) != 4 {
		t.Fatalf("the whole report: %v, %v", files, err)
	}
	readertest.Prefixes(t, Format, doc)
}

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	var lines, branches strings.Builder
	for n := range 600 {
		if n%3 == 0 {
			lines.WriteString(",null")
			continue
		}
		fmt.Fprintf(&lines, ",%d", n*7%1000)
		fmt.Fprintf(&branches, ",%d,0,0,%d,%d,0,1,0", n+1, n, n+1)
	}
	member := `,{"name":"src/module/file%d.c","source_digest":"85bc1e5211f215b6cd6a1b54bf4cfbac","coverage":[` +
		lines.String()[1:] + `],"branches":[` + branches.String()[1:] + `]}`
	return readertest.Repeat(`{"run_at":"now","source_files":[{"name":"first"}`, files, func(n int) string { return fmt.Sprintf(member, n) }, `]}`)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	const files = 12000
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files+1 {
		t.Errorf("%d sections, want %d", p.Sections, files+1)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample(f)))
	f.Add([]byte(`{"source_files":[{"name":"a","coverage":[1,null,-1,1e30,"x"],"branches":[1,0,0,1,1,0,1,0,9]},{"name":"a","coverage":[0]}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, readertest.Named(t))
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(500)) }
