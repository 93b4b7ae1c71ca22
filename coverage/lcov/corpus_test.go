package lcov

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// The corpus of reports by real tools: what was made from our own programs has
// expected numbers, which are the tools' own; what was collected must read, or
// be refused for a reason that a person would give too.

func TestGeneratedCorpus(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(corpustest.Dir(t), "lcov/generated/*/expected/*.json"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		folder := filepath.Dir(filepath.Dir(path))
		want := corpustest.Read(t, path)
		t.Run(filepath.Base(folder)+"/"+want.Input, func(t *testing.T) {
			files := readertest.Below(want.StripPrefix, readertest.Files(t, Format, filepath.Join(folder, want.Input)))
			sum := readertest.Expect(t, files, want.Files, func(_ string, f *coverage.File, expected corpustest.ExpectedFile) {
				readertest.Same(t, readertest.Hits(f), expected.Lines)
				readertest.Same(t, branches(f), decodeBranches(t, expected.Branches))
				readertest.Same(t, functionsOf(f), decodeFunctions(expected.Functions))
				readertest.Same(t, totals(f.Summary()), expected.Totals)
			})
			readertest.Same(t, totals(sum), want.Totals)
			if want.Printed != nil {
				readertest.Same(t, totals(sum), want.Printed)
			}
		})
	}
}

// checksum.info of lcov 2 and all.info of the C++ case have siblings that were
// made from the same run.
func TestChecksumsChangeNothing(t *testing.T) {
	folder := filepath.Join(corpustest.Dir(t), "lcov/generated/lcov2-gcc-c")
	plain, checked := readertest.Files(t, Format, filepath.Join(folder, "run2.info")), readertest.Files(t, Format, filepath.Join(folder, "checksum.info"))
	for path, f := range plain {
		if checked[path] == nil {
			t.Fatalf("%s is missing", path)
		}
		readertest.Same(t, readertest.Hits(checked[path]), readertest.Hits(f))
	}
}

// known are the collected files that are no sound report, and those of which
// somebody's test wants a record to make no sense.
var known = readertest.Exceptions{
	Refused: map[string]error{
		"report_1.lcov":          coverage.ErrTruncated, // ends in a branch record
		"invalid_DA_record.info": coverage.ErrTruncated, // ends in "DA:590"
		"test_lcov.lcov":         coverage.ErrTruncated, // ends in a line record
		"invalid_report.lcov":    coverage.ErrTruncated, // its source file stands behind its lines
		"not_info_file.info":     coverage.ErrNotReport,
		"empty.xml":              coverage.ErrEmpty,
		"empty.lcov":             coverage.ErrEmpty,
	},
	Dropped: map[string]int{
		"coverage-wrong-line.lcov":  1,
		"wrong_data_report.lcov":    3,
		"wrong_line_report.lcov":    1,
		"errs/badBranchLine.info":   3,
		"errs/badFncEndLine.info":   1,
		"errs/badFncLine.info":      2,
		"errs/badLine.info":         2,
		"errs/emptyFileRecord.info": 1,
		"errs/noFunc.info":          1,
		"format/format.info":        3,
	},
}

func TestCollectedCorpus(t *testing.T) {
	paths := corpustest.Files(t, "lcov/fetched")
	if len(paths) < 100 {
		t.Errorf("only %d files", len(paths))
	}
	readertest.Fetched(t, Format, paths, known, nil)
}

func TestHazards(t *testing.T) {
	folder := filepath.Join(corpustest.Dir(t), "hazards/lcov")
	line := func(numbers ...uint64) *coverage.File {
		f := &coverage.File{}
		for i := 0; i < len(numbers); i += 2 {
			f.Lines = append(f.Lines, coverage.Line{Number: uint32(numbers[i]), Hits: numbers[i+1]})
		}
		return f
	}
	extremes := line(1, 0, 2, coverage.MaxHits, 3, 0, 4, 1000000, 5, 3)
	extremes.Branches = []coverage.Branch{{Line: 1}, {Line: 1, Arm: 1, Bits: coverage.Evaluated}}
	for name, want := range map[string]map[string]*coverage.File{
		// Never opened here; that no path leaves the workspace is the resolver's to see.
		"path-traversal.info":    {"../../../../etc/passwd": line(1, 1), "/proc/self/mem": line(1, 1)},
		"negative-and-huge.info": {"a.c": extremes},
		"crlf.info":              {`C:\src\a.c`: tested(line(1, 1, 2, 0), "x", 1)},
		"duplicate-sf.info":      {"x.c": tested(tested(line(1, 3, 2, 0, 3, 4), "a", 1), "b", 1, 3), "./x.c": tested(line(2, 5), "b", 2)},
		"comments-unknown.info":  {"x.c": line(1, 1), "y.c": line(1, 0)},
		"long-line.info":         {"a.c": line(1, 1)},
	} {
		t.Run(name, func(t *testing.T) {
			r := readertest.Open(t, Format, filepath.Join(folder, name))
			if r.Err != nil {
				t.Fatal(r.Err)
			}
			readertest.Same(t, r.Files, want)
		})
	}
	for name, want := range map[string]error{"misc/html.info": coverage.ErrNotReport, "misc/empty.info": coverage.ErrEmpty} {
		if r := readertest.Open(t, Format, filepath.Join(corpustest.Dir(t), "hazards", name)); !errors.Is(r.Err, want) {
			t.Errorf("%s: error %v, want %v", name, r.Err, want)
		}
	}
}

// A branch as expected.json has it: line, block, branch and hits or nil.
type branch struct {
	Line       uint32
	Block, Arm string
	Evaluated  bool
	Hits       uint64
}

func branches(f *coverage.File) map[branch]bool {
	out := map[branch]bool{}
	for _, b := range f.Branches {
		arm := cmp.Or(b.Label, fmt.Sprint(b.Arm))
		out[branch{b.Line, fmt.Sprint(b.Block), arm, b.Bits&coverage.Evaluated != 0, b.Hits}] = true
	}
	return out
}

func decodeBranches(t *testing.T, raw []json.RawMessage) map[branch]bool {
	out := map[branch]bool{}
	for _, r := range raw {
		var line uint32
		var block, arm string
		var hits *uint64
		if err := json.Unmarshal(r, &[]any{&line, &block, &arm, &hits}); err != nil {
			t.Fatalf("%s: %v", r, err)
		}
		b := branch{Line: line, Block: block, Arm: arm}
		if b.Evaluated = hits != nil; b.Evaluated {
			b.Hits = *hits
		}
		out[b] = true
	}
	return out
}

type function struct {
	Name string
	Line float64
	Hits float64
}

func functionsOf(f *coverage.File) map[function]bool {
	out := map[function]bool{}
	for _, fn := range f.Functions {
		out[function{fn.Name, float64(fn.Line), float64(fn.Hits)}] = true
	}
	return out
}

func decodeFunctions(raw [][3]any) map[function]bool {
	out := map[function]bool{}
	for _, r := range raw {
		out[function{r[0].(string), r[1].(float64), r[2].(float64)}] = true
	}
	return out
}

// totals are the metrics that a report knows.
func totals(s coverage.Summary) map[string][2]int64 {
	return readertest.Totals(s, "lines", "branches", "functions")
}
