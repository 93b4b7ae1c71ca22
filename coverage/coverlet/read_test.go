package coverlet

import (
	"errors"
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

// oneMethod wraps the fields of a method in a report.
func oneMethod(fields string) string {
	return `{"m.dll": {"a.cs": {"C": {"C::M()": {` + fields + `}}}}}`
}

func TestMethods(t *testing.T) {
	call := func(line, end uint32, hits uint64) []coverage.Function {
		return []coverage.Function{{Name: "C::M()", Line: line, EndLine: end, Hits: hits}}
	}
	tests := []struct {
		name, fields string
		want         coverage.File
		dropped      string // the first, empty for none
	}{
		{
			name:   "a method begins on its first line",
			fields: `"Lines": {"12": 4, "9": 2, "10": 0, "11": -1}`,
			want: coverage.File{
				Lines:     []coverage.Line{{Number: 9, Hits: 2}, {Number: 10}, {Number: 11}, {Number: 12, Hits: 4}},
				Functions: call(9, 12, 2),
			},
		},
		{
			name:   "one whose first line did not run may have run",
			fields: `"Lines": {"1": 0, "2": 3}`,
			want: coverage.File{
				Lines:     []coverage.Line{{Number: 1}, {Number: 2, Hits: 3}},
				Functions: []coverage.Function{{Name: "C::M()", Line: 1, EndLine: 2, Executed: true}},
			},
		},
		{
			name: "decisions on a line, in the order of the code",
			fields: `"Branches": [
				{"Line": 3, "Offset": 20, "Path": 1, "Hits": 2}, {"Line": 3, "Offset": 20, "Path": 0, "Hits": 0},
				{"Line": 3, "Offset": 4, "Path": 0, "Hits": 0}, {"Line": 3, "Offset": 4, "Path": 1, "Hits": 0},
				{"Line": 2, "Offset": 90, "Path": 0, "EndOffset": 1, "Hits": 1}, {"Line": 2, "Offset": 90, "Path": 0, "EndOffset": 9, "Hits": 0}],
				"Lines": {}`,
			want: coverage.File{Branches: []coverage.Branch{
				{Line: 2, Arm: 0, Bits: coverage.Evaluated, Hits: 1}, {Line: 2, Arm: 1, Bits: coverage.Evaluated},
				{Line: 3, Block: 0, Arm: 0}, {Line: 3, Block: 0, Arm: 1},
				{Line: 3, Block: 1, Arm: 0, Bits: coverage.Evaluated}, {Line: 3, Block: 1, Arm: 1, Bits: coverage.Evaluated, Hits: 2},
			}},
		},
		{
			name:   "the first versions had objects for counts, and branches by line",
			fields: `"Lines": {"1": {"Hits": 5, "IsBranchPoint": true}}, "Branches": {"1": [{"Hits": 1, "Offset": 1, "Path": 0}]}`,
			want: coverage.File{
				Lines: []coverage.Line{{Number: 1, Hits: 5}}, Functions: call(1, 1, 5),
				Branches: []coverage.Branch{{Line: 1, Bits: coverage.Evaluated, Hits: 1}},
			},
		},
		{
			name:    "what makes no sense",
			fields:  `"Lines": {"0": 1, "x": 1, "20000000": 1, "4": null, "5": 1}, "Branches": [{}, 7, {"Line": 5}, {"Line": -5, "Hits": 1}]`,
			want:    coverage.File{Lines: []coverage.Line{{Number: 5, Hits: 1}}, Functions: call(5, 5, 1)},
			dropped: `a.cs: "0" is no line number`,
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, info, err := collect(oneMethod(test.fields))
			if err != nil || files["a.cs"] == nil {
				t.Fatalf("got %v, %v", files, err)
			}
			if diff := readertest.Diff(&test.want, files["a.cs"]); diff != "" {
				t.Error(diff)
			}
			if !strings.HasPrefix(info.Dropped.First, test.dropped) || (test.dropped == "") != (info.Dropped.Count == 0) {
				t.Errorf("dropped %v, want %q", info.Dropped, test.dropped)
			}
		})
	}
}

