package coverlet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
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
	for n := range len(doc) {
		_, _, err := collect(doc[:n])
		if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%q: got %v", doc[:n], err)
		}
	}
}

// generated is a report of many files that is made while it is read.
type generated struct {
	files, made int
	rest        strings.Reader
	member      string
}

func stream(files int) *generated {
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
	return &generated{files: files, member: `,"/src/Shop/Module/File%d.cs":{"Shop.Module.Class":{` + methods.String()[1:] + `}}`}
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest.Len() == 0 {
		switch g.made++; {
		case g.made == 1:
			g.rest.Reset(`{"m.dll":{"first":{}`)
		case g.made <= g.files+1:
			g.rest.Reset(fmt.Sprintf(g.member, g.made))
		case g.made == g.files+2:
			g.rest.Reset(`}}`)
		default:
			return 0, io.EOF
		}
	}
	return g.rest.Read(p)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	const files, ceiling = 5_500, 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen := heap(), uint64(0), 0
	size := &counting{r: stream(files)}
	_, err := read(size, coverage.Limits{}, func(*coverage.Section) error {
		if seen++; seen%1000 == 0 {
			most = max(most, heap())
		}
		return nil
	})
	if err != nil || seen != files || size.n < 100<<20 {
		t.Fatalf("%d files in %d bytes, %v", seen, size.n, err)
	}
	if most > before+ceiling {
		t.Errorf("the heap grew by %d bytes, want at most %d", most-before, ceiling)
	}
}

type counting struct {
	r io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample(f)))
	f.Add([]byte(`{"m":{"a":{"C":{"M":{"Lines":{"1":{"Hits":2},"0":1,"3":null},"Branches":{"1":[{"Hits":1,"Path":4294967296},{"Line":3}]}},"N":{"Lines":{"1":0}}}},"a":1}}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		sections := 0
		info, err := read(bytes.NewReader(doc), coverage.Limits{Records: 10_000, Sections: 100}, func(s *coverage.Section) error {
			sections++
			again := s.File.Clone()
			again.Sort(coverage.Sum)
			if diff := cmp.Diff(s.File.Clone(), again); diff != "" {
				t.Fatalf("not sorted, or not unique: %s", diff)
			}
			return nil
		})
		if err == nil && sections != info.Sections {
			t.Fatalf("emitted %d sections and counted %d", sections, info.Sections)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(stream(200))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := read(bytes.NewReader(doc), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
