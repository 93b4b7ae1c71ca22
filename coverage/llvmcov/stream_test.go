package llvmcov

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

const sample = `{"data":[{"files":[{"branches":[[8,9,8,14,2,2,0,0,4]],"expansions":[{"branches":[[90,1,90,5,3,0,1,0,4]],"filenames":["a.c","b.h"],"source_region":[9,3,9,8,4,0,1,1],"target_regions":[[1,1,2,2,4,0,0,0]]}],` +
	`"filename":"a.c","mcdc_records":[[17,7,17,21,1,1,0,0,5,[false,true],[{"conditions":[true,null],"executed":true}]]],"segments":[[6,18,4,true,true,false],[8,9,0,true,true,true],[12,2,0,false,false,false]],"summary":{"lines":{"count":7}}}],` +
	`"functions":[{"branches":[],"count":4,"filenames":["a.c"],"name":"f","regions":[[6,18,12,2,4,0,0,0]]}],"totals":{}}],"type":"llvm.coverage.json.export","version":"3.1.0"}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for n := range len(sample) {
		_, _, err := collect(sample[:n])
		if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%q: got %v", sample[:n], err)
		}
	}
	if _, _, err := collect(sample); err != nil {
		t.Error(err)
	}
}

// a stream is a report of many files and their functions that is made while it
// is read.
type stream struct {
	files, functions int // still to come
	began, between   bool
	rest             strings.Reader
}

var oneFile, oneFunction = func() (string, string) {
	var segments, branches, regions strings.Builder
	for n := range 200 {
		fmt.Fprintf(&segments, `[%d,7,%d,true,true,false],[%d,14,4,true,false,false],`, 2*n+1, n, 2*n+1)
		fmt.Fprintf(&branches, `,[%d,7,%d,14,%d,2,0,0,4]`, 2*n+1, 2*n+1, n)
		fmt.Fprintf(&regions, `,[%d,7,%d,14,%d,0,0,0]`, 2*n+1, 2*n+1, n)
	}
	return `,{"branches":[` + branches.String()[1:] + `],"expansions":[],"filename":"/src/f%d.c","mcdc_records":[],"segments":[` + segments.String() + `[500,2,0,false,false,false]],"summary":{}}`,
		`,{"branches":[` + branches.String()[1:] + `],"count":3,"filenames":["/src/f1.c"],"mcdc_records":[],"name":"_ZN9somewhere8function%dEv","regions":[[%d,1,%d,2,3,0,0,0]` + regions.String() + `]}`
}()

func (s *stream) Read(p []byte) (int, error) {
	if s.rest.Len() == 0 {
		switch {
		case !s.began:
			s.began = true
			s.rest.Reset(`{"data":[{"files":[{}`)
		case s.files > 0:
			s.rest.Reset(fmt.Sprintf(oneFile, s.files))
			s.files--
		case !s.between:
			s.between = true
			s.rest.Reset(`],"functions":[{}`)
		case s.functions > 0:
			s.rest.Reset(fmt.Sprintf(oneFunction, s.functions, s.functions, s.functions))
			s.functions--
		case s.functions == 0:
			s.functions--
			s.rest.Reset(`]}],"type":"llvm.coverage.json.export","version":"3.1.0"}`)
		default:
			return 0, io.EOF
		}
	}
	return s.rest.Read(p)
}

// 100 MB need no more memory than the largest file in them and the functions
// that wait.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 100 MB")
	}
	const files, functions, ceiling = 3200, 6000, 16 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before, most, seen, found := heap(), uint64(0), 0, 0
	size := &counting{r: &stream{files: files, functions: functions}}
	_, err := read(size, coverage.Limits{}, func(s *coverage.Section) error {
		if seen++; seen%800 == 0 || len(s.File.Functions) > 0 {
			most = max(most, heap())
		}
		found += len(s.File.Functions)
		return nil
	})
	if err != nil || seen != files+1 || found != functions || size.n < 100<<20 {
		t.Fatalf("%d sections and %d functions in %d bytes, %v", seen, found, size.n, err)
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
	f.Add([]byte(`{"type":"llvm.coverage.json.export","data":[{"files":[{"filename":"b","segments":[[1,1,-1,true,true],[99,1,0,false,false],[3,0,1e300,true,true,false]]}],"functions":[{"name":"x.c:f","filenames":["b","c"],"regions":[[1,1,3,3,1,0,0,0]]}]}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		sniff(doc)
		sections := 0
		info, err := read(bytes.NewReader(doc), coverage.Limits{Records: 10_000, Sections: 100}, func(s *coverage.Section) error {
			sections++
			if len(s.File.Lines) > 10_000 {
				return nil // to look at many lines closely takes the fuzzer's time
			}
			again := s.File.Clone()
			again.Sort(coverage.Sum)
			if fmt.Sprint(s.File) != fmt.Sprint(*again) {
				t.Fatalf("not sorted, or not unique: %v", s.File)
			}
			for _, l := range s.File.Lines {
				if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
					t.Fatalf("line %+v", l)
				}
			}
			return refine(&s.File, doc)
		})
		if err == nil && sections != info.Sections {
			t.Fatalf("emitted %d sections and counted %d", sections, info.Sections)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(&stream{files: 200, functions: 200})
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
