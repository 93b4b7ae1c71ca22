package coveragepyjson

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

const sample = `{"meta":{"version":"7.6.1","branch_coverage":true},"files":{"a.py":{"executed_lines":[1,2],"summary":{"num_statements":3},"missing_lines":[3],"excluded_lines":[9],` +
	`"contexts":{"1":["","t"]},"executed_branches":[[2,3]],"missing_branches":[[2,-1]],"functions":{"f":{"executed_lines":[2],"summary":{"num_statements":2},"missing_lines":[3],"start_line":1}}}},"totals":{}}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for n := range len(sample) {
		_, _, err := collect(sample[:n])
		if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%q: got %v", sample[:n], err)
		}
	}
}

// a stream is a report of many files that is made while it is read.
type stream struct {
	files int // still to come
	began bool
	rest  strings.Reader
}

var oneFile = func() string {
	var executed, missing, arcs strings.Builder
	for n := range 400 {
		fmt.Fprintf(&executed, ",%d", 2*n+1)
		fmt.Fprintf(&missing, ",%d", 2*n+2)
		fmt.Fprintf(&arcs, ",[%d,%d]", 2*n+1, 2*n+4)
	}
	return `"src/f%d.py":{"executed_lines":[` + executed.String()[1:] + `],"summary":{"num_statements":800},"missing_lines":[` + missing.String()[1:] +
		`],"excluded_lines":[],"executed_branches":[` + arcs.String()[1:] + `],"missing_branches":[]}`
}()

func (s *stream) Read(p []byte) (int, error) {
	if s.rest.Len() == 0 {
		switch {
		case !s.began:
			s.began = true
			s.rest.Reset(`{"meta":{"branch_coverage":true},"files":{`)
		case s.files > 1:
			s.rest.Reset(fmt.Sprintf(oneFile+",", s.files))
		case s.files == 1:
			s.rest.Reset(fmt.Sprintf(oneFile+`},"totals":{}}`, s.files))
		default:
			return 0, io.EOF
		}
		if s.rest.Size() > 100 {
			s.files--
		}
	}
	return s.rest.Read(p)
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	const ceiling = 8 << 20
	files := 100<<20/len(oneFile) + 1
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen := heap(), uint64(0), 0
	_, err := read(&stream{files: files}, coverage.Limits{}, func(s *coverage.Section) error {
		if seen++; seen%2000 == 0 {
			most = max(most, heap())
		}
		return nil
	})
	if err != nil || seen != files {
		t.Fatalf("%d of %d files, %v", seen, files, err)
	}
	if most > before+ceiling {
		t.Errorf("the heap grew by %d bytes, want at most %d", most-before, ceiling)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"files":{"b":{"executed_lines":[3,1,1],"missing_lines":[1,-1,"x"],"excluded_lines":[3],"executed_branches":[[1,1],[3],[1,0]],"contexts":{"0":["a"],"7":["a","a"]},"functions":{"":{},"g":3}}}}`))
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
				if l.Number < 1 || l.Number > coverage.MaxLine {
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

func FuzzDocstrings(f *testing.F) {
	f.Add([]byte("'''Doc.'''\nclass A:\n\t'x \\\n y'\n\tdef f(a=[1,\n 2]): # it's\n\t\tr\"doc\"\n"))
	f.Fuzz(func(t *testing.T, source []byte) {
		last, lines := uint32(0), uint32(bytes.Count(source, []byte{'\n'})+1)
		for _, n := range findDocstrings(source) {
			if n <= last || n > lines {
				t.Fatalf("line %d after %d, of %d", n, last, lines)
			}
			last = n
		}
	})
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(&stream{files: 500})
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

func BenchmarkDocstrings(b *testing.B) {
	source := []byte(strings.Repeat("class A:\n    '''Doc.'''\n    def f(self, x):\n        return self.g(x, 'a', [1, 2]) # why\n\n", 2000))
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		findDocstrings(source)
	}
}
