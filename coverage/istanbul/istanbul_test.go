package istanbul

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

// file wraps the fields of a file called a.js.
func file(fields string) string { return `{"/w/a.js": {"path": "a.js", ` + fields + `}}` }

func TestFields(t *testing.T) {
	tests := []struct {
		name, doc string
		want      coverage.File
		dropped   string // the first, empty for none
	}{
		{
			name: "a line ran as often as its busiest statement",
			doc: file(`"statementMap": {
				"0": {"start": {"line": 3, "column": 0}, "end": {"line": 3, "column": 9}},
				"1": {"start": {"line": 3, "column": 4}, "end": {"line": 5, "column": 1}},
				"2": {"start": {"line": 4, "column": 2}, "end": {"line": 4, "column": 8}}},
				"s": {"0": 2, "1": 7, "2": 0}`),
			want: coverage.File{
				Lines: []coverage.Line{{Number: 3, Hits: 7}, {Number: 4}},
				Statements: []coverage.Statement{
					{Line: 3, Col: 0, EndLine: 3, EndCol: 9, Weight: 1, Hits: 2},
					{Line: 3, Col: 4, EndLine: 5, EndCol: 1, Weight: 1, Hits: 7},
					{Line: 4, Col: 2, EndLine: 4, EndCol: 8, Weight: 1},
				},
			},
		},
		{
			name: "counts before places, ids that are names, arrays for objects",
			doc: `{"data": {"data": {"s": {"x": 1, "01": 2, "1": 3}, "f": [4], "b": {"": [5]},
				"statementMap": {"01": {"start": {"line": 2}}, "x": {"start": {"line": 1}}, "1": {"start": {"line": 3}}},
				"fnMap": [{"name": "go", "line": 9}],
				"branchMap": {"": {"type": "default-arg", "line": 6}}}}}`,
			want: coverage.File{
				Lines: []coverage.Line{{Number: 1, Hits: 1}, {Number: 2, Hits: 2}, {Number: 3, Hits: 3}},
				Statements: []coverage.Statement{
					{Line: 1, Weight: 1, Hits: 1}, {Line: 2, Weight: 1, Hits: 2}, {Line: 3, Weight: 1, Hits: 3},
				},
				Functions: []coverage.Function{{Name: "go", Line: 9, Hits: 4}},
				Branches:  []coverage.Branch{{Line: 6, Label: "default-arg", Bits: coverage.Evaluated, Hits: 5}},
			},
		},
		{
			name: "no column is the end of the line",
			doc:  file(`"statementMap": {"0": {"start": {"line": 3, "column": 4}, "end": {"line": 3, "column": null}}}, "s": {"0": 1}`),
			want: coverage.File{
				Lines:      []coverage.Line{{Number: 3, Hits: 1}},
				Statements: []coverage.Statement{{Line: 3, Col: 4, EndLine: 4, EndCol: 0, Weight: 1, Hits: 1}},
			},
		},
		{
			name: "records without a place or a count",
			doc: file(`"statementMap": {"0": {"start": {"line": null}}, "1": {"start": {"line": 2}}, "2": {"start": {"line": 99999999}}},
				"s": {"0": 1, "2": 1, "3": 1}`),
			dropped: "a.js: a statement without a line",
		},
		{
			name:    "a place without a count",
			doc:     file(`"statementMap": {"1": {"start": {"line": 2}}}, "s": {"1": null}`),
			dropped: "a.js: the statement at line 2 has no count",
		},
		{
			name: "arms are what b says, whatever branchMap lists",
			doc: file(`"statementMap": {}, "branchMap": {
				"0": {"type": "if", "loc": {"start": {"line": 1, "column": 2}}, "locations": [{}, {}]},
				"1": {"type": "if", "loc": {"start": {"line": 2, "column": 2}}, "locations": [{}]}},
				"b": {"0": [1], "1": [0, 0]}`),
			want: coverage.File{Branches: []coverage.Branch{
				{Line: 1, Block: 2, Arm: 0, Label: "if", Bits: coverage.Evaluated, Hits: 1},
				{Line: 2, Block: 2, Arm: 0, Label: "if"},
				{Line: 2, Block: 2, Arm: 1, Label: "if"},
			}},
		},
		{
			name: "a decision lies where it says, else where its first arm does",
			doc: file(`"statementMap": {}, "branchMap": {
				"0": {"type": "if", "line": 7, "loc": {"start": {"line": 6, "column": 3}}},
				"1": {"type": "switch", "locations": [{"start": {"line": 9, "column": 1}}, {"start": {"line": 8}}]}},
				"b": {"0": [1], "1": [1]}`),
			want: coverage.File{Branches: []coverage.Branch{
				{Line: 7, Block: 3, Label: "if", Bits: coverage.Evaluated, Hits: 1},
				{Line: 9, Block: 1, Label: "switch", Bits: coverage.Evaluated, Hits: 1},
			}},
		},
		{
			name: "counts that are no counts",
			doc: file(`"statementMap": {"0": {"start": {"line": 1}}, "1": {"start": {"line": 2}}, "2": {"start": {"line": 3}}},
				"s": {"0": -4, "1": 1e300, "2": 2.5}`),
			want: coverage.File{
				Lines:      []coverage.Line{{Number: 1}, {Number: 2, Hits: coverage.MaxHits}, {Number: 3, Hits: 2}},
				Statements: []coverage.Statement{{Line: 1, Weight: 1}, {Line: 2, Weight: 1, Hits: coverage.MaxHits}, {Line: 3, Weight: 1, Hits: 2}},
			},
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(test.doc)
			if err != nil {
				t.Fatal(err)
			}
			var got *coverage.File
			for _, f := range files {
				got = f
			}
			if diff := readertest.Diff(&test.want, got); diff != "" {
				t.Error(diff)
			}
			if info.Dropped.First != test.dropped {
				t.Errorf("dropped %q, want %q", info.Dropped.First, test.dropped)
			}
		})
	}
}

