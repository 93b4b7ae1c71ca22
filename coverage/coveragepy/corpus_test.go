package coveragepy

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// An expectation is what a case's expected.json says beside the lines: lines
// that ran, before the source was looked at, and which tests ran them.
type expectation struct {
	Files map[string]struct {
		Raw      []uint32            `json:"raw_lines"`
		Contexts map[string][]string `json:"contexts_by_line"`
		Excluded []uint32            `json:"excluded"`
		Lines    [][2]uint64         `json:"lines"`
		Branches [][3]uint64         `json:"branches_by_line"`
	} `json:"files"`
}

// moreThanBranches are lines of mathy.py that coverage.py 6.5 counts as branches
// because a comprehension or a lambda ends there, or because its tracer goes back
// from a function to its decorator. Its later versions do not, and neither does
// Refine.
var moreThanBranches = map[string][]uint64{"src/pkg/mathy.py": {34, 46, 75}}

func TestGeneratedCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	cases, err := filepath.Glob(filepath.Join(dir, "coveragepy/generated/*/.coverage"))
	if err != nil || len(cases) < 7 {
		t.Fatalf("cases %q: %v", cases, err)
	}
	for _, path := range cases {
		folder := filepath.Dir(path)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			files, info, err := collect(readAll(t, path))
			if err != nil || info.Dropped.Count > 0 || info.Producer != "coverage.py 6.5.0" {
				t.Fatalf("%+v, %v", info, err)
			}
			compareCase(t, dir, folder, files)
		})
	}
}

// compareCase holds files against a case's expected.json, before and after
// Refine.
func compareCase(t *testing.T, dir, folder string, files map[string]*coverage.File) {
	t.Helper()
	totals := corpustest.Read(t, filepath.Join(folder, "expected.json"))
	var want expectation
	if err := json.Unmarshal(readAll(t, filepath.Join(folder, "expected.json")), &want); err != nil {
		t.Fatal(err)
	}
	if len(files) != len(want.Files) {
		t.Errorf("%d files, want %d", len(files), len(want.Files))
	}
	var sum coverage.Summary
	for name, w := range want.Files {
		f := bySuffix(files, name)
		if f == nil {
			t.Errorf("%s is missing", name)
			continue
		}
		// The tool that wrote what is expected does not find files that the
		// data names relative to a folder which was not its own.
		if !strings.HasSuffix(folder, "relative") {
			same(t, name+": lines that ran", numbers(f.Lines), w.Raw)
		}
		same(t, name+": tests", testsByLine(f), named(w.Contexts))
		source := readAll(t, filepath.Join(dir, "programs/python", name))
		if err := Format.Refine(f, source); err != nil {
			t.Fatal(err)
		}
		same(t, name+": lines", hits(f), w.Lines)
		same(t, name+": excluded", f.Excluded, w.Excluded)
		same(t, name+": branches", branchesByLine(f), slices.DeleteFunc(w.Branches, func(b [3]uint64) bool {
			return slices.Contains(moreThanBranches[name], b[0])
		}))
		sum = sum.Add(f.Summary())
	}
	if got := [2]int64{sum.Lines.Covered, sum.Lines.Total}; got != totals.Totals["lines"] {
		t.Errorf("%v lines, want %v", got, totals.Totals["lines"])
	}
}

// The parts of a parallel run say together what `coverage combine` made of them.
func TestParallelCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	folder := filepath.Join(dir, "coveragepy/generated/parallel")
	parts, err := filepath.Glob(filepath.Join(folder, "parallel/.coverage.*"))
	if err != nil || len(parts) != 3 {
		t.Fatalf("parts %q: %v", parts, err)
	}
	files, info, err := collectSet(inputs(parts...))
	if err != nil || info.Dropped.Count > 0 || info.Sections != 12 {
		t.Fatalf("%+v, %v", info, err)
	}
	compareCase(t, dir, folder, files)
}

// Fetched data files of others, and the hostile ones.
func TestFetchedAndHazards(t *testing.T) {
	dir := corpustest.Dir(t)
	for path, want := range map[string]error{
		"coveragepy/fetched/codeclimate+test-reporter/integration-tests/.coverage":        nil,
		"coveragepy/fetched/codeclimate+test-reporter/formatters/coveragepy/example.json": coverage.ErrNotReport,
		"hazards/sqlite/truncated.coverage":                                               coverage.ErrTruncated,
		"hazards/sqlite/not-coverage.coverage":                                            coverage.ErrNotReport,
	} {
		files, _, err := collect(readAll(t, filepath.Join(dir, path)))
		if !errors.Is(err, want) || err == nil && len(files) == 0 {
			t.Errorf("%s: %d files, error %v, want %v", path, len(files), err, want)
		}
	}
	path := filepath.Join(dir, "coveragepy/fetched/codeclimate+test-reporter/integration-tests/.coverage")
	files, info, err := collect(readAll(t, path))
	if err != nil || info.Dropped.Count > 0 || info.Producer != "coverage.py 4" {
		t.Fatalf("%+v, %v", info, err)
	}
	f := files["/usr/src/app/codeclimate_test_reporter/components/reporter.py"]
	same(t, "reporter.py", numbers(f.Lines)[:12], []uint32{1, 3, 4, 5, 6, 8, 9, 10, 13, 14, 17, 18})
}

func bySuffix(files map[string]*coverage.File, name string) *coverage.File {
	for path, f := range files {
		if path == name || strings.HasSuffix(path, "/"+name) {
			return f
		}
	}
	return nil
}

func same(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: %s", what, diff)
	}
}

func numbers(lines []coverage.Line) []uint32 {
	out := []uint32{}
	for _, l := range lines {
		if l.Ran() {
			out = append(out, l.Number)
		}
	}
	return out
}

func hits(f *coverage.File) [][2]uint64 {
	out := [][2]uint64{}
	for _, l := range f.Lines {
		out = append(out, [2]uint64{uint64(l.Number), l.Shown()})
	}
	return out
}

func branchesByLine(f *coverage.File) [][3]uint64 {
	var out [][3]uint64
	for _, m := range f.Marks() {
		if m.Total > 0 {
			out = append(out, [3]uint64{uint64(m.Line), uint64(m.Taken), uint64(m.Total)})
		}
	}
	return out
}

func testsByLine(f *coverage.File) map[uint32][]string {
	out := map[uint32][]string{}
	for _, test := range f.Tests {
		for _, line := range test.Lines {
			out[line] = append(out[line], test.Name)
		}
	}
	return out
}

// named leaves out the context without a name, which is no test.
func named(contexts map[string][]string) map[uint32][]string {
	out := map[uint32][]string{}
	for line, names := range contexts {
		names = slices.DeleteFunc(names, func(name string) bool { return name == "" })
		slices.Sort(names)
		if n, err := strconv.ParseUint(line, 10, 32); err == nil && len(names) > 0 {
			out[uint32(n)] = names
		}
	}
	return out
}

func inputs(paths ...string) []coverage.Input {
	var out []coverage.Input
	for _, path := range paths {
		out = append(out, coverage.Input{Name: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
	return out
}
