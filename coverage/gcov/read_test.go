package gcov

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// collect reads a report and merges its sections by path.
func collect(r io.Reader) (map[string]*coverage.File, coverage.ReadInfo, error) {
	files := map[string]*coverage.File{}
	info, err := read(r, coverage.Limits{}, func(s *coverage.Section) error {
		f := s.File.Clone()
		if before, ok := files[s.Path]; ok {
			f = coverage.Merge(before, f, coverage.Sum)
		}
		files[s.Path] = f
		return nil
	})
	return files, info, err
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, doc string
		want      coverage.File
		dropped   string
	}{
		{
			name: "annotated source",
			doc: `        -:    0:Source:a.c
        -:    0:Runs:1
function f(int, int) called 2 returned 100% blocks executed 80%
       2*:    3:int f(int a, int b) { // branch  0 taken 7
branch  0 taken 2 (fallthrough)
branch  1 taken 0 (throw)
call    2 returned 2
unconditional  3 taken 1
        2:    3-block  0
    $$$$$:    3-block  1
        -:    4:
    =====:    5:}
branch  0 never executed
1000000000000:    6:x
`,
			want: coverage.File{
				Lines: []coverage.Line{{Number: 3, Hits: 2, Bits: coverage.Part}, {Number: 5}, {Number: 6, Hits: 1000000000000, Bits: coverage.Whole}},
				Branches: []coverage.Branch{
					{Line: 3, Arm: 0, Bits: coverage.Evaluated | coverage.Fallthrough, Hits: 2},
					{Line: 3, Arm: 1, Bits: coverage.Evaluated | coverage.Exception},
					{Line: 5, Arm: 0},
				},
				Functions: []coverage.Function{{Name: "f(int, int)", Line: 3, Hits: 2}},
			},
		},
		{
			name: "without counts of branches, who took one is known and how many is not",
			doc: `        -:    0:Source:a.c
        3:    1:if (x)
branch  0 taken 67% (fallthrough)
branch  1 taken 0%
`,
			want: coverage.File{
				Lines: []coverage.Line{{Number: 1, Hits: 3, Bits: coverage.Whole}},
				Branches: []coverage.Branch{
					{Line: 1, Arm: 0, Bits: coverage.Evaluated | coverage.Taken | coverage.Fallthrough},
					{Line: 1, Arm: 1, Bits: coverage.Evaluated},
				},
			},
		},
		{
			name: "text that makes no sense",
			doc: `        -:    0:Source:a.c
branch  0 taken 1
       -5:    1:ran below zero
        1:10000001:x
        x:    2:x
branch  x taken 1
branch  0 taken x
function  called
function f called x
        1:    3:x
`,
			want:    coverage.File{Lines: []coverage.Line{{Number: 1}, {Number: 3, Hits: 1, Bits: coverage.Whole}}},
			dropped: `"branch  0 taken 1" is no branch of a line`,
		},
		{
			name: "intermediate text of GCC 7",
			doc:  "file:a.c\nfunction:3,1,f<int, 2>\nlcount:4,3\nlcount:5,1\nbranch:5,taken\nbranch:5,nottaken\nbranch:5,notexec\n",
			want: coverage.File{
				Lines: []coverage.Line{{Number: 4, Hits: 3}, {Number: 5, Hits: 1}},
				Branches: []coverage.Branch{
					{Line: 5, Arm: 0, Bits: coverage.Evaluated | coverage.Taken},
					{Line: 5, Arm: 1, Bits: coverage.Evaluated},
					{Line: 5, Arm: 2},
				},
				Functions: []coverage.Function{{Name: "f<int, 2>", Line: 3, Hits: 1}},
			},
		},
		{
			name: "intermediate text of GCC 8, with two instances of a template",
			doc:  "version:8.3.0\nfile:a.c\nfunction:3,9,1,f\nfunction:3,9,0,g\nlcount:4,3,0\nlcount:5,1,0\nbranch:5,taken\nlcount:4,0,1\nlcount:5,0,1\nbranch:5,notexec\nlcount:6,2,0\n",
			want: coverage.File{
				Lines:     []coverage.Line{{Number: 4, Hits: 3, Bits: coverage.Part}, {Number: 5, Hits: 1, Bits: coverage.Part}, {Number: 6, Hits: 2, Bits: coverage.Whole}},
				Branches:  []coverage.Branch{{Line: 5, Arm: 0, Bits: coverage.Evaluated | coverage.Taken}},
				Functions: []coverage.Function{{Name: "f", Line: 3, EndLine: 9, Hits: 1}, {Name: "g", Line: 3, EndLine: 9}},
			},
		},
		{
			name:    "intermediate text that makes no sense",
			doc:     "file:a.c\nlcount:0,1\nbranch:0,taken\nlcount:4294967297,1\nlcount:2,-7\nbranch:3,taken\nbranch:2,perhaps\nfunction:1,x\nfunction:0,1,f\nnonsense\n",
			want:    coverage.File{Lines: []coverage.Line{{Number: 2}}},
			dropped: `"lcount:0,1" is no record of a source file`,
		},
		{
			name: "JSON",
			doc: `{"gcc_version": "12", "files": [{"file": "a.c", "lines": [{"line_number": 3, "count": 4, "unexecuted_block": true, "function_name": "f",
				"branches": [{"count": 4, "throw": false, "fallthrough": true}, {"count": -1, "throw": true, "fallthrough": false}]}],
				"functions": [{"name": "f", "demangled_name": "f()", "start_line": 3, "start_column": 5, "end_line": 9, "execution_count": 4}]}]}`,
			want: coverage.File{
				Lines: []coverage.Line{{Number: 3, Hits: 4, Bits: coverage.Part}},
				Branches: []coverage.Branch{
					{Line: 3, Block: 5, Arm: 0, Bits: coverage.Evaluated | coverage.Fallthrough, Hits: 4},
					{Line: 3, Block: 5, Arm: 1, Bits: coverage.Evaluated | coverage.Exception},
				},
				Functions: []coverage.Function{{Name: "f()", Line: 3, EndLine: 9, Hits: 4}},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(strings.NewReader(test.doc))
			if err != nil || len(files) != 1 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			if diff := cmp.Diff(&test.want, files["a.c"], cmp.Comparer(sameFile)); diff != "" {
				t.Error(diff)
			}
			if info.Dropped.First != test.dropped {
				t.Errorf("dropped %q, want %q", info.Dropped.First, test.dropped)
			}
		})
	}
}

