package simplecov

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// collect reads a report into files by path.
func collect(format coverage.Format, doc string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return readertest.Collect(format, strings.NewReader(doc), coverage.Limits{})
}

func testdata(t testing.TB, name string) string {
	t.Helper()
	doc, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(doc))
}

// one wraps what a result set says of a source file.
func one(file string) string {
	return `{"RSpec": {"coverage": {"a.rb": ` + file + `}, "timestamp": 1}}`
}

func TestFields(t *testing.T) {
	missed := func(n uint32) coverage.Line { return coverage.Line{Number: n, Bits: coverage.Whole} }
	tests := []struct {
		name, file string
		want       coverage.File
		dropped    string // the first, empty for none
	}{
		{
			name: "an array is the lines, up to 0.17",
			file: `[null, 2, 0, -3, null, 1e30]`,
			want: coverage.File{Lines: []coverage.Line{{Number: 2, Hits: 2}, missed(3), missed(4), {Number: 6, Hits: coverage.MaxHits}}},
		},
		{
			name: "lines that a comment took out",
			file: `{"lines": [1, "ignored", "other", null]}`,
			want: coverage.File{Lines: []coverage.Line{{Number: 1, Hits: 1}}, Excluded: []uint32{2}},
		},
		{
			name: "a file in which nothing ran was not loaded",
			file: `{"lines": [0, null, 0], "branches": {}}`,
			want: coverage.File{Lines: []coverage.Line{{Number: 1}, {Number: 3}}},
		},
		{
			name: "only branches were measured",
			file: `{"lines": null, "branches": {"[:while, 0, 3, 4, 5, 7]": {"[:body, 1, 4, 6, 4, 9]": 7}}}`,
			want: coverage.File{Branches: []coverage.Branch{
				{Line: 3, Bits: coverage.Evaluated, Hits: 7, Label: "body on line 4"},
			}},
		},
		{
			name: "decisions by their order on the line, arms by theirs in the decision",
			file: `{"branches": {
				"[:\"&.\", 9, 2, 8, 2, 20]": {"[:then, 10, 2, 8, 2, 20]": 0, "[:else, 11, 2, 8, 2, 20]": 0},
				"[:if, 3, 2, 0, 4, 3]": {"[:else, 5, 2, 0, 4, 3]": 3, "[:then, 4, 3, 2, 3, 9]": 1},
				"[:case, 0, 1, 0, 9, 3]": {"[:when, 1, 5, 0, 7, 3]": 0, "[:else, 2, 8, 2, 8, 4]": 2}}}`,
			want: coverage.File{Branches: []coverage.Branch{
				{Line: 1, Arm: 0, Bits: coverage.Evaluated, Label: "when on lines 5-7"},
				{Line: 1, Arm: 1, Bits: coverage.Evaluated, Hits: 2, Label: "else on line 8"},
				{Line: 2, Block: 0, Arm: 0, Bits: coverage.Evaluated, Hits: 3, Label: "else on lines 2-4"},
				{Line: 2, Block: 0, Arm: 1, Bits: coverage.Evaluated, Hits: 1, Label: "then on line 3"},
				{Line: 2, Block: 1, Arm: 0, Label: "then on line 2"},
				{Line: 2, Block: 1, Arm: 1, Label: "else on line 2"},
			}},
		},
		{
			name: "methods of classes, of their instances, and of classes without a name",
			file: `{"methods": {"[Cart, :total, 1, 2, 3, 5]": 4, "[\"Shop::Cart\", :[]=, 4, 2, 4, 9]": 0, "[#<Class:Cart>, :load, 5, 2, 6, 5]": 1,
				"[#<Class:0x00007f>, :\"odd, name\", 7, 2, 7, 5]": 1, "[#<Class:#<Cart:0x00007f>>, :x, 8, 2, 8, 5]": 1}}`,
			want: coverage.File{Functions: []coverage.Function{
				{Name: "Cart#total", Line: 1, EndLine: 3, Hits: 4},
				{Name: "Shop::Cart#[]=", Line: 4, EndLine: 4},
				{Name: "Cart.load", Line: 5, EndLine: 6, Hits: 1},
				{Name: "odd, name", Line: 7, EndLine: 7, Hits: 1},
				{Name: "x", Line: 8, EndLine: 8, Hits: 1},
			}},
		},
		{
			name: "keys that name no place",
			file: `{"branches": {"if": {}, "[:if, 0, -1, 4, 5, 6]": {"[:then, 1, 1, 1, 1, 1]": 1}, "[:if, 0, 5, 4, 4, 6]": {}, "[5, 4, 5, 6]": {},
				"[:if, 0, 5, 4, 5, 6]": {"[:then]": 1, "[:then, 1, 5, 5, 5, 6]": null}}, "methods": {"[]": 1, "[A, :b, 0, 0, 0, 0]": 1}}`,
			want:    coverage.File{},
			dropped: `a.rb: "if" is no place of a branch`,
		},
		{
			name:    "neither lines nor branches",
			file:    `"lines"`,
			want:    coverage.File{},
			dropped: "a.rb: it has neither lines nor branches",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(Format, one(test.file))
			if err != nil || files["a.rb"] == nil {
				t.Fatalf("got %v, %v", files, err)
			}
			if diff := readertest.Diff(&test.want, files["a.rb"]); diff != "" {
				t.Error(diff)
			}
			if !strings.HasPrefix(info.Dropped.First, test.dropped) || (test.dropped == "") != (info.Dropped.Count == 0) {
				t.Errorf("dropped %v, want %q", info.Dropped, test.dropped)
			}
		})
	}
}

