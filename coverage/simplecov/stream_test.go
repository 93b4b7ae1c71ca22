package simplecov

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for name, format := range map[string]coverage.Format{"set.json": Format, "commands.json": Format, "formatter.json": JSON} {
		doc := testdata(t, name)
		if files, _, err := collect(format, doc); err != nil || len(files) == 0 {
			t.Fatalf("%s, the whole of it: %v", name, err)
		}
		for n := range len(doc) {
			_, _, err := collect(format, doc[:n])
			if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
				t.Fatalf("%s: %q: got %v", name, doc[:n], err)
			}
		}
	}
}

// generated is a report of many files that is made while it is read.
type generated struct {
	files, made int
	member      string
	rest        strings.Reader
}

// stream is a result set as SimpleCov up to 0.22 writes it, with an element of
// an array on each line.
func stream(files int) *generated {
	var lines, branches strings.Builder
	for n := range 400 {
		if n%3 == 0 {
			lines.WriteString(",\n          null")
			continue
		}
		fmt.Fprintf(&lines, ",\n          %d", n*7%1000)
	}
	for n := range 30 {
		fmt.Fprintf(&branches, ",\n          \"[:if, %d, %d, 4, %d, 7]\": {\n            \"[:then, %d, %d, 6, %d, 20]\": %d,\n            \"[:else, %d, %d, 4, %d, 7]\": 0\n          }",
			n*3, n*10+1, n*10+5, n*3+1, n*10+2, n*10+4, n, n*3+2, n*10+1, n*10+5)
	}
	return &generated{files: files, member: ",\n      \"/srv/app/lib/module/file%d.rb\": {\n        \"lines\": [" + lines.String()[1:] +
		"\n        ],\n        \"branches\": {" + branches.String()[1:] + "\n        }\n      }"}
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest.Len() == 0 {
		switch g.made++; {
		case g.made == 1:
			g.rest.Reset("{\n  \"RSpec\": {\n    \"coverage\": {\n      \"first\": []")
		case g.made <= g.files+1:
			g.rest.Reset(fmt.Sprintf(g.member, g.made))
		case g.made == g.files+2:
			g.rest.Reset("\n    },\n    \"timestamp\": 1795166645\n  }\n}\n")
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
	const files, ceiling = 10_500, 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen := heap(), uint64(0), 0
	size := &counting{r: stream(files)}
	_, err := readSet(size, coverage.Limits{}, func(*coverage.Section) error {
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
	f.Add([]byte(testdata(f, "set.json")))
	f.Add([]byte(testdata(f, "commands.json")))
	f.Add([]byte(testdata(f, "formatter.json")))
	f.Add([]byte(`{"a":{"coverage":{"b":[1,null,"ignored",-1],"b":{"branches":{"[:if, 0, 1, 1, 1, 1]":{"[:then, 0, 1, 1, 1, 1]":1}},"methods":{"[#<Class:A>, :b, 1, 0, 1, 0]":2}}}}}`))
	f.Add([]byte(`{"command_name":"x","files":[{"filename":"a","coverage":{"branches":[{"type":"in","start_line":1,"end_line":2,"coverage":"ignored"}]}}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, format := range []coverage.Format{Format, JSON} {
			sections := 0
			info, err := format.Read(bytes.NewReader(doc), coverage.Limits{Records: 10_000, Sections: 100}, func(s *coverage.Section) error {
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
		if _, err := readSet(bytes.NewReader(doc), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRefine(b *testing.B) {
	source := []byte(strings.Repeat("  def total(items) # the sum\n    items.sum { |i| i.price }\n  end\n", 300) + "x # simplecov:disable\n")
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		if err := Refine(&coverage.File{}, source); err != nil {
			b.Fatal(err)
		}
	}
}
