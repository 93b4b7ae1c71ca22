package coveragepyjson

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// collect reads a report into files by path.
func collect(doc string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return readertest.Collect(Format, strings.NewReader(doc), coverage.Limits{})
}

// report is a whole report of one file with these members.
func report(members string) string {
	return `{"meta": {"format": 3, "version": "7.6.1", "branch_coverage": true}, "files": {"a.py": {` + members + `}}, "totals": {}}`
}

func TestRead(t *testing.T) {
	const ran = coverage.Executed
	tests := []struct {
		name, doc string
		want      coverage.File
		dropped   string
	}{
		{
			name: "lines of three kinds",
			doc:  report(`"executed_lines": [1, 2, 5], "missing_lines": [3], "excluded_lines": [6, 5], "summary": {"num_statements": 3}`),
			want: coverage.File{Lines: []coverage.Line{{Number: 1, Bits: ran}, {Number: 2, Bits: ran}, {Number: 3}}, Excluded: []uint32{5, 6}},
		},
		{
			name: "a file without statements",
			doc:  report(`"executed_lines": [1], "missing_lines": [], "summary": {"num_statements": 0}`),
		},
		{
			name: "branches",
			doc:  report(`"executed_lines": [1, 2], "missing_lines": [9], "executed_branches": [[1, 2], [1, 1], [2, -1]], "missing_branches": [[1, -1], [9, 2]]`),
			want: coverage.File{
				Lines: []coverage.Line{{Number: 1, Bits: ran}, {Number: 2, Bits: ran}, {Number: 9}},
				Branches: []coverage.Branch{
					{Line: 1, Arm: 1, Bits: coverage.Evaluated, Label: "exit"},
					{Line: 1, Arm: 2, Bits: coverage.Evaluated | coverage.Taken, Label: "jump to line 2"},
					{Line: 2, Arm: 1, Bits: coverage.Evaluated | coverage.Taken, Label: "exit"},
					{Line: 9, Arm: 2, Label: "jump to line 2"},
				},
			},
		},
		{
			name: "functions",
			doc: report(`"executed_lines": [1], "functions": {
				"": {"executed_lines": [1], "missing_lines": [], "summary": {"num_statements": 1}},
				"Box.double": {"executed_lines": [8, 9], "missing_lines": [7], "summary": {"num_statements": 3}},
				"later": {"executed_lines": [12], "missing_lines": [13], "excluded_lines": [12], "start_line": 11},
				"stub": {"executed_lines": [16], "missing_lines": [], "summary": {"num_statements": 0}}}`),
			want: coverage.File{
				Lines:     []coverage.Line{{Number: 1, Bits: ran}},
				Functions: []coverage.Function{{Name: "Box.double", Line: 7, Executed: true}, {Name: "later", Line: 11}},
			},
		},
		{
			name: "tests",
			doc:  report(`"executed_lines": [1, 10, 9], "contexts": {"10": ["b", "", "a"], "9": ["a"], "1": [""], "x": ["c"], "2": 3}`),
			want: coverage.File{
				Lines: []coverage.Line{{Number: 1, Bits: ran}, {Number: 9, Bits: ran}, {Number: 10, Bits: ran}},
				Tests: []coverage.TestLines{{Name: "a", Lines: []uint32{9, 10}}, {Name: "b", Lines: []uint32{10}}},
			},
			dropped: `"x" is no line number`,
		},
		{
			name:    "numbers that are none",
			doc:     report(`"executed_lines": [0, -3, 4294967297, "x", null, 2], "missing_branches": [[0, 1], [1], [1, 2, 3], [2, 0], 7]`),
			want:    coverage.File{Lines: []coverage.Line{{Number: 2, Bits: ran}}},
			dropped: "0 is no line number",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(test.doc)
			if err != nil || len(files) != 1 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			if diff := readertest.Diff(&test.want, files["a.py"]); diff != "" {
				t.Error(diff)
			}
			if info.Dropped.First != test.dropped {
				t.Errorf("dropped %q, want %q", info.Dropped.First, test.dropped)
			}
		})
	}
}

