package gcovr

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// collect reads a report and merges its sections by path.
func collect(doc string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	files := map[string]*coverage.File{}
	info, err := read(strings.NewReader(doc), coverage.Limits{}, func(s *coverage.Section) error {
		f := s.File.Clone()
		if before, ok := files[s.Path]; ok {
			f = coverage.Merge(before, f, coverage.Sum)
		}
		files[s.Path] = f
		return nil
	})
	return files, info, err
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
			if diff := cmp.Diff(&test.want, files["a.cpp"], cmp.Comparer(sameFile)); diff != "" {
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

func TestWhole(t *testing.T) {
	full := errors.New("no room")
	lines := `"lines": [{"line_number": 1, "count": 1}]`
	tests := []struct {
		name, doc string
		limits    coverage.Limits
		emit      error
		sections  int
		err       error
	}{
		{name: "no files", doc: `{"gcovr/format_version": "0.5", "files": []}`},
		{name: "sorted keys", doc: `{"files": [{"file": "a", ` + lines + `}], "gcovr/format_version": "0.2"}`, sections: 1},
		{name: "a file without a name", doc: `{"files": [{` + lines + `}, 3], "gcovr/format_version": "0.2"}`},
		{name: "gcov's own", doc: `{"gcc_version": "12", "files": []}`, err: coverage.ErrNotReport},
		{name: "an array", doc: `[]`, err: coverage.ErrNotReport},
		{name: "nothing", doc: ``, err: coverage.ErrEmpty},
		{name: "two documents", doc: report(lines) + "{}", sections: 1, err: coverage.ErrSyntax},
		{name: "records", doc: report(lines + `, "functions": [{"name": "f", "lineno": 1}]`), limits: coverage.Limits{Records: 1}, err: coverage.ErrLimit},
		{name: "sections", doc: `{"files": [{"file": "a"}, {"file": "b"}]}`, limits: coverage.Limits{Sections: 1}, sections: 1, err: coverage.ErrLimit},
		{name: "depth", doc: report(lines), limits: coverage.Limits{Depth: 3}, err: coverage.ErrLimit},
		{name: "emit ends it", doc: `{"files": [{"file": "a"}, {"file": "b"}]}`, emit: full, sections: 1, err: full},
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
	tests := []struct {
		head string
		want coverage.Confidence
	}{
		{`{"gcovr/format_version": "0.15", "files": [`, coverage.Certain},
		{`{"files": [{"file": "a.c", "functions": [], "lines": [{"branches": [], "count": 0, "gcovr/excluded": false,`, coverage.Certain},
		{`{"branch_covered": 24, "files": [{"filename": "a"}], "gcovr/summary_format_version": "0.5"}`, coverage.No},
		{`{"gcc_version": "12.2.0", "files": [{"lines": [{"branches": [], "count": 8}]}]}`, coverage.No},
		{`["gcovr/format_version"]`, coverage.No},
		{``, coverage.No},
	}
	for _, test := range tests {
		if got := sniff([]byte(test.head)); got != test.want {
			t.Errorf("%s: got %v, want %v", test.head, got, test.want)
		}
	}
}
