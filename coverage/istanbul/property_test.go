package istanbul

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
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
		step := 1 + len(doc)/1000 // of the long ones a thousand will do
		for n := 0; n < len(doc); n += step {
			_, err := read(strings.NewReader(doc[:n]), coverage.Limits{}, func(*coverage.Section) error { return nil })
			if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
				t.Fatalf("%s: %d of %d bytes: got %v", name, n, len(doc), err)
			}
		}
	}
}

// generated is a report of many files that is made while it is read.
type generated struct {
	files int
	rest  strings.Reader
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest.Len() == 0 {
		if g.files == 0 {
			return 0, io.EOF
		}
		g.rest.Reset(g.member())
		g.files--
	}
	return g.rest.Read(p)
}

func (g *generated) member() string {
	var places, hits strings.Builder
	for i := range 500 {
		fmt.Fprintf(&places, `,"%d":{"start":{"line":%d,"column":2},"end":{"line":%d,"column":40}}`, i, i+1, i+1)
		fmt.Fprintf(&hits, `,"%d":%d`, i, i%7)
	}
	end := ","
	if g.files == 1 {
		end = "}"
	}
	return fmt.Sprintf(`"/w/src/f%d.js":{"path":"/w/src/f%d.js","statementMap":{%s},"fnMap":{},"branchMap":{},"s":{%s},"f":{},"b":{}}%s`,
		g.files, g.files, places.String()[1:], hits.String()[1:], end)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	const files, ceiling = 2800, 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, size := heap(), uint64(0), &counting{r: io.MultiReader(strings.NewReader("{"), &generated{files: files})}
	seen := 0
	_, err := read(size, coverage.Limits{}, func(s *coverage.Section) error {
		if seen++; seen%500 == 0 {
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
	f.Add([]byte(testdata(f)["nulls.json"]))
	f.Add([]byte(`{"/b.js":{"path":"b.js","s":{"0":3},"f":{"0":1},"b":{"0":[1,0]},"statementMap":{"0":{"start":{"line":2,"column":1},"end":{"line":2,"column":9}}},` +
		`"fnMap":{"0":{"name":"f","decl":{"start":{"line":1,"column":0}},"loc":{"end":{"line":3}}}},"branchMap":{"0":{"type":"if","loc":{"start":{"line":2,"column":1}}}}}}`))
	f.Add([]byte(`{"a":{"statementMap":[{"start":{"line":1}}],"s":[1],"b":{"0":[1,null,-1]},"branchMap":{"0":{"line":4294967297}}}}`))
	f.Add(fmt.Appendf(nil, generatedFile, generatedMap))
	f.Fuzz(func(t *testing.T, doc []byte) {
		sections := 0
		info, err := read(bytes.NewReader(doc), coverage.Limits{Records: 10_000, Sections: 100}, func(s *coverage.Section) error {
			sections++
			checkSorted(t, &s.File)
			return nil
		})
		if err == nil && sections != info.Sections {
			t.Fatalf("emitted %d sections and counted %d", sections, info.Sections)
		}
	})
}

// checkSorted makes sure that a file is what the model wants: sorted, each
// identity once, lines in range.
func checkSorted(t *testing.T, f *coverage.File) {
	again := f.Clone()
	again.Sort(coverage.Sum)
	if !sameFile(f, again) {
		t.Fatalf("not sorted, or not unique: %v", f)
	}
	for _, l := range f.Lines {
		if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
			t.Fatalf("line %+v", l)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(io.MultiReader(strings.NewReader("{"), &generated{files: 100}))
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
