package coverlet

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
	doc, err := os.ReadFile("testdata/sample.json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(doc))
}

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	doc := sample(t)
	if files, _, err := collect(doc); err != nil || len(files) != 1 || len(files["/src/Shop/Cart.cs"].Functions) != 2 {
		t.Fatalf("the whole report: %v, %v", files, err)
	}
	readertest.Prefixes(t, Format, doc)
}

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	var methods strings.Builder
	for n := range 40 {
		fmt.Fprintf(&methods, `,"System.Void Shop.Module.Class::Method%d(System.Int32)":{"Lines":{`, n)
		for line := range 15 {
			fmt.Fprintf(&methods, `"%d":%d,`, n*20+line+1, line*n)
		}
		fmt.Fprintf(&methods, `"%d":0},"Branches":[`, n*20+19)
		for path := range 4 {
			fmt.Fprintf(&methods, `{"Line":%d,"Offset":%d,"EndOffset":%d,"Path":%d,"Ordinal":%d,"Hits":%d},`, n*20+3, 30+path/2, 40+path, path%2, path, path)
		}
		methods.WriteString(`{"Line":1,"Offset":9,"EndOffset":11,"Path":0,"Ordinal":9,"Hits":0}]}`)
	}
	member := `,"/src/Shop/Module/File%d.cs":{"Shop.Module.Class":{` + methods.String()[1:] + `}}`
	return readertest.Repeat(`{"m.dll":{"first":{}`, files, func(n int) string { return fmt.Sprintf(member, n) }, `}}`)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	const files = 5500
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files {
		t.Errorf("%d sections, want %d", p.Sections, files)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample(f)))
	f.Add([]byte(`{"m":{"a":{"C":{"M":{"Lines":{"1":{"Hits":2},"0":1,"3":null},"Branches":{"1":[{"Hits":1,"Path":4294967296},{"Line":3}]}},"N":{"Lines":{"1":0}}}},"a":1}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, nil)
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(200)) }
