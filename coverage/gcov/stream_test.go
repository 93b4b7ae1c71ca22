package gcov

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

const intermediateSample = "version:8.3.0\nfile:a.c\nfunction:3,9,1,main\nlcount:4,3,0\nbranch:4,taken\nfile:b.c\nlcount:1,0,1\n"

func sample(t testing.TB, name string) string {
	t.Helper()
	doc, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

// JSON that ends early never passes for a whole document.
func TestEveryPrefixOfJSONFails(t *testing.T) {
	doc := strings.TrimSpace(sample(t, "cpp.gcov.json"))
	for n := 0; n < len(doc); n += 7 {
		_, _, err := collect(strings.NewReader(doc[:n]))
		if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) {
			t.Fatalf("%d bytes: got %v", n, err)
		}
	}
}

// Text says nowhere that it ends. But a number or a name that is cut in two is
// never taken for a whole one: what is read of a prefix, the whole has too.
func TestPrefixesOfText(t *testing.T) {
	for _, doc := range []string{sample(t, "shape.hpp.gcov"), intermediateSample} {
		whole, _, err := collect(strings.NewReader(doc))
		if err != nil {
			t.Fatal(err)
		}
		for n := range doc {
			files, _, err := collect(strings.NewReader(doc[:n]))
			if err != nil {
				if !errors.Is(err, coverage.ErrTruncated) && !errors.Is(err, coverage.ErrEmpty) && !errors.Is(err, coverage.ErrNotReport) {
					t.Fatalf("%q: got %v", doc[:n], err)
				}
				continue
			}
			for path, f := range files {
				if whole[path] == nil || !within(f, whole[path]) {
					t.Fatalf("%d bytes: %v is not part of %v", n, f, whole[path])
				}
			}
		}
	}
}

// within reports whether b has all lines of a, and all functions with as many
// hits or more: of two that share a name, the second may be cut off.
func within(a, b *coverage.File) bool {
	for _, l := range a.Lines {
		if !slices.Contains(b.Lines, l) {
			return false
		}
	}
	for _, fn := range a.Functions {
		if !slices.ContainsFunc(b.Functions, func(g coverage.Function) bool {
			return g.Name == fn.Name && g.Line == fn.Line && g.Hits >= fn.Hits
		}) {
			return false
		}
	}
	return true
}

// a stream is a report that is made while it is read: n times a piece.
type stream struct {
	piece string
	n     int
	rest  strings.Reader
}

func (s *stream) Read(p []byte) (int, error) {
	if s.rest.Len() == 0 {
		if s.n == 0 {
			return 0, io.EOF
		}
		s.n--
		s.rest.Reset(s.piece)
	}
	return s.rest.Read(p)
}

// pieces are a unit of each form, of some 100 KB.
func pieces() map[string]string {
	var json, text, intermediate strings.Builder
	json.WriteString(`{"gcc_version": "12.2.0", "files": [{"lines": [`)
	text.WriteString("        -:    0:Source:src/a.c\n")
	intermediate.WriteString("file:src/a.c\nfunction:1,3,f\n")
	for n := range 1000 {
		if n > 0 {
			json.WriteString(", ")
		}
		fmt.Fprintf(&json, `{"branches": [{"fallthrough": true, "count": %d, "throw": false}], "count": %d, "line_number": %d, "unexecuted_block": false, "function_name": "f"}`, n, n, n+1)
		fmt.Fprintf(&text, "%9d:%5d:  if (x > %d) return some_function(of, several, arguments);\nbranch  0 taken %d (fallthrough)\nbranch  1 taken 0\n", n+1, n+1, n, n)
		fmt.Fprintf(&intermediate, "lcount:%d,%d\nbranch:%d,taken\nbranch:%d,nottaken\n", n+1, n, n+1, n+1)
	}
	json.WriteString(`], "functions": [{"name": "f", "demangled_name": "f", "start_line": 1, "start_column": 5, "end_line": 900, "execution_count": 3}], "file": "../src/a.c"}], "current_working_directory": "/w"}` + "\n")
	return map[string]string{"json": json.String(), "text": text.String(), "intermediate": intermediate.String()}
}

// 100 MB need no more memory than the largest unit in them.
func TestMemoryCeiling(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 300 MB")
	}
	const ceiling = 8 << 20
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for form, piece := range pieces() {
		n := 100<<20/len(piece) + 1
		before, most, seen := heap(), uint64(0), 0
		_, err := read(&stream{piece: piece, n: n}, coverage.Limits{}, func(s *coverage.Section) error {
			if seen++; seen%(n/5) == 0 {
				most = max(most, heap())
			}
			return nil
		})
		if err != nil || seen != n {
			t.Fatalf("%s: %d of %d files, %v", form, seen, n, err)
		}
		if most > before+ceiling {
			t.Errorf("%s: the heap grew by %d bytes, want at most %d", form, most-before, ceiling)
		}
	}
}

func FuzzRead(f *testing.F) {
	// Seeds are short: the fuzzer spends its time on making long ones shorter.
	f.Add([]byte(`{"gcc_version":"12","files":[{"lines":[{"branches":[{"fallthrough":true,"count":0,"throw":false}],"count":8,"line_number":5,"unexecuted_block":true,"function_name":"f"}],` +
		`"functions":[{"start_column":5,"start_line":4,"name":"f","execution_count":8,"demangled_name":"f()","end_line":9}],"file":"../a.c"}],"current_working_directory":"/w"}` + "\n{}"))
	f.Add([]byte("        -:    0:Source:a.c\nfunction f(int) called 8 returned 100% blocks executed 37%\n       8*:    5:  x;\n        8:    5-block  0\nbranch  0 taken 50% (fallthrough)\nbranch  1 taken 8 (throw)\n"))
	f.Add([]byte(intermediateSample))
	f.Add([]byte("        -:    0:Source:a.c\n    #####:    1:int x;\n       1*:    2:y\n    =====:    3:z\n   10.5k:    4:hum\n  4:5\n-------\nf():\nfunction f() called 1\n"))
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
	for form, piece := range pieces() {
		doc := strings.Repeat(piece, 50)
		b.Run(form, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := read(strings.NewReader(doc), coverage.Limits{}, func(*coverage.Section) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
