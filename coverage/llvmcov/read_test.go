package llvmcov

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

// report is a whole report of one file with these members, and these functions.
func report(members, functions string) string {
	return `{"data": [{"files": [{"filename": "a.c", ` + members + `}], "functions": [` + functions + `]}], "type": "llvm.coverage.json.export", "version": "3.1.0"}`
}

func lines(pairs ...uint64) (out []coverage.Line) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, coverage.Line{Number: uint32(pairs[i]), Hits: pairs[i+1]})
	}
	return out
}

// The rule of LLVM's LineCoverageStats, case by case.
func TestLines(t *testing.T) {
	tests := []struct {
		name, segments string
		want           []coverage.Line
		dropped        string
	}{
		{"a region over lines", `[2,1,3,true,true,false],[5,2,0,false,false,false]`, lines(2, 3, 3, 3, 4, 3, 5, 3), ""},
		{"the greatest that begins counts", `[1,1,3,true,true,false],[2,3,7,true,true,false],[2,9,0,true,true,false],[2,12,3,true,false,false],[3,2,0,false,false,false]`, lines(1, 3, 2, 7, 3, 3), ""},
		{"an outer region that goes on does not begin", `[1,1,1,true,true,false],[2,1,0,true,true,false],[3,1,9,true,false,false],[4,1,0,false,false,false]`, lines(1, 1, 2, 1, 3, 0, 4, 9), ""},
		{"a gap does not count", `[1,1,1,true,true,false],[2,1,0,false,false,false],[3,1,5,true,true,true],[4,1,0,false,false,false]`, lines(1, 1, 2, 1, 3, 0, 4, 5), ""},
		{"what the preprocessor skipped", `[1,1,1,true,true,false],[2,1,0,false,true,false],[4,1,1,true,false,false],[5,1,0,false,false,false]`, lines(1, 1, 5, 1), ""},
		{"segments of five fields", `[1,1,1,true,true],[2,1,0,false,false]`, lines(1, 1, 2, 1), ""},
		{"in another order", `[3,2,0,false,false,false],[1,1,4,true,true,false]`, lines(1, 4, 2, 4, 3, 4), ""},
		{"a count below zero", `[1,1,18446744073709551615,true,true,false],[2,1,9223372036854775807,true,true,false],[3,1,-4,true,true,false],[4,1,9223372036854775806,true,true,false]`,
			lines(1, 0, 2, 0, 3, 0, 4, coverage.MaxHits-1), ""},
		{"no place", `[0,1,1,true,true,false],[4294967297,1,1,true,true,false],[1,1],7,[1,1,1,true,true,false]`, lines(1, 1), "a.c: a segment without a place"},
		{"a region without an end", `[1,1,1,true,true,false],[9000000,1,0,false,false,false]`, lines(1, 1, 9000000, 1), "a.c: no code goes on from line 1 to 9000000"},
	}
	for _, test := range tests {
		files, info, err := collect(report(`"segments": [`+test.segments+`]`, ""))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if diff := cmp.Diff(test.want, files["a.c"].Lines); diff != "" {
			t.Errorf("%s: %s", test.name, diff)
		}
		if info.Dropped.First != test.dropped {
			t.Errorf("%s: dropped %q, want %q", test.name, info.Dropped.First, test.dropped)
		}
	}
}

// A region that did not run makes the line partial on which it begins.
func TestStatements(t *testing.T) {
	files, _, err := collect(report(`"segments": [[3,5,2,true,true,false],[3,20,0,true,true,false],[3,25,2,true,false,false],[4,2,0,false,false,false]]`, ""))
	if err != nil {
		t.Fatal(err)
	}
	f := files["a.c"]
	want := []coverage.Statement{
		{Line: 3, Col: 4, EndLine: 3, EndCol: 19, Weight: 1, Hits: 2},
		{Line: 3, Col: 19, EndLine: 3, EndCol: 24, Weight: 1},
	}
	if diff := cmp.Diff(want, f.Statements); diff != "" {
		t.Error(diff)
	}
	if got := f.Marks()[0].State; got != coverage.Partial {
		t.Errorf("line 3 is %v", got)
	}
}