// sameFile compares by what is printed: nil and empty slices say the same.
func sameFile(a, b *coverage.File) bool { return fmt.Sprint(*a) == fmt.Sprint(*b) }

// Paths are relative to where the compiler ran, which JSON says before the
// files or behind them.
func TestRoots(t *testing.T) {
	const files = `"files": [{"file": "../a.c", "lines": []}, {"file": "/usr/b.h", "lines": []}]`
	tests := []struct{ name, doc, want string }{
		{"GCC 12", `{"gcc_version": "12", ` + files + `, "current_working_directory": "/w"}`, "/usr/b.h [] ../a.c [/w]"},
		{"GCC 14", `{"gcc_version": "14", "current_working_directory": "/w", ` + files + `}`, "../a.c [/w] /usr/b.h [/w]"},
		{"a document a line", `{"gcc_version": "12", ` + files + `, "current_working_directory": "/w"}` + "\n" +
			`{"gcc_version": "12", ` + files + `, "current_working_directory": "/x"}`, "/usr/b.h [] ../a.c [/w] /usr/b.h [] ../a.c [/x]"},
		{"text", "        -:    0:Source:a.c\n        -:    0:Working directory:/w\n        1:    1:x\n        -:    0:Source:b.c\n        1:    1:x\n", "a.c [/w] b.c []"},
	}
	for _, test := range tests {
		var got []string
		_, err := read(strings.NewReader(test.doc), coverage.Limits{}, func(s *coverage.Section) error {
			got = append(got, fmt.Sprint(s.Path, " ", s.Roots))
			return nil
		})
		if err != nil || strings.Join(got, " ") != test.want {
			t.Errorf("%s: got %q and %v, want %q", test.name, strings.Join(got, " "), err, test.want)
		}
	}
}

