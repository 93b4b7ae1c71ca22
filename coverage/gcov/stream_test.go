package gcov

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
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
	readertest.Prefixes(t, Format, strings.TrimSpace(sample(t, "cpp.gcov.json")))
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
	for form, piece := range pieces() {
		t.Run(form, func(t *testing.T) {
			n := 100<<20/len(piece) + 1
			p := readertest.Large(t, 8<<20, Format, readertest.Repeat("", n, readertest.Always(piece), ""))
			if p.Sections != n {
				t.Errorf("%d sections, want %d", p.Sections, n)
			}
		})
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
		readertest.Promises(t, Format, doc, coverage.Limits{Records: 10_000, Sections: 100}, readertest.Named(t))
	})
}

func BenchmarkRead(b *testing.B) {
	for form, piece := range pieces() {
		b.Run(form, func(b *testing.B) { readertest.Bench(b, Format, strings.NewReader(strings.Repeat(piece, 50))) })
	}
}
