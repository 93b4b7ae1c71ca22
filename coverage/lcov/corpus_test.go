package lcov

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/corpus"
)

// The corpus of reports by real tools: what was made from our own programs has
// expected numbers, which are the tools' own; what was collected must read, or
// be refused for a reason that a person would give too.

func TestGeneratedCorpus(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join(corpus.Dir(t), "lcov/generated/*/expected/*.json"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		folder := filepath.Dir(filepath.Dir(path))
		want := corpus.Read(t, path)
		t.Run(filepath.Base(folder)+"/"+want.Input, func(t *testing.T) {
			files := readFile(t, filepath.Join(folder, want.Input))
			if len(files) != len(want.Files) {
				t.Errorf("%d files, want %d", len(files), len(want.Files))
			}
			var sum coverage.Summary
			for name, expected := range want.Files {
				f := files[want.StripPrefix+name]
				if f == nil {
					t.Fatalf("%s is missing", name)
				}
				same(t, lines(f), expected.Lines)
				same(t, branches(f), decodeBranches(t, expected.Branches))
				same(t, functions3(f), decodeFunctions(expected.Functions))
				same(t, totals(f.Summary()), expected.Totals)
				sum = sum.Add(f.Summary())
			}
			same(t, totals(sum), want.Totals)
			if want.Printed != nil {
				same(t, totals(sum), want.Printed)
			}
		})
	}
}

// checksum.info of lcov 2 and all.info of the C++ case have siblings that were
// made from the same run.
func TestChecksumsChangeNothing(t *testing.T) {
	folder := filepath.Join(corpus.Dir(t), "lcov/generated/lcov2-gcc-c")
	plain, checked := readFile(t, filepath.Join(folder, "run2.info")), readFile(t, filepath.Join(folder, "checksum.info"))
	for path, f := range plain {
		if checked[path] == nil {
			t.Fatalf("%s is missing", path)
		}
		same(t, lines(checked[path]), lines(f))
	}
}

// refused are the collected files that are no sound report.
var refused = map[string]error{
	"report_1.lcov":          coverage.ErrTruncated, // ends in a branch record
	"invalid_DA_record.info": coverage.ErrTruncated, // ends in "DA:590"
	"test_lcov.lcov":         coverage.ErrTruncated, // ends in a line record
	"invalid_report.lcov":    coverage.ErrTruncated, // its source file stands behind its lines
	"not_info_file.info":     coverage.ErrNotReport,
	"empty.xml":              coverage.ErrEmpty,
	"empty.lcov":             coverage.ErrEmpty,
}

func TestCollectedCorpus(t *testing.T) {
	files := 0
	err := filepath.WalkDir(filepath.Join(corpus.Dir(t), "lcov/fetched"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		_, info, err := readAll(bytes.NewReader(data), coverage.Limits{})
		if want := refused[d.Name()]; !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", path, err, want)
		}
		sure := Format.Sniff(data)
		if err == nil && sure != coverage.Certain {
			t.Errorf("%s reads and is not recognised", path)
		}
		if err != nil || info.Dropped.Count > 0 {
			t.Logf("%s: error %v, dropped %+v", d.Name(), err, info.Dropped)
		}
		return nil
	})
	if err != nil || files < 100 {
		t.Fatalf("%d files: %v", files, err)
	}
}

func TestHazards(t *testing.T) {
	folder := filepath.Join(corpus.Dir(t), "hazards/lcov")
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
		t.Run(name, func(t *testing.T) { same(t, readFile(t, filepath.Join(folder, name)), want) })
	}
	for name, want := range map[string]error{"misc/html.info": coverage.ErrNotReport, "misc/empty.info": coverage.ErrEmpty} {
		data, err := os.ReadFile(filepath.Join(corpus.Dir(t), "hazards", name))
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := readAll(bytes.NewReader(data), coverage.Limits{}); !errors.Is(err, want) {
			t.Errorf("%s: error %v, want %v", name, err, want)
		}
	}
}

func readFile(t *testing.T, path string) map[string]*coverage.File {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	files, _, err := readAll(bytes.NewReader(data), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func lines(f *coverage.File) (out [][2]uint64) {
	for _, l := range f.Lines {
		out = append(out, [2]uint64{uint64(l.Number), l.Hits})
	}
	return out
}

// A branch as expected.json has it: line, block, branch and hits or nil.
type branch struct {
	line       uint32
	block, arm string
	evaluated  bool
	hits       uint64
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
		b := branch{line: line, block: block, arm: arm}
		if b.evaluated = hits != nil; b.evaluated {
			b.hits = *hits
		}
		out[b] = true
	}
	return out
}

type function struct {
	name string
	line float64
	hits float64
}

func functions3(f *coverage.File) map[function]bool {
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
	return map[string][2]int64{
		"lines":     {s.Lines.Covered, s.Lines.Total},
		"branches":  {s.Branches.Covered, s.Branches.Total},
		"functions": {s.Functions.Covered, s.Functions.Total},
	}
}
