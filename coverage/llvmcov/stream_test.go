package llvmcov

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

const sample = `{"data":[{"files":[{"branches":[[8,9,8,14,2,2,0,0,4]],"expansions":[{"branches":[[90,1,90,5,3,0,1,0,4]],"filenames":["a.c","b.h"],"source_region":[9,3,9,8,4,0,1,1],"target_regions":[[1,1,2,2,4,0,0,0]]}],` +
	`"filename":"a.c","mcdc_records":[[17,7,17,21,1,1,0,0,5,[false,true],[{"conditions":[true,null],"executed":true}]]],"segments":[[6,18,4,true,true,false],[8,9,0,true,true,true],[12,2,0,false,false,false]],"summary":{"lines":{"count":7}}}],` +
	`"functions":[{"branches":[],"count":4,"filenames":["a.c"],"name":"f","regions":[[6,18,12,2,4,0,0,0]]}],"totals":{}}],"type":"llvm.coverage.json.export","version":"3.1.0"}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) { readertest.Prefixes(t, Format, sample) }

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

// stream is a report of many files and their functions that is made while it is
// read.
func stream(files, functions int) io.Reader {
	return io.MultiReader(
		readertest.Repeat(`{"data":[{"files":[{}`, files, func(n int) string { return fmt.Sprintf(oneFile, n+1) }, `],"functions":[{}`),
		readertest.Repeat("", functions, func(n int) string { return fmt.Sprintf(oneFunction, n+1, n+1, n+1) }, `]}],"type":"llvm.coverage.json.export","version":"3.1.0"}`),
	)
}

// 100 MB need no more memory than the largest file in them and the functions
// that wait.
func TestMemoryCeiling(t *testing.T) {
	const files, functions = 3200, 6000
	p := readertest.Large(t, 16<<20, Format, stream(files, functions))
	if p.Sections != files+1 || p.Functions != functions {
		t.Errorf("got %+v, want %d sections and %d functions", p, files+1, functions)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(sample))
	f.Add([]byte(`{"type":"llvm.coverage.json.export","data":[{"files":[{"filename":"b","segments":[[1,1,-1,true,true],[99,1,0,false,false],[3,0,1e300,true,true,false]]}],"functions":[{"name":"x.c:f","filenames":["b","c"],"regions":[[1,1,3,3,1,0,0,0]]}]}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, func(s *coverage.Section) {
			if err := refine(&s.File, doc); err != nil {
				t.Error(err)
			}
		})
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(200, 200)) }
