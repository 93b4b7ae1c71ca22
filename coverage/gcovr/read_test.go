package gcovr

import (
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// collect reads a report into files by path.
func collect(doc string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return readertest.Collect(Format, strings.NewReader(doc), coverage.Limits{})
}

// report is a whole report around the members of one source file.
func report(members string) string {
	return `{"gcovr/format_version": "0.15", "files": [{"file": "a.cpp", ` + members + `}]}`
}

func TestRead(t *testing.T) {
	tests := []struct {
		name, doc string
		want      coverage.File
		dropped   string
	}{
		{
			name: "instances of a template add up, and their branches are the same branches",
			doc: report(`"lines": [
				{"line_number": 5, "function_name": "fI", "count": 3, "branches": [{"count": 3, "fallthrough": true, "throw": false}, {"count": 0, "fallthrough": false, "throw": true}]},
				{"line_number": 5, "function_name": "fD", "count": 2, "branches": [{"count": 0, "fallthrough": true, "throw": false}, {"count": 2, "fallthrough": false, "throw": true}]}],
				"functions": [{"name": "fI", "demangled_name": "f<int>()", "lineno": 5, "pos": ["5:3", "9:1"], "execution_count": 3},
				{"name": "fD", "demangled_name": "f<double>()", "lineno": 5, "pos": ["5:3", "9:1"], "execution_count": 2}]`),
			want: coverage.File{
				Lines: []coverage.Line{{Number: 5, Hits: 5}},
				Branches: []coverage.Branch{
					{Line: 5, Block: 3, Arm: 0, Bits: coverage.Evaluated | coverage.Fallthrough, Hits: 3},
					{Line: 5, Block: 3, Arm: 1, Bits: coverage.Evaluated | coverage.Exception, Hits: 2},
				},
				Functions: []coverage.Function{{Name: "f<double>()", Line: 5, EndLine: 9, Hits: 2}, {Name: "f<int>()", Line: 5, EndLine: 9, Hits: 3}},
			},
		},
		{
			name: "a lambda's branches are its own",
			doc: report(`"functions": [{"name": "f", "lineno": 5, "pos": ["5:1", "9:1"], "execution_count": 1}, {"name": "l", "lineno": 6, "pos": ["6:20", "6:40"], "execution_count": 0}],
				"lines": [{"line_number": 6, "function_name": "f", "count": 1, "branches": [{"count": 1}]},
				{"line_number": 6, "function_name": "l", "count": 0, "branches": [{"count": 0}]}]`),
			want: coverage.File{
				Lines:     []coverage.Line{{Number: 6, Hits: 1}},
				Branches:  []coverage.Branch{{Line: 6, Block: 1, Bits: coverage.Evaluated, Hits: 1}, {Line: 6, Block: 20}},
				Functions: []coverage.Function{{Name: "f", Line: 5, EndLine: 9, Hits: 1}, {Name: "l", Line: 6, EndLine: 6}},
			},
		},
		{
			name: "what gcovr took out",
			doc: report(`"lines": [
				{"line_number": 1, "count": 0, "branches": [], "gcovr/noncode": true, "gcovr/excluded": false},
				{"line_number": 2, "count": 4, "branches": [{"count": 4}], "gcovr/noncode": false, "gcovr/excluded": true},
				{"line_number": 3, "count": 4, "branches": [{"count": 4, "gcovr/excluded": true}, {"branchno": 7, "count": 0}]}],
				"functions": [{"name": "g", "lineno": 2, "gcovr/excluded": true}]`),
			want: coverage.File{
				Lines:    []coverage.Line{{Number: 3, Hits: 4}},
				Branches: []coverage.Branch{{Line: 3, Arm: 7, Bits: coverage.Evaluated}},
				Excluded: []uint32{2},
			},
		},
		{
			name:    "numbers that are none",
			doc:     report(`"lines": [{"line_number": 0, "count": 1}, {"line_number": -3}, {"line_number": 4294967297}, {"count": 9}, {"line_number": 1, "count": -5}, {"line_number": 2, "count": 1e300}, 7]`),
			want:    coverage.File{Lines: []coverage.Line{{Number: 1}, {Number: 2, Hits: coverage.MaxHits}}},
			dropped: "a.cpp: a line without a number",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(test.doc)
			if err != nil || len(files) != 1 {
				t.Fatalf("%d files, %v", len(files), err)
			}
			if diff := readertest.Diff(&test.want, files["a.cpp"]); diff != "" {
				t.Error(diff)
			}
			if info.Dropped.First != test.dropped {
				t.Errorf("dropped %q, want %q", info.Dropped.First, test.dropped)
			}
		})
	}
}

func TestWhole(t *testing.T) {
	lines := `"lines": [{"line_number": 1, "count": 1}]`
	readertest.Cases(t, Format, []readertest.Case{
		{Name: "no files", Doc: `{"gcovr/format_version": "0.5", "files": []}`},
		{Name: "sorted keys", Doc: `{"files": [{"file": "a", ` + lines + `}], "gcovr/format_version": "0.2"}`, Sections: 1},
		{Name: "a file without a name", Doc: `{"files": [{` + lines + `}, 3], "gcovr/format_version": "0.2"}`},
		{Name: "gcov's own", Doc: `{"gcc_version": "12", "files": []}`, Err: coverage.ErrNotReport},
		{Name: "an array", Doc: `[]`, Err: coverage.ErrNotReport},
		{Name: "nothing", Doc: ``, Err: coverage.ErrEmpty},
		{Name: "two documents", Doc: report(lines) + "{}", Sections: 1, Err: coverage.ErrSyntax},
		{Name: "records", Doc: report(lines + `, "functions": [{"name": "f", "lineno": 1}]`), Limits: coverage.Limits{Records: 1}, Err: coverage.ErrLimit},
		{Name: "sections", Doc: `{"files": [{"file": "a"}, {"file": "b"}]}`, Limits: coverage.Limits{Sections: 1}, Sections: 1, Err: coverage.ErrLimit},
		{Name: "depth", Doc: report(lines), Limits: coverage.Limits{Depth: 3}, Err: coverage.ErrLimit},
	})
	readertest.OthersErrors(t, Format, `{"gcovr/format_version": "0.15", "files": [{"file": "a"}, {"file": "b"}]}`)
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`{"gcovr/format_version": "0.15", "files": [`:                                                                 coverage.Certain,
		`{"files": [{"file": "a.c", "functions": [], "lines": [{"branches": [], "count": 0, "gcovr/excluded": false,`: coverage.Certain,
		`{"branch_covered": 24, "files": [{"filename": "a"}], "gcovr/summary_format_version": "0.5"}`:                 coverage.No,
		`{"gcc_version": "12.2.0", "files": [{"lines": [{"branches": [], "count": 8}]}]}`:                             coverage.No,
		`["gcovr/format_version"]`: coverage.No,
		``:                         coverage.No,
	})
}