// A line with code of two methods ran as often as the one that ran most, and
// their decisions stay apart whatever their offsets.
func TestMethodsOnOneLine(t *testing.T) {
	method := `{"Lines": {"7": %d}, "Branches": [{"Line": 7, "Offset": 3, "Path": 0, "Hits": %d}, {"Line": 7, "Offset": 3, "Path": 1, "Hits": 0}]}`
	doc := fmt.Sprintf(`{"m.dll": {"a.cs": {"C": {"get": `+method+`}, "C/d": {"set": `+method+`}}}}`, 2, 2, 5, 5)
	files, _, err := collect(doc)
	if err != nil {
		t.Fatal(err)
	}
	want := coverage.Summary{
		Lines: coverage.Ratio{Covered: 1, Total: 1}, Branches: coverage.Ratio{Covered: 2, Total: 4}, Functions: coverage.Ratio{Covered: 2, Total: 2},
	}
	if f := files["a.cs"]; f.Lines[0].Hits != 5 || f.Summary() != want {
		t.Errorf("got %v", f)
	}
}

// Modules with the same source add up, though its code lies elsewhere in each.
func TestModulesAddUp(t *testing.T) {
	files, _, err := collect(sample(t))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	f := files["/src/Shop/Cart.cs"]
	hits := map[uint32]uint64{}
	for _, l := range f.Lines {
		hits[l.Number] = l.Hits
	}
	wantHits := map[uint32]uint64{10: 4, 11: 4, 12: 1, 13: 4, 20: 0, 21: 1}
	wantBranches := []coverage.Branch{
		{Line: 11, Arm: 0, Bits: coverage.Evaluated, Hits: 1}, {Line: 11, Arm: 1, Bits: coverage.Evaluated, Hits: 3},
	}
	if diff := cmp.Diff(wantHits, hits) + cmp.Diff(wantBranches, f.Branches); diff != "" {
		t.Error(diff)
	}
}

func TestReports(t *testing.T) {
	tests := []struct {
		name, doc string
		paths     int
		dropped   int
		err       error
	}{
		{name: "no modules", doc: `{}`},
		{name: "only empty modules", doc: `{"a.dll": {}}`, err: coverage.ErrNotReport},
		{name: "an empty one beside another", doc: `{"a.dll": {}, "b.dll": {"b.cs": {"B": {"M": {"Lines": {"1": 1}}}}}}`, paths: 1},
		{name: "something else", doc: `{"a": {"b": {"c": {"d": {"e": 1}}}}}`, err: coverage.ErrNotReport},
		{name: "a list", doc: `[1, 2]`, err: coverage.ErrNotReport},
		{name: "nothing", doc: ` `, err: coverage.ErrEmpty},
		{name: "no JSON", doc: `<html>`, err: coverage.ErrNotReport},
		{name: "something behind it", doc: oneMethod(`"Lines": {}`) + `x`, err: coverage.ErrSyntax, paths: 1},
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

func TestLimits(t *testing.T) {
	doc := `{"m.dll": {"long name": {"C": {"M": {"Lines": {"1": 1, "2": 2}}}}, "b": {"C": {"M": {"Lines": {}}}}}}`
	readertest.Exceeds(t, Format, doc, map[string]coverage.Limits{
		"sections": {Sections: 1}, "records": {Records: 2}, "depth": {Depth: 2}, "strings": {StringSize: 4},
	})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, `{"m.dll": {"a.cs": {"C": {"C::M()": {"Lines": {}}}}, "b.cs": {"C": {"C::M()": {"Lines": {}}}}}}`)
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		oneMethod(`"Lines": {"1": 1`):                                                coverage.Certain,
		oneMethod(`"Branches": [], "Lines": {}`):                                     coverage.Certain,
		`{"a.dll": {}, "b.dll": {"b.cs": {}, "c.cs": {"C": {}, "D": {"M": {"Lines":`: coverage.Certain,
		`{"a": {"b": {"c": {"d": {"e": 1}}}}}`:                                       coverage.No,
		`{"a": {"b": {"c": {"d": {"Lines": 1}}}}}`:                                   coverage.No,
		`{"a": {"b": {"c": {"Lines": {"1": 1}}}}}`:                                   coverage.No,
		`{"a": [{"b": {"c": {"d": {"Lines": {}}}}}]}`:                                coverage.No,
		`{"a.dll": {"a.cs": {"C": {"M`:                                               coverage.No,
		``:                                                                           coverage.No,
	})
}
