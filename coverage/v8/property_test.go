package v8

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

// whole is a report with all there is in one: functions, blocks, a source map.
const whole = `{"result":[` + plain + `,{"scriptId":"2","url":"file:///w/d/x.js","functions":[
	{"functionName":"","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":4,"count":1},{"startOffset":2,"endOffset":4,"count":0}]}]}],
	"timestamp":1.5,"source-map-cache":{"file:///w/d/x.js":{"lineLengths":[1,2],"data":` + sourceMap + `,"url":null}}}`

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for _, doc := range []string{whole, `[` + plain + `]`, `{"id":"x","type":"v8","data":[` + plain + `]}`, plain} {
		for n := range len(doc) {
			_, _, err := readDoc(doc[:n])
			if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
				t.Fatalf("%d of %d bytes: got %v", n, len(doc), err)
			}
		}
	}
}

// A stream is a report of many scripts that is made while it is read.
type stream struct {
	head, tail string
	script     func(i int) string
	scripts    int
	at         int
	rest       strings.Reader
	read       int
}

func (s *stream) Read(p []byte) (int, error) {
	for s.rest.Len() == 0 {
		switch {
		case s.at == 0:
			s.rest.Reset(s.head)
		case s.at <= s.scripts:
			s.rest.Reset(s.script(s.at - 1))
		case s.at == s.scripts+1:
			s.rest.Reset(s.tail)
		default:
			return 0, io.EOF
		}
		s.at++
	}
	n, err := s.rest.Read(p)
	s.read += n
	return n, err
}

// browserRun is what Playwright hands out: scripts with their text.
func browserRun(scripts int) *stream {
	functions := functionsOf(500)
	text := strings.Repeat("  const name = value;\\n", 2000)
	return &stream{head: "[", tail: `{"url":""}]`, scripts: scripts, script: func(i int) string {
		return fmt.Sprintf(`{"url":"http://h/f%d.js","scriptId":"%d","source":"%s","functions":[%s]},`, i, i, text, functions)
	}}
}

// nodeRun is what Node writes: scripts, of which most are its own.
func nodeRun(scripts int) *stream {
	functions := functionsOf(100)
	return &stream{head: `{"result":[`, tail: `{"url":""}],"timestamp":1,"source-map-cache":{}}`, scripts: scripts, script: func(i int) string {
		url := fmt.Sprintf("node:internal/%d", i)
		if i%4 == 0 {
			url = fmt.Sprintf("file:///w/src/f%d.js", i)
		}
		return fmt.Sprintf(`{"scriptId":"%d","url":"%s","functions":[%s]},`, i, url, functions)
	}}
}

func functionsOf(n int) string {
	var b strings.Builder
	b.WriteString(`{"functionName":"","ranges":[{"startOffset":0,"endOffset":99999,"count":1}],"isBlockCoverage":true}`)
	for i := range n {
		fmt.Fprintf(&b, `,{"functionName":"name%d","ranges":[{"startOffset":%d,"endOffset":%d,"count":7},{"startOffset":%d,"endOffset":%d,"count":0}],"isBlockCoverage":true}`,
			i, i*90+10, i*90+90, i*90+20, i*90+40)
	}
	return b.String()
}

// A browser's scripts are let go one by one, so 100 MB of them need the memory
// of the largest. Node's wait for their source maps, in a quarter of the bytes
// at most; its files are small, so 20 MB it is.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 120 MB")
	}
	const ceiling = 16 << 20
	for name, test := range map[string]struct {
		report *stream
		size   int
	}{"browser": {browserRun(900), 100 << 20}, "node": {nodeRun(1400), 20 << 20}} {
		t.Run(name, func(t *testing.T) {
			heap := func() uint64 {
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				return m.HeapAlloc
			}
			before, most, seen := heap(), uint64(0), 0
			_, err := Read(test.report, coverage.Limits{}, func(*coverage.Section) error {
				if seen++; seen%100 == 1 {
					most = max(most, heap())
				}
				return nil
			})
			if err != nil || seen == 0 || test.report.read < test.size {
				t.Fatalf("%d scripts in %d bytes, %v", seen, test.report.read, err)
			}
			if most > before+ceiling {
				t.Errorf("the heap grew by %d bytes, want at most %d", most-before, ceiling)
			}
		})
	}
}