func TestWhole(t *testing.T) {
	two := `{"files": {"a.py": {"executed_lines": [1]}, "b.py": {"executed_lines": [1]}}}`
	readertest.Cases(t, Format, []readertest.Case{
		{Name: "no files", Doc: `{"meta": {}, "files": {}}`},
		{Name: "files first", Doc: two, Sections: 2},
		{Name: "one file is none", Doc: `{"files": {"a.py": {"executed_lines": []}, "b.py": {}, "c.py": 3}}`, Sections: 1},
		{Name: "no file is one", Doc: `{"files": {"a.py": {"lines": []}}}`, Err: coverage.ErrNotReport},
		{Name: "no list of files", Doc: `{"meta": {"version": "7"}, "files": []}`, Err: coverage.ErrNotReport},
		{Name: "nothing", Doc: ``, Err: coverage.ErrEmpty},
		{Name: "two documents", Doc: two + "{}", Sections: 2, Err: coverage.ErrSyntax},
		{Name: "records", Doc: two, Limits: coverage.Limits{Records: 1}, Sections: 2},
		{Name: "too many records", Doc: report(`"executed_lines": [1], "contexts": {"1": ["a"]}`), Limits: coverage.Limits{Records: 1}, Err: coverage.ErrLimit},
		{Name: "sections", Doc: two, Limits: coverage.Limits{Sections: 1}, Sections: 1, Err: coverage.ErrLimit},
		{Name: "depth", Doc: two, Limits: coverage.Limits{Depth: 3}, Err: coverage.ErrLimit},
	})
	readertest.OthersErrors(t, Format, two)
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`{"meta": {"version": "6.5.0", "timestamp": "2026-11-20T09:19:31", "branch_coverage": true,`: coverage.Certain,
		`{"files": {"a.py": {"summary": {}, "missing_lines": [`:                                      coverage.Certain,
		`{"meta": {"simplecov_version": "0.22.0"}, "coverage": {"a.rb": {"lines": []}}}`:             coverage.No,
		`{"files": [{"file": "a.c", "lines": []}]}`:                                                  coverage.No,
		`{"meta": {"version": "1"}, "files": {"a": {"lines": 3}}}`:                                   coverage.No,
		``: coverage.No,
	})
}

func TestDocstrings(t *testing.T) {
	tests := []struct {
		name, source string
		want         []uint32
	}{
		{"of a module", "\"\"\"Doc.\"\"\"\nx = 1\n", []uint32{1}},
		{"of a module, with a byte order mark", "\xef\xbb\xbfr'''Doc\n\nmore'''\n'no doc'\n", []uint32{1}},
		{"below a comment it is a statement", "#!/usr/bin/python\n'doc'\n", nil},
		{"below a blank line too", "\n'doc'\n", nil},
		{"of classes and functions", "class A:\n    # first\n\n    '''Doc\n    (: \"'''\n    x = 'no doc'\n    def f(self):\n        u'doc'\nclass B: pass\n", []uint32{4, 8}},
		{"no docstrings", "x = 1\n'text'\nif x:\n    f'{x}'\n    y\n    'text'\n", nil},
		{"an indented line inside of brackets", "x = [\n    'a',\n]\nf(a,\n  'b')\n", nil},
		{"a joined line", "x = \\\n    'a'\nif x:\r\n\t'doc'\r\n", []uint32{4}},
		{"back out and in again", "if a:\n  if b:\n    'one'\n  c\nif d:\n  'two'\n", []uint32{3, 6}},
		{"quotes in strings", "x = 'it\\'s'\ny = \"\"\"\\\"\"\" \"\"\"\nclass C:\n  'doc'\n", []uint32{4}},
		{"strings and comments without an end", "x = 'a\nclass C:\n  'doc' # x", []uint32{3}},
		{"nothing", "", nil},
	}
	for _, test := range tests {
		if got := findDocstrings([]byte(test.source)); fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

// A docstring that coverage.py counts all the same, as a line that did not run,
// stays: it knows better.
func TestRefineKeepsMissing(t *testing.T) {
	f := &coverage.File{Lines: []coverage.Line{{Number: 1}, {Number: 3, Bits: coverage.Executed}, {Number: 4, Bits: coverage.Executed}}}
	if err := refine(f, []byte("'doc'\nclass A:\n  'doc'\n  x = 1\n")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]coverage.Line{{Number: 1}, {Number: 4, Bits: coverage.Executed}}, f.Lines); diff != "" {
		t.Error(diff)
	}
}
