package gcov

import (
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// collect reads a report into files by path.
func collect(report io.Reader) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return readertest.Collect(Format, report, coverage.Limits{})
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
			if diff := readertest.Diff(&test.want, files["a.c"]); diff != "" {
				t.Error(diff)
			}
			if info.Dropped.First != test.dropped {
				t.Errorf("dropped %q, want %q", info.Dropped.First, test.dropped)
			}
		})
	}
}

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
	const row = "        1:    1:x\n"
	text := func(names ...string) (doc string) {
		for _, name := range names {
			doc += "        -:    0:Source:" + name + "\n" + row
		}
		return doc
	}
	long := strings.Repeat("x", 200_000)
	readertest.Cases(t, Format, []readertest.Case{
		{Name: "nothing", Doc: "", Err: coverage.ErrEmpty},
		{Name: "blank lines", Doc: "\n\r\n", Err: coverage.ErrEmpty},
		{Name: "blank lines first", Doc: "\n\n" + text("a"), Sections: 1},
		{Name: "lines of no source", Doc: row, Err: coverage.ErrNotReport},
		{Name: "a page", Doc: "<html>\n<body>\n", Err: coverage.ErrNotReport},
		{Name: "a long line of source", Doc: text("a") + "        1:    2:" + long + "\n", Sections: 1},
		{Name: "cut off in a line", Doc: text("a") + "        1:  ", Err: coverage.ErrTruncated},
		{Name: "the last line of source without its end", Doc: text("a") + "        1:    2:x", Sections: 1},
		{Name: "cut off in a branch", Doc: text("a") + "branch  0 taken 1", Err: coverage.ErrTruncated},
		{Name: "cut off in a path", Doc: "        -:    0:Source:a", Err: coverage.ErrTruncated},
		{Name: "cut off in a rule", Doc: text("a") + "---", Err: coverage.ErrTruncated},
		{Name: "cut off in a record", Doc: "file:a.c\nlcount:4", Err: coverage.ErrTruncated},
		{Name: "no file", Doc: "version:8.3.0\n", Err: coverage.ErrNotReport},
		{Name: "JSON of another kind", Doc: `{"files": []}`, Err: coverage.ErrNotReport},
		{Name: "an array", Doc: `[]`, Err: coverage.ErrNotReport},
		{Name: "no files", Doc: `{"gcc_version": "12", "files": []}`},
		{Name: "a file without a name", Doc: `{"gcc_version": "12", "files": [{}, 3]}`},
		{Name: "something behind JSON", Doc: `{"gcc_version": "12", "files": [{"file": "/a"}]}` + "\nx", Sections: 1, Err: coverage.ErrSyntax},
		{Name: "sections", Doc: text("a", "b"), Limits: coverage.Limits{Sections: 1}, Sections: 1, Err: coverage.ErrLimit},
		{Name: "sections of one file", Doc: text("a", "a"), Limits: coverage.Limits{Sections: 1}, Sections: 2},
		{Name: "records of text", Doc: text("a") + row, Limits: coverage.Limits{Records: 1}, Err: coverage.ErrLimit},
		{Name: "records of intermediate text", Doc: "file:a\nlcount:1,1\nlcount:2,1\n", Limits: coverage.Limits{Records: 1}, Err: coverage.ErrLimit},
		{Name: "records of a unit", Doc: `{"gcc_version": "12", "files": [{"file": "a", "lines": [{"line_number": 1}]}, {"file": "b", "lines": [{"line_number": 1}]}]}`,
			Limits: coverage.Limits{Records: 1}, Err: coverage.ErrLimit},
		{Name: "size", Doc: text("a"), Limits: coverage.Limits{Size: 10}, Err: coverage.ErrLimit},
	})
	readertest.OthersErrors(t, Format, text("a", "b"))
}

func TestSniff(t *testing.T) {
	json, err := os.ReadFile("testdata/cpp.gcov.json")
	if err != nil {
		t.Fatal(err)
	}
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		string(json): coverage.Certain,
		`{"files": [{"lines": [{"count": 1, "unexecuted_block": false`: coverage.Certain,
		`{"files": [{"lines": [{"count": 1, "gcovr/md5": ""`:           coverage.No,
		"        -:    0:Source:main.c\n":                              coverage.Certain,
		"    -:    0:Source:a.swift":                                   coverage.Certain,
		"        -:    1:Source:main.c\n":                              coverage.No,
		"file:a.c\nfunction:3,1,f\n":                                   coverage.Certain,
		"version:8.3.0\nfile:a.c\nlcount:3,1,0\n":                      coverage.Certain,
		"file:a.c\n":              coverage.Possible,
		"version: 3\nservices:\n": coverage.Possible,
		"mode: set\n":             coverage.No,
		"":                        coverage.No,
	})
}