// Whatever a report and a source hold, reading and refining end, in files that
// keep the model's promises or in an error that leaves them as they were.
func FuzzRead(f *testing.F) {
	f.Add([]byte(whole), []byte("a ? b : c // d\n /* c8 ignore next */ if (x) y()\n"))
	f.Add([]byte(`[`+plain+`]`), []byte("`${a}` /* istanbul ignore else */ if (a) {} else {}"))
	f.Add([]byte(`[{"url":"/a","text":"\ud83d\n","ranges":[{"start":0,"end":2}]}]`), []byte("\ufeff😀"))
	f.Fuzz(func(t *testing.T, doc, source []byte) {
		limits := coverage.Limits{Sections: 100, Records: 10_000}
		sections := 0
		info, err := Read(bytes.NewReader(doc), limits, func(s *coverage.Section) error {
			sections++
			file := s.File.Clone()
			checkSorted(t, file)
			before := file.Clone()
			if err := Refine(file, source); err != nil && fmt.Sprint(file) != fmt.Sprint(before) {
				t.Fatalf("changed by a Refine that failed with %v", err)
			}
			checkSorted(t, file)
			return nil
		})
		if err == nil && sections != info.Sections {
			t.Fatalf("emitted %d sections and counted %d", sections, info.Sections)
		}
		again := text("b", string(doc))
		_, twice := ReadSet([]coverage.Input{text("a", string(doc)), again}, limits, func(s *coverage.Section) error {
			checkSorted(t, &s.File)
			return nil
		})
		if (twice == nil) != (err == nil) && !errors.Is(twice, coverage.ErrLimit) {
			t.Fatalf("once %v, twice %v", err, twice)
		}
	})
}

// checkSorted makes sure that a file is what the model wants.
func checkSorted(t *testing.T, f *coverage.File) {
	t.Helper()
	again := f.Clone()
	again.Sort(coverage.Sum)
	if fmt.Sprint(*f) != fmt.Sprint(*again) {
		t.Fatalf("not sorted, or not unique: %v", f)
	}
	for _, l := range f.Lines {
		if l.Number < 1 || l.Number > coverage.MaxLine || l.Hits > coverage.MaxHits {
			t.Fatalf("line %+v", l)
		}
	}
	for _, r := range f.Ranges {
		if r.Hits > coverage.MaxHits {
			t.Fatalf("range %+v", r)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	doc, err := io.ReadAll(nodeRun(100))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(bytes.NewReader(doc), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadSet adds up twenty processes that ran the same scripts.
func BenchmarkReadSet(b *testing.B) {
	doc, err := io.ReadAll(nodeRun(100))
	if err != nil {
		b.Fatal(err)
	}
	var processes []coverage.Input
	for i := range 20 {
		processes = append(processes, text(fmt.Sprintf("coverage-%d-1-0.json", i), string(doc)))
	}
	b.SetBytes(int64(20 * len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadSet(processes, coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRefine(b *testing.B) {
	source := []byte(strings.Repeat("  if (value === 'text' && other?.name) { return `${value} of ${other}`; } // why\n", 1000))
	f := &coverage.File{}
	for i := range uint32(3000) {
		at := func(n uint32) coverage.Place { return coverage.Place{Col: n} }
		f.Ranges = append(f.Ranges, coverage.Range{Start: at(i * 20), End: at(i*20 + 20), Hits: uint64(i % 3)})
	}
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Refine(f.Clone(), source); err != nil {
			b.Fatal(err)
		}
	}
}
