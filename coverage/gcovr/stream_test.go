package gcovr

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

const sample = `{"gcovr/format_version": "0.15", "files": [{"file": "a.cpp", "lines": [` +
	`{"line_number": 4, "function_name": "main", "count": 1, "branches": [{"branchno": 1, "count": 1, "fallthrough": true, "throw": false}], "gcovr/md5": "x"},` +
	`{"line_number": 5, "count": 0, "branches": [], "gcovr/excluded": true}], "functions": [{"name": "main", "lineno": 4, "execution_count": 1, "pos": ["4:5", "6:1"]}]}]}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for n := range len(sample) {
		_, _, err := collect(sample[:n])
		if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%q: got %v", sample[:n], err)
		}
	}
}

// stream is a report of many files that is made while it is read.
func stream(files int) io.Reader {
	var lines strings.Builder
	for n := range 500 {
		fmt.Fprintf(&lines, `,{"line_number":%d,"function_name":"f","count":%d,"branches":[{"count":%d,"fallthrough":true,"throw":false},{"count":0,"fallthrough":false,"throw":false}]}`, n+1, n, n)
	}
	member := `,{"file":"src/f%d.c","lines":[` + lines.String()[1:] + `],"functions":[{"name":"f","lineno":1,"execution_count":3}]}`
	return &generated{files: files, member: member}
}

type generated struct {
	files, made int
	member      string
	rest        strings.Reader
}

func (g *generated) Read(p []byte) (int, error) {
	if g.rest.Len() == 0 {
		switch g.made++; {
		case g.made == 1:
			g.rest.Reset(`{"gcovr/format_version":"0.15","files":[{}`)
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
	const files, ceiling = 1700, 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen := heap(), uint64(0), 0
	size := &counting{r: stream(files)}
	_, err := read(size, coverage.Limits{}, func(s *coverage.Section) error {
		if seen++; seen%300 == 0 {
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
	f.Add([]byte(sample))
	f.Add([]byte(`{"files":[{"functions":[{"name":"f","pos":["5","x:y",3]},{"lineno":-1}],"lines":[{"line_number":1,"gcovr/noncode":true,"branches":[{"count":1}]},{"branches":[{}],"line_number":1,"unexecuted_block":true,"count":1}]}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		sniff(doc)
		sections := 0
		info, err := read(bytes.NewReader(doc), coverage.Limits{Records: 10_000, Sections: 100}, func(s *coverage.Section) error {
			sections++
			again := s.File.Clone()
			again.Sort(coverage.Sum)
			if !sameFile(&s.File, again) {
				t.Fatalf("not sorted, or not unique: %v", s.File)
			}
			for _, l := range s.File.Lines {
				if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
					t.Fatalf("line %+v", l)
				}
			}
			return nil
		})
		if err == nil && sections != info.Sections {
			t.Fatalf("emitted %d sections and counted %d", sections, info.Sections)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(stream(50))
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
