package coveralls

import (
	"errors"
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

func TestFields(t *testing.T) {
	tests := []struct {
		name, fields string
		want         coverage.File
		dropped      string // the first, empty for none
	}{
		{
			name:   "null is no code, and below zero is none",
			fields: `"coverage": [null, 2, 0, -3, 9223372036854775808]`,
			want: coverage.File{Lines: []coverage.Line{
				{Number: 2, Hits: 2}, {Number: 3}, {Number: 4}, {Number: 5, Hits: coverage.MaxHits},
			}},
		},
		{
			name:   "text and lists are no counts",
			fields: `"coverage": ["1", [1], {"1": 1}, true, 1], "source": "a\nb"`,
			want:   coverage.File{Lines: []coverage.Line{{Number: 5, Hits: 1}}},
		},
		{
			name:   "branches of a decision that was reached, and of one that was not",
			fields: `"branches": [4, 1, 1, 0, 4, 1, 0, 0, 3, 0, 1, 0, 3, 0, 0, 6]`,
			want: coverage.File{Branches: []coverage.Branch{
				{Line: 3, Arm: 0, Hits: 6, Bits: coverage.Evaluated}, {Line: 3, Arm: 1, Bits: coverage.Evaluated},
				{Line: 4, Block: 1, Arm: 0}, {Line: 4, Block: 1, Arm: 1},
			}},
		},
		{
			name:    "one that makes no sense does not shift the others",
			fields:  `"branches": [1, 0, null, 0, 0, 0, 0, 0, 2, 0, 0, 1, 2, 0, -1, 1, 2, 0]`,
			want:    coverage.File{Branches: []coverage.Branch{{Line: 2, Hits: 1, Bits: coverage.Evaluated}}},
			dropped: "a branch that is [1 0 0 0]",
		},
		{
			name:    "an end that is not four numbers",
			fields:  `"branches": [2, 0, 0, 1, 2, 0]`,
			want:    coverage.File{Branches: []coverage.Branch{{Line: 2, Hits: 1, Bits: coverage.Evaluated}}},
			dropped: "the last branch has 2 of 4 numbers",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(`{"source_files": [{"name": "a.c", ` + test.fields + `}]}`)
			if err != nil || files["a.c"] == nil {
				t.Fatalf("got %v, %v", files, err)
			}
			if diff := readertest.Diff(&test.want, files["a.c"]); diff != "" {
				t.Error(diff)
			}
			if !strings.HasPrefix(info.Dropped.First, test.dropped) || (test.dropped == "") != (info.Dropped.Count == 0) {
				t.Errorf("dropped %v, want %q", info.Dropped, test.dropped)
			}
		})
	}
}

func TestReports(t *testing.T) {
	tests := []struct {
		name, doc string
		paths     int
		dropped   int
		err       error
	}{
		{name: "no files", doc: `{"source_files": []}`},
		{name: "the name comes last", doc: `{"source_files": [{"coverage": [1], "name": "b"}]}`, paths: 1},
		{name: "no name", doc: `{"source_files": [{"coverage": [1]}, {"name": 7}, 3, {"name": "a"}]}`, paths: 1, dropped: 3},
		{name: "a list of another kind", doc: `{"source_files": {"a": [1]}}`, err: coverage.ErrNotReport},
		{name: "something else", doc: `{"skip_files": ["test.ex"]}`, err: coverage.ErrNotReport},
		{name: "a list", doc: `[1, 2]`, err: coverage.ErrNotReport},
		{name: "nothing", doc: ` `, err: coverage.ErrEmpty},
		{name: "no JSON", doc: `<html>`, err: coverage.ErrSyntax},
		{name: "something behind it", doc: `{"source_files": []} x`, err: coverage.ErrSyntax},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(test.doc)
			if !errors.Is(err, test.err) || len(files) != test.paths || info.Dropped.Count != test.dropped {
				t.Errorf("got %d files, %v, %v", len(files), info.Dropped, err)
			}
		})
	}
}

// One run listed twice is one run.
func TestAFileTwice(t *testing.T) {
	files, _, err := collect(`{"source_files": [{"name": "a", "coverage": [2, 0]}, {"name": "a", "coverage": [1, null, 3]}]}`)
	want := []coverage.Line{{Number: 1, Hits: 2}, {Number: 2}, {Number: 3, Hits: 3}}
	if err != nil || !cmp.Equal(want, files["a"].Lines) {
		t.Errorf("got %v, %v", files["a"], err)
	}
}

func TestLimits(t *testing.T) {
	doc := `{"source_files": [{"name": "long name", "coverage": [1, 2, 3]}, {"name": "b"}]}`
	readertest.Exceeds(t, Format, doc, map[string]coverage.Limits{
		"sections": {Sections: 1}, "records": {Records: 2}, "depth": {Depth: 2}, "strings": {StringSize: 4},
	})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, `{"source_files": [{"name": "a"}, {"name": "b"}]}`)
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`{"source_files":[{"na`:                               coverage.Certain,
		`{"git":{"head":{}},"repo_token":"x","source_files":`: coverage.Certain,
		`{"source_files":{}}`:                                 coverage.No,
		`{"a":{"source_files":[]}}`:                           coverage.No,
		`[{"source_files":[]}]`:                               coverage.No,
		`{"source_fi`:                                         coverage.No,
		``:                                                    coverage.No,
	})
}