// Commands add up, and a guess gives way to what another command measured: the
// 0 of a line without code as well as that of a file that was not loaded.
func TestCommandsAddUp(t *testing.T) {
	files, info, err := collect(Format, testdata(t, "commands.json"))
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	got := map[string]map[uint32]uint64{}
	for path, f := range files {
		got[path] = map[uint32]uint64{}
		for _, l := range f.Lines {
			got[path][l.Number] = l.Hits
		}
	}
	want := map[string]map[uint32]uint64{
		"/app/lib/cart.rb":  {1: 2, 2: 2, 3: 2, 5: 3},
		"/app/lib/lazy.rb":  {1: 1, 2: 1, 3: 0},
		"/app/lib/never.rb": {1: 0, 3: 0},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	tests := []coverage.TestLines{
		{Name: "spec/cart_spec.rb:4", Lines: []uint32{1, 2, 3}}, {Name: "spec/cart_spec.rb:9", Lines: []uint32{3}},
	}
	if diff := cmp.Diff(tests, files["/app/lib/cart.rb"].Tests); diff != "" {
		t.Error(diff)
	}
	if fns := files["/app/lib/cart.rb"].Functions; len(fns) != 1 || fns[0].Name != "Cart#total" {
		t.Errorf("got functions %v", fns)
	}
}

func TestFormatter(t *testing.T) {
	var roots []string
	_, err := JSON.Read(strings.NewReader(testdata(t, "formatter.json")), coverage.Limits{}, func(s *coverage.Section) error {
		roots = s.Roots
		return nil
	})
	if err != nil || !cmp.Equal(roots, []string{"/app"}) {
		t.Errorf("got roots %v, %v", roots, err)
	}
	files, info, err := collect(JSON, testdata(t, "formatter.json"))
	if err != nil || info.Dropped.Count > 0 {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	want := &coverage.File{
		Lines:     []coverage.Line{{Number: 1, Hits: 1}, {Number: 2, Hits: 1}, {Number: 3, Bits: coverage.Whole}, {Number: 5, Hits: 2}},
		Excluded:  []uint32{6, 7},
		Functions: []coverage.Function{{Name: "A#b", Line: 1, EndLine: 5, Hits: 2}},
		Branches: []coverage.Branch{
			{Line: 1, Arm: 0, Bits: coverage.Evaluated, Hits: 1, Label: "then on line 2"},
			{Line: 1, Arm: 1, Bits: coverage.Evaluated, Label: "else on line 4"},
		},
		Tests: []coverage.TestLines{{Name: "spec/a_spec.rb:1", Lines: []uint32{1, 2, 5}}},
	}
	if diff := cmp.Diff(want, files["lib/a.rb"]); diff != "" {
		t.Error(diff)
	}
}

// Formatters list arms without their decisions.
func TestListedBranches(t *testing.T) {
	type found struct {
		Line, Block, Arm uint32
		Label            string
	}
	tests := []struct {
		name, arms string // kind, lines, and the line it is shown on if the report says
		want       []found
	}{
		{"an if and its else", "then 14 14, else 16 16", []found{{13, 0, 0, "then on line 14"}, {13, 0, 1, "else on line 16"}}},
		{"an else that nobody wrote", "then 3 4, else 2 5", []found{{2, 0, 0, "then on lines 3-4"}, {2, 0, 1, "else on lines 2-5"}}},
		{"two on one line", "then 7 7, else 7 7, else 7 7, then 7 7",
			[]found{{7, 0, 0, "then on line 7"}, {7, 0, 1, "else on line 7"}, {7, 1, 0, "else on line 7"}, {7, 1, 1, "then on line 7"}}},
		{"a case", "when 3 3, when 5 5, else 7 7", []found{{2, 0, 0, "when on line 3"}, {2, 0, 1, "when on line 5"}, {2, 0, 2, "else on line 7"}}},
		{"patterns, and a loop", "in 3 3, body 9 9", []found{{3, 0, 0, "in on line 3"}, {9, 0, 0, "body on line 9"}}},
		{"SimpleCov names the line", "then 9 9 8, else 12 12 11", []found{{8, 0, 0, "then on line 9"}, {8, 0, 1, "else on line 12"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var list []string
			for arm := range strings.SplitSeq(test.arms, ", ") {
				words := strings.Fields(arm)
				element := `{"type": "` + words[0] + `", "start_line": ` + words[1] + `, "end_line": ` + words[2] + `, "coverage": 1`
				if len(words) > 3 {
					element += `, "report_line": ` + words[3]
				}
				list = append(list, element+"}")
			}
			files, _, err := collect(JSON, `{"coverage": {"a.rb": {"branches": [`+strings.Join(list, ", ")+`]}}}`)
			if err != nil {
				t.Fatal(err)
			}
			var got []found
			for _, b := range files["a.rb"].Branches {
				got = append(got, found{b.Line, b.Block, b.Arm, b.Label})
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestReports(t *testing.T) {
	tests := []struct {
		name    string
		format  coverage.Format
		doc     string
		paths   int
		dropped int
		err     error
	}{
		{name: "no command", format: Format, doc: `{}`},
		{name: "a command without files", format: Format, doc: `{"RSpec": {"coverage": {}, "timestamp": 1}}`},
		{name: "tests that are not in the list", format: Format, paths: 1, dropped: 3,
			doc: `{"R": {"coverage": {}, "contexts": {"version": 1, "contexts": ["t"], "files": {"a": {"0": "1", "1": "1", "x": "1", "99999999999999999999": "1"}}}}}`},
		{name: "tests of a later version", format: Format, dropped: 1,
			doc: `{"R": {"coverage": {}, "contexts": {"version": 2, "contexts": ["t"], "files": {"a": {"0": "1"}}}}}`},
		{name: "Codecov's JSON", format: Format, doc: `{"coverage": {"a": [null, 1]}}`, err: coverage.ErrNotReport},
		{name: "a list", format: Format, doc: `[1]`, err: coverage.ErrNotReport},
		{name: "nothing", format: Format, doc: ` `, err: coverage.ErrEmpty},
		{name: "something behind it", format: Format, doc: `{} x`, err: coverage.ErrSyntax},
		{name: "the gem simplecov-json", format: JSON, paths: 2, dropped: 1,
			doc: `{"timestamp": 1, "command_name": "R", "files": [{"filename": "a", "covered_percent": 1.5, "coverage": [1]},
				{"coverage": {"lines": [1]}, "filename": "b"}, {"coverage": [1]}]}`},
		{name: "tests before their names", format: JSON, paths: 1, dropped: 1,
			doc: `{"coverage": {"a": {"contexts": {"0": "1"}}}, "contexts": ["t"]}`},
		{name: "neither coverage nor files", format: JSON, doc: `{"meta": {}}`, err: coverage.ErrNotReport},
		{name: "the formatter's nothing", format: JSON, doc: ` `, err: coverage.ErrEmpty},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(test.format, test.doc)
			if !errors.Is(err, test.err) || len(files) != test.paths || info.Dropped.Count != test.dropped {
				t.Errorf("got %d files, %v, %v", len(files), info.Dropped, err)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	doc := `{"R": {"coverage": {"long name": [1, 2, 3], "b": {"branches": {}}}}}`
	readertest.Exceeds(t, Format, doc, map[string]coverage.Limits{
		"sections": {Sections: 1}, "records": {Records: 2}, "depth": {Depth: 3}, "strings": {StringSize: 8},
	})
	bitmaps := `{"R": {"contexts": {"contexts": ["t"], "files": {"a": {"0": "ffff"}}}}}`
	readertest.Exceeds(t, Format, bitmaps, map[string]coverage.Limits{"lines of tests": {Records: 15}})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, `{"RSpec": {"coverage": {"a.rb": [1], "b.rb": [1]}}}`)
	readertest.OthersErrors(t, JSON, `{"coverage": {"a.rb": {"lines": [1]}, "b.rb": {"lines": [1]}}}`)
}

func TestSniff(t *testing.T) {
	tests := []struct {
		head      string
		set, json coverage.Confidence
	}{
		{head: `{"RSpec":{"coverage":{"a.rb":[1`, set: coverage.Certain},
		{head: `{"RSpec":{"coverage":{"a.rb":{},"b.rb":{"branches":`, set: coverage.Certain},
		{head: `{"RSpec":{"coverage":{},"timestamp":1}}`, set: coverage.Certain},
		{head: `{"coverage":{"coverage":{"a.rb":{"lines":[1]}}}}`, set: coverage.Certain},
		{head: `{"meta":{"simplecov_version":"0.19.0"},"coverage":{"a.rb":{"lines":[1]}}}`, json: coverage.Certain},
		{head: `{"$schema":"x","meta":{"schema_version":"1.1","simplecov_version":`, json: coverage.Certain},
		{head: `{"timestamp":1,"command_name":"R","files":[{"filename":"a.rb","coverage":[1]}]}`, json: coverage.Certain},
		{head: `{"coverage":{"a.js":{"1":1}}}`},
		{head: `{"coverage":{"a.js":[null,1]}}`},
		{head: `{"result":{"line":52.17,"branch":36.36}}`},
		{head: `{"meta":{"version":"7.4"},"files":{"a.py":{"executed_lines":[1]}}}`},
		{head: `{"files":[{"filename":"a"}]}`},
		{head: `{"a":{"coverage":{"b":{"c":1}}}}`},
		{head: `{"a":{"coverage":{"b":1}}}`},
		{head: `[]`},
		{head: ``},
	}
	for _, test := range tests {
		if set, json := sniffSet([]byte(test.head)), sniffJSON([]byte(test.head)); set != test.set || json != test.json {
			t.Errorf("%s: got %v and %v, want %v and %v", test.head, set, json, test.set, test.json)
		}
	}
}