// Decisions at one place stay two, in the same order whatever their ids are.
func TestTwins(t *testing.T) {
	decision := func(id, end string) string {
		return `"` + id + `": {"type": "branch", "loc": {"start": {"line": 1, "column": 5}, "end": {"line": ` + end + `, "column": 0}}}`
	}
	one, _, _ := collect(file(`"statementMap": {}, "branchMap": {` + decision("0", "4") + "," + decision("1", "9") + `}, "b": {"0": [3], "1": [0]}`))
	two, _, _ := collect(file(`"statementMap": {}, "branchMap": {` + decision("7", "9") + "," + decision("2", "4") + `}, "b": {"2": [3], "7": [0]}`))
	want := []coverage.Branch{
		{Line: 1, Block: 5, Label: "branch", Bits: coverage.Evaluated, Hits: 3},
		{Line: 1, Block: 5 | 1<<columnBits, Label: "branch"},
	}
	for _, got := range []map[string]*coverage.File{one, two} {
		if diff := cmp.Diff(want, got["a.js"].Branches); diff != "" {
			t.Error(diff)
		}
	}
}

func TestMembers(t *testing.T) {
	const lines = `"statementMap": {"0": {"start": {"line": 1, "column": 0}}}, "s": {"0": 2}`
	tests := []struct {
		name, doc string
		paths     string
		dropped   string
		err       error
	}{
		{name: "no file at all", doc: `{}`},
		{name: "the key where there is no path", doc: `{"C:\\w\\a.js": {` + lines + `}, "b.js": {"path": "", ` + lines + `}}`, paths: `C:\w\a.js b.js`},
		{name: "never loaded", doc: `{"a.js": {"all": true, "path": "a.js", ` + lines + `}}`, paths: "a.js"},
		{name: "two runs", doc: `{"x": {"path": "a.js", ` + lines + `}, "y": {"path": "a.js", ` + lines + `}}`, paths: "a.js"},
		{
			name:    "generated code",
			doc:     `{"dist/a.js": {` + lines + `, "inputSourceMap": {"version": 3, "mappings": "AAAA"}}, "b.js": {"inputSourceMap": null, ` + lines + `}}`,
			paths:   "b.js",
			dropped: "dist/a.js: its lines are those of generated code, and its source map cannot be read: read the remapped coverage-final.json",
		},
		{name: "a summary beside files", doc: `{"total": {"lines": {}}, "b.js": {` + lines + `}}`, paths: "b.js", dropped: "total: no statementMap"},
		{name: "a summary", doc: `{"total": {"lines": {"pct": 80}}}`, dropped: "total: no statementMap", err: coverage.ErrNotReport},
		{name: "an array", doc: `[]`, err: coverage.ErrNotReport},
		{name: "nothing", doc: ``, err: coverage.ErrEmpty},
		{name: "two documents", doc: `{"b.js": {` + lines + `}}{}`, paths: "b.js", err: coverage.ErrSyntax},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var paths []string
			info, err := read(strings.NewReader(test.doc), coverage.Limits{}, func(s *coverage.Section) error {
				if len(paths) == 0 || paths[len(paths)-1] != s.Path {
					paths = append(paths, s.Path)
				}
				return nil
			})
			if !errors.Is(err, test.err) || strings.Join(paths, " ") != test.paths {
				t.Errorf("got %q and %v, want %q and %v", paths, err, test.paths, test.err)
			}
			if !strings.HasPrefix(info.Dropped.First, test.dropped) || (test.dropped == "") != (info.Dropped.Count == 0) {
				t.Errorf("dropped %q, want %q", info.Dropped.First, test.dropped)
			}
		})
	}
}

func TestTwoRunsAddUp(t *testing.T) {
	member := `{"path": "a.js", "statementMap": {"%s": {"start": {"line": 1, "column": 0}}}, "s": {"%s": 2}}`
	files, _, err := collect(`{"x": ` + strings.ReplaceAll(member, "%s", "0") + `, "y": ` + strings.ReplaceAll(member, "%s", "8") + `}`)
	if err != nil || files["a.js"].Lines[0].Hits != 4 {
		t.Errorf("got %v, %v; want 4 hits on line 1", files["a.js"], err)
	}
}

func TestLimits(t *testing.T) {
	doc := file(`"statementMap": {"0": {"start": {"line": 1}}, "1": {"start": {"line": 2}}}, "s": {"0": 1, "1": 1}`)
	readertest.Exceeds(t, Format, doc, map[string]coverage.Limits{
		"records": {Records: 3},
		"depth":   {Depth: 4},
		"strings": {StringSize: 5},
	})
	readertest.Exceeds(t, Format, `{"a": {"statementMap": {}}, "b": {"statementMap": {}}}`, map[string]coverage.Limits{"sections": {Sections: 1}})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, `{"a": {"statementMap": {}}, "b": {"statementMap": {}}}`)
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		file(`"statementMap": {`):                                   coverage.Certain,
		`{"a.js":{"path":"a.js","all":false,"statementMap":`:        coverage.Certain,
		`{"a.js":{"data":{"path":"a.js","statementMap":{"0":`:       coverage.Certain,
		`{"total":{"lines":{"pct":80}},"a.js":{"statementMap":{}}}`: coverage.No,
		`{"statementMap":{}}`:                                       coverage.No,
		`{}`:                                                        coverage.No,
		`[{"statementMap":{}}]`:                                     coverage.No,
		``:                                                          coverage.No,
	})
}