func TestWhole(t *testing.T) {
	full := errors.New("no room")
	const row = "        1:    1:x\n"
	text := func(names ...string) (doc string) {
		for _, name := range names {
			doc += "        -:    0:Source:" + name + "\n" + row
		}
		return doc
	}
	long := strings.Repeat("x", 200_000)
	tests := []struct {
		name, doc string
		limits    coverage.Limits
		emit      error
		sections  int
		err       error
	}{
		{name: "nothing", doc: "", err: coverage.ErrEmpty},
		{name: "blank lines", doc: "\n\r\n", err: coverage.ErrEmpty},
		{name: "blank lines first", doc: "\n\n" + text("a"), sections: 1},
		{name: "lines of no source", doc: row, err: coverage.ErrNotReport},
		{name: "a page", doc: "<html>\n<body>\n", err: coverage.ErrNotReport},
		{name: "a long line of source", doc: text("a") + "        1:    2:" + long + "\n", sections: 1},
		{name: "cut off in a line", doc: text("a") + "        1:  ", err: coverage.ErrTruncated},
		{name: "the last line of source without its end", doc: text("a") + "        1:    2:x", sections: 1},
		{name: "cut off in a branch", doc: text("a") + "branch  0 taken 1", err: coverage.ErrTruncated},
		{name: "cut off in a path", doc: "        -:    0:Source:a", err: coverage.ErrTruncated},
		{name: "cut off in a rule", doc: text("a") + "---", err: coverage.ErrTruncated},
		{name: "cut off in a record", doc: "file:a.c\nlcount:4", err: coverage.ErrTruncated},
		{name: "no file", doc: "version:8.3.0\n", err: coverage.ErrNotReport},
		{name: "JSON of another kind", doc: `{"files": []}`, err: coverage.ErrNotReport},
		{name: "an array", doc: `[]`, err: coverage.ErrNotReport},
		{name: "no files", doc: `{"gcc_version": "12", "files": []}`},
		{name: "a file without a name", doc: `{"gcc_version": "12", "files": [{}, 3]}`},
		{name: "something behind JSON", doc: `{"gcc_version": "12", "files": [{"file": "/a"}]}` + "\nx", sections: 1, err: coverage.ErrSyntax},
		{name: "sections", doc: text("a", "b"), limits: coverage.Limits{Sections: 1}, sections: 1, err: coverage.ErrLimit},
		{name: "sections of one file", doc: text("a", "a"), limits: coverage.Limits{Sections: 1}, sections: 2},
		{name: "records of text", doc: text("a") + row, limits: coverage.Limits{Records: 1}, err: coverage.ErrLimit},
		{name: "records of intermediate text", doc: "file:a\nlcount:1,1\nlcount:2,1\n", limits: coverage.Limits{Records: 1}, err: coverage.ErrLimit},
		{name: "records of a unit", doc: `{"gcc_version": "12", "files": [{"file": "a", "lines": [{"line_number": 1}]}, {"file": "b", "lines": [{"line_number": 1}]}]}`,
			limits: coverage.Limits{Records: 1}, err: coverage.ErrLimit},
		{name: "size", doc: text("a"), limits: coverage.Limits{Size: 10}, err: coverage.ErrLimit},
		{name: "emit ends it", doc: text("a", "b"), emit: full, sections: 1, err: full},
	}
	for _, test := range tests {
		sections := 0
		info, err := read(strings.NewReader(test.doc), test.limits, func(*coverage.Section) error {
			sections++
			return test.emit
		})
		if sections != test.sections || info.Sections != test.sections || !errors.Is(err, test.err) {
			t.Errorf("%s: %d sections (%d counted) and %v, want %d and %v", test.name, sections, info.Sections, err, test.sections, test.err)
		}
	}
}

func TestSniff(t *testing.T) {
	json, err := os.ReadFile("testdata/cpp.gcov.json")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		head string
		want coverage.Confidence
	}{
		{string(json), coverage.Certain},
		{`{"files": [{"lines": [{"count": 1, "unexecuted_block": false`, coverage.Certain},
		{`{"files": [{"lines": [{"count": 1, "gcovr/md5": ""`, coverage.No},
		{"        -:    0:Source:main.c\n", coverage.Certain},
		{"    -:    0:Source:a.swift", coverage.Certain},
		{"        -:    1:Source:main.c\n", coverage.No},
		{"file:a.c\nfunction:3,1,f\n", coverage.Certain},
		{"version:8.3.0\nfile:a.c\nlcount:3,1,0\n", coverage.Certain},
		{"file:a.c\n", coverage.Possible},
		{"version: 3\nservices:\n", coverage.Possible},
		{"mode: set\n", coverage.No},
		{"", coverage.No},
	}
	for _, test := range tests {
		if got := sniff([]byte(test.head)); got != test.want {
			t.Errorf("%.60q: got %v, want %v", test.head, got, test.want)
		}
	}
}
