package codecovjson

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

func TestLines(t *testing.T) {
	partial := coverage.Executed | coverage.Part
	tests := []struct {
		name, file string
		want       coverage.File
		dropped    string // the first, empty for none
	}{
		{
			name: "an object by line number",
			file: `{"10": 3, "2": 0, "3": null, "4": false, "5": -7}`,
			want: coverage.File{Lines: []coverage.Line{{Number: 2}, {Number: 5}, {Number: 10, Hits: 3}}},
		},
		{
			name: "an array has no line 0",
			file: `[7, 1, null, 0]`,
			want: coverage.File{Lines: []coverage.Line{{Number: 1, Hits: 1}, {Number: 3}}},
		},
		{
			name: "an array within an object begins with line 1",
			file: `{"lines": [1, null, 0]}`,
			want: coverage.File{Lines: []coverage.Line{{Number: 1, Hits: 1}, {Number: 3}}},
		},
		{
			name: "fractions count branches, and not how often",
			file: `[null, "0/2", "1/2", "2/2", "1/1", "0/1", "12"]`,
			want: coverage.File{
				Lines: []coverage.Line{
					{Number: 1}, {Number: 2, Bits: coverage.Executed}, {Number: 3, Bits: coverage.Executed},
					{Number: 4, Bits: coverage.Executed}, {Number: 5}, {Number: 6, Hits: 12},
				},
				BranchCounts: []coverage.BranchCount{{Line: 1, Total: 2}, {Line: 2, Taken: 1, Total: 2}, {Line: 3, Taken: 2, Total: 2}},
			},
		},
		{
			name: "a part, and a line that was taken out",
			file: `{"1": true, "2": -1}`,
			want: coverage.File{Lines: []coverage.Line{{Number: 1, Bits: partial}}, Excluded: []uint32{2}},
		},
		{
			name:    "what is no line",
			file:    `{"0": 1, "1a": 1, "-1": 1, "": 1, "4000000000": 1, "7": 1}`,
			want:    coverage.File{Lines: []coverage.Line{{Number: 7, Hits: 1}}},
			dropped: `a: "0" is no line number`,
		},
		{
			name:    "what is no count",
			file:    `[null, "3/2", "1/0", "x", "/2", "+1/2", "1/99999999999", [1], {}, 1]`,
			want:    coverage.File{Lines: []coverage.Line{{Number: 9, Hits: 1}}},
			dropped: `a: line 1: "3/2" is no fraction`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(`{"coverage": {"a": ` + test.file + `}}`)
			if err != nil || files["a"] == nil {
				t.Fatalf("got %v, %v", files, err)
			}
			if diff := readertest.Diff(&test.want, files["a"]); diff != "" {
				t.Error(diff)
			}
			if !strings.HasPrefix(info.Dropped.First, test.dropped) || (test.dropped == "") != (info.Dropped.Count == 0) {
				t.Errorf("dropped %v, want %q", info.Dropped, test.dropped)
			}
		})
	}
}

// What editors paint follows from the fractions.
func TestMarks(t *testing.T) {
	files, _, err := collect(`{"coverage": {"a": [null, "0/2", "1/2", "2/2", true, 1, 0]}}`)
	if err != nil {
		t.Fatal(err)
	}
	states := ""
	for _, m := range files["a"].Marks() {
		states += m.State.String() + " "
	}
	if want := "uncovered partial covered partial covered uncovered "; states != want {
		t.Errorf("got %s, want %s", states, want)
	}
}

func TestReports(t *testing.T) {
	tests := []struct {
		name, doc string
		paths     int
		dropped   int
		err       error
	}{
		{name: "no files", doc: `{"coverage": {}}`},
		{name: "messages first", doc: `{"messages": {"a": {"1": "x"}}, "coverage": {"a": [null, 1]}}`, paths: 1},
		{name: "a file that is none", doc: `{"coverage": {"a": 80.5, "b": "x", "c": []}}`, paths: 1, dropped: 2},
		{name: "a list of files", doc: `{"coverage": [{"source": "a", "hits": [1, 1]}]}`, err: coverage.ErrNotReport},
		{name: "something else", doc: `{"totals": {}}`, err: coverage.ErrNotReport},
		{name: "a list", doc: `[1, 2]`, err: coverage.ErrNotReport},
		{name: "nothing", doc: ` `, err: coverage.ErrEmpty},
		{name: "no JSON", doc: `<html>`, err: coverage.ErrSyntax},
		{name: "something behind it", doc: `{"coverage": {}} x`, err: coverage.ErrSyntax},
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
	files, _, err := collect(`{"coverage": {"a": [null, 2, 0], "a": {"1": 1, "3": 3}}}`)
	want := []coverage.Line{{Number: 1, Hits: 2}, {Number: 2}, {Number: 3, Hits: 3}}
	if err != nil || !cmp.Equal(want, files["a"].Lines) {
		t.Errorf("got %v, %v", files["a"], err)
	}
}

func TestLimits(t *testing.T) {
	doc := `{"coverage": {"long name": [1, 2, 3, 4], "b": []}}`
	readertest.Exceeds(t, Format, doc, map[string]coverage.Limits{
		"sections": {Sections: 1}, "records": {Records: 2}, "depth": {Depth: 2}, "strings": {StringSize: 4},
	})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, `{"coverage": {"a": [], "b": []}}`)
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`{"coverage":{"a.js":{"1":1,"2":"1/2"}}}`:                                   coverage.Certain,
		`{"coverage":{"a.js":{},"b.js":{"7":n`:                                      coverage.Certain,
		`{"coverage":{"a.js":[null,1`:                                               coverage.Certain,
		`{"messages":{"a":{"1":"x"}},"coverage":{"a.js":[n`:                         coverage.Certain,
		`{"coverage":{"a.js":{"lines":[1,0]}}}`:                                     coverage.Possible,
		`{"coverage":{}}`:                                                           coverage.Possible,
		`{"coverage":{"a.j`:                                                         coverage.Possible,
		`{"meta":{"simplecov_version":"0.19.0"},"coverage":{"a.rb":{"lines":[1]}}}`: coverage.No,
		`{"coverage":{"RSpec":{"coverage":{}}}}`:                                    coverage.No,
		`{"RSpec":{"coverage":{"a.rb":[1]}}}`:                                       coverage.No,
		`{"coverage":[{"source":"a","hits":[1,1]}]}`:                                coverage.No,
		`{"coverage":{"a":[{"line":1}]}}`:                                           coverage.No,
		`{"coverage":81.5}`:                                                         coverage.No,
		`{"coverage":{"a": x`:                                                       coverage.No,
		`[{"coverage":{"a":[1]}}]`:                                                  coverage.No,
		``:                                                                          coverage.No,
	})
}
