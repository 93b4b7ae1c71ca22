package coveralls

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
	var lines, branches strings.Builder
	for n := range 600 {
		if n%3 == 0 {
			lines.WriteString(",null")
			continue
		}
		fmt.Fprintf(&lines, ",%d", n*7%1000)
		fmt.Fprintf(&branches, ",%d,0,0,%d,%d,0,1,0", n+1, n, n+1)
	}
	return &generated{files: files, member: `,{"name":"src/module/file%d.c","source_digest":"85bc1e5211f215b6cd6a1b54bf4cfbac","coverage":[` +
		lines.String()[1:] + `],"branches":[` + branches.String()[1:] + `]}`}
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest.Len() == 0 {
		switch g.made++; {
		case g.made == 1:
			g.rest.Reset(`{"run_at":"now","source_files":[{"name":"first"}`)
		case g.made <= g.files+1:
			g.rest.Reset(fmt.Sprintf(g.member, g.made))
		case g.made == g.files+2:
			g.rest.Reset(`]}`)
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
	const files, ceiling = 12_000, 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen := heap(), uint64(0), 0
	size := &counting{r: stream(files)}
	_, err := read(size, coverage.Limits{}, func(*coverage.Section) error {
		if seen++; seen%2000 == 0 {
			most = max(most, heap())
		}
		return nil
	})
	if err != nil || seen != files+1 || size.n < 100<<20 {
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
	f.Add([]byte(`{"source_files":[{"name":"a","coverage":[1,null,-1,1e30,"x"],"branches":[1,0,0,1,1,0,1,0,9]},{"name":"a","coverage":[0]}]}`))
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
	doc, err := io.ReadAll(stream(500))
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