func TestBranches(t *testing.T) {
	type way struct {
		line, col, arm uint32
		label          string
		hits           uint64
	}
	tests := []struct {
		name, members string
		want          []way
	}{
		{"instances of a template add up", `"branches": [[5,3,5,9,1,0,0,0,4],[5,3,5,9,0,4,0,0,4]]`,
			[]way{{5, 3, 0, "true", 1}, {5, 3, 1, "false", 4}}},
		{"those of a macro's own text stay out", `"branches": [[5,3,5,9,1,0,1,0,4]]`, nil},
		{"a macro's conditions count where it is used, but for a lone 0",
			`"expansions": [{"branches": [[90,1,90,5,3,0,1,0,4],[91,9,91,10,0,3,1,0,4],[92,1,92,8,0,3,1,0,4]], "source_region": [7,3,7,8,3,0,1,1]}]`,
			[]way{{7, 3, 0, "true", 3}, {7, 3, 1, "false", 0}, {7, 3, 2, "true", 0}, {7, 3, 3, "false", 3}}},
		{"a macro inside of a macro is in the outer one's list",
			`"expansions": [{"source_region": [7,3,7,8,3,1,2,1], "branches": [[90,1,90,5,3,0,1,0,4]]}]`, nil},
		{"nothing that makes sense", `"branches": [[], [0,1,1,1,1,1,0,0,4], 7], "expansions": [3, {"branches": 1}]`, nil},
	}
	for _, test := range tests {
		files, _, err := collect(report(`"segments": [], `+test.members, ""))
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got []way
		for _, b := range files["a.c"].Branches {
			got = append(got, way{b.Line, b.Block, b.Arm, b.Label, b.Hits})
		}
		if fmt.Sprint(got) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}

func TestFunctions(t *testing.T) {
	tests := []struct {
		name, functions string
		want            []coverage.Function
	}{
		{"instances at one place are one function",
			`{"name": "fB", "count": 2, "filenames": ["a.c"], "regions": [[5,1,5,9,2,0,0,0],[6,1,9,2,2,0,0,0]]}, {"regions": [[5,1,8,2,3,0,0,0]], "filenames": ["a.c"], "count": 3, "name": "fA"}`,
			[]coverage.Function{{Name: "fA", Line: 5, EndLine: 9, Hits: 5}}},
		{"closures on one line are two",
			`{"name": "x", "count": 1, "filenames": ["a.c"], "regions": [[5,10,5,19,1,0,0,0]]}, {"name": "y", "count": 0, "filenames": ["a.c"], "regions": [[5,30,5,39,0,0,0,0]]}`,
			[]coverage.Function{{Name: "x", Line: 5, EndLine: 5, Hits: 1}, {Name: "y", Line: 5, EndLine: 5}}},
		{"static functions have a file before their name, methods a colon",
			`{"name": "a.c:quit", "count": 0, "filenames": ["a.c"], "regions": [[1,1,2,1,0,0,0,0]]}, {"name": "-[A.b c:d:]", "count": 0, "filenames": ["a.c"], "regions": [[3,1,4,1,0,0,0,0]]}`,
			[]coverage.Function{{Name: "quit", Line: 1, EndLine: 2}, {Name: "-[A.b c:d:]", Line: 3, EndLine: 4}}},
		{"a file that the report does not list", `{"name": "f", "count": 1, "filenames": ["other.h"], "regions": [[1,1,2,1,0,0,0,0]]}`, nil},
		{"nothing that makes sense", `{"name": "f", "filenames": ["a.c"]}, {"filenames": ["a.c"], "regions": [[1,1,2,1,0,0,0,0]]}, 3`, nil},
	}
	for _, test := range tests {
		files, _, err := collect(report(`"segments": []`, test.functions))
		if err != nil || len(files) != 1 || fmt.Sprint(files["a.c"].Functions) != fmt.Sprint(test.want) {
			t.Errorf("%s: got %v and %v, want %v", test.name, files, err, test.want)
		}
	}
}

// More functions than wait for one another are handed over in several sections.
func TestManyFunctions(t *testing.T) {
	const n = most + 10
	var functions strings.Builder
	for i := range n {
		fmt.Fprintf(&functions, `,{"name":"f%d","count":1,"filenames":["a.c"],"regions":[[%d,1,%d,2,1,0,0,0]]}`, i, i+1, i+1)
	}
	files, info, err := collect(report(`"segments": []`, functions.String()[1:]))
	if err != nil || info.Sections != 3 || len(files["a.c"].Functions) != n {
		t.Errorf("%d sections, %d functions, %v", info.Sections, len(files["a.c"].Functions), err)
	}
}

func TestRefine(t *testing.T) {
	source := "while (1) {\nif (10) x;\nfor (; true;) y; while (true ) z; // LCOV_EXCL_BR_LINE\nif (0\n"
	branch := func(line, col uint32) coverage.Branch { return coverage.Branch{Line: line, Block: col} }
	f := &coverage.File{Branches: []coverage.Branch{branch(1, 8), branch(2, 5), branch(3, 8), branch(4, 5), branch(4, 900), branch(9, 1)}}
	if err := refine(f, []byte(source)); err != nil {
		t.Fatal(err)
	}
	want := []coverage.Branch{branch(2, 5), branch(4, 5), branch(4, 900), branch(9, 1)}
	if diff := cmp.Diff(want, f.Branches); diff != "" {
		t.Error(diff)
	}
}

func TestWhole(t *testing.T) {
	file := func(n int) string {
		return strings.Repeat(`,{"filename":"a.c","segments":[[1,1,1,true,true,false],[2,1,0,false,false,false]]}`, n)[1:]
	}
	whole := func(files string) string {
		return `{"type":"llvm.coverage.json.export","data":[{"files":[` + files + `]}]}`
	}
	readertest.Cases(t, Format, []readertest.Case{
		{Name: "nothing was compiled for coverage", Doc: whole("")},
		{Name: "two binaries", Doc: whole(file(2)), Sections: 2},
		{Name: "a file without a name", Doc: whole(`{"segments":[]},3`)},
		{Name: "totals only", Doc: whole(`{"filename":"a.c","summary":{}}`), Err: coverage.ErrNotReport},
		{Name: "another type", Doc: `{"type":"other","data":[]}`, Err: coverage.ErrNotReport},
		{Name: "an array", Doc: `[]`, Err: coverage.ErrNotReport},
		{Name: "nothing", Doc: ``, Err: coverage.ErrEmpty},
		{Name: "two documents", Doc: whole("") + "{}", Err: coverage.ErrSyntax},
		{Name: "records", Doc: whole(file(1)), Limits: coverage.Limits{Records: 1}, Err: coverage.ErrLimit},
		{Name: "files", Doc: whole(file(1) + `,{"filename":"b.c"}`), Limits: coverage.Limits{Sections: 1}, Sections: 1, Err: coverage.ErrLimit},
		{Name: "depth", Doc: whole(file(1)), Limits: coverage.Limits{Depth: 3}, Err: coverage.ErrLimit},
	})
	readertest.OthersErrors(t, Format, whole(file(2)))
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		report(`"segments": []`, ""):                                     coverage.Certain,
		`{"version":"2.0.0","type":"llvm.coverage.json.export","data":[`: coverage.Certain,
		`{"data":[{"files":[{"branches":[[8,9,8,14,2,2`:                  coverage.Certain,
		`{"data":[{"files":[{"filename":"a.rs","summary":{`:              coverage.Certain,
		`{"type":"CodeCoverage","coverage":[]}`:                          coverage.No,
		`{"data":[{"files":["a"]}]}`:                                     coverage.No,
		`{"files":[{"filename":"a"}]}`:                                   coverage.No,
		``:                                                               coverage.No,
	})
}
