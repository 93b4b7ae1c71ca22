package coveragepy

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/internal/realtool"
)

var knownErrors = []error{coverage.ErrEmpty, coverage.ErrNotReport, coverage.ErrTruncated, coverage.ErrLimit, coverage.ErrSyntax}

// makeDatabase has coverage.py itself write a data file of some 20 MB: many
// files, and many tests that ran parts of each.
const makeDatabase = `
import coverage, sys
data = coverage.CoverageData(sys.argv[1])
for test in range(120):
    data.set_context("tests/test_%d.py::test" % test)
    if sys.argv[2] == "arcs":
        data.add_arcs({"/src/file_%d.py" % f: [(n, n + 1 + test % 3) for n in range(f + test, f + test + 40)] for f in range(150)})
    else:
        data.add_lines({"/src/file_%d.py" % f: list(range(f + test, 6000, 7)) for f in range(150)})
data.write()
`

// A database has to be in memory as a whole, and nothing else of its size is: the
// heap grows by it and by less than 16 MB more.
func TestMemoryOfDatabases(t *testing.T) {
	python, _ := realtool.Python(t)
	for _, kind := range []string{"lines", "arcs"} {
		path := filepath.Join(t.TempDir(), ".coverage")
		realtool.Run(t, t.TempDir(), "", python, "-c", makeDatabase, path, kind)
		stat, err := os.Stat(path)
		if err != nil || stat.Size() < 10<<20 {
			t.Fatalf("%s: %v, %v", kind, stat, err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		grown := growth(t, file)
		if grown > stat.Size()+16<<20 {
			t.Errorf("%s: the heap grew by %d bytes for a file of %d", kind, grown, stat.Size())
		}
	}
}

// The old JSON is read as it comes.
func TestMemoryOfJSON(t *testing.T) {
	lines := strings.Repeat("12,345,6789,", 1000) + "7"
	grown := growth(t, io.MultiReader(
		strings.NewReader(jsonPrefix+`{"lines":{"/first.py":[1]`),
		repeated(`,"/some/file.py":[`+lines+`]`, 100<<20),
		strings.NewReader("}}"),
	))
	if grown > 16<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

// growth reads a report and gives by how much the heap grew at most, garbage
// left aside at every hundredth section.
func growth(t *testing.T, r io.Reader) int64 {
	t.Helper()
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most, sections := int64(0), 0
	_, err := Read(r, coverage.Limits{}, func(*coverage.Section) error {
		if sections++; sections%100 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, int64(now.HeapAlloc)-int64(before.HeapAlloc))
		}
		return nil
	})
	if err != nil || sections < 100 {
		t.Fatalf("%d sections, %v", sections, err)
	}
	return most
}

// repeated gives a text again and again, about size bytes of it.
func repeated(text string, size int) io.Reader {
	readers := make([]io.Reader, size/len(text))
	for i := range readers {
		readers[i] = strings.NewReader(text)
	}
	return io.MultiReader(readers...)
}

func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"branch", "contexts"} {
		data := readAll(b, "testdata/"+name+".coverage")
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(bytes.NewReader(data), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRefine(b *testing.B) {
	source := readAll(b, "testdata/programs/flow.py")
	f := file(statementsOf(b, source)...)
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Format.Refine(f.Clone(), source); err != nil {
			b.Fatal(err)
		}
	}
}
