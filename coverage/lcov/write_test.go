package lcov

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

func written(t *testing.T, files map[string]*coverage.File) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, readertest.Sorted(files)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// foreign is what other formats know and a tracefile does not.
func foreign() map[string]*coverage.File {
	return map[string]*coverage.File{
		"src/a.go": {
			Lines:        []coverage.Line{{Number: 1, Bits: coverage.Executed}, {Number: 2, Hits: 7}, {Number: 3}, {Number: 4, Hits: 1}, {Number: 5, Bits: coverage.Executed | coverage.Part}},
			Excluded:     []uint32{4, 8},
			Branches:     []coverage.Branch{{Line: 4, Hits: 1, Bits: coverage.Evaluated}, {Line: 8, Bits: coverage.Evaluated}},
			BranchCounts: []coverage.BranchCount{{Line: 2, Taken: 1, Total: 3}, {Line: 3, Total: 2}, {Line: 8, Total: 2}, {Line: 9, Taken: 1, Total: 4_000_000_000}},
			Functions:    []coverage.Function{{Name: "String", Line: 1, EndLine: 2, Executed: true}, {Name: "String", Line: 3, EndLine: 5}, {Line: 5, Hits: 2}, {Name: "2,5 times", Line: 6}},
			Statements:   []coverage.Statement{{Line: 1, Weight: 2, Executed: true}},
		},
		"src/b.ts": {
			Lines: []coverage.Line{{Number: 1, Hits: 3}, {Number: 4, Hits: 1}},
			Branches: []coverage.Branch{
				{Line: 1, Block: 4, Arm: 0, Bits: coverage.Evaluated, Hits: 3, Label: "binary-expr"},
				{Line: 1, Block: 4, Arm: 0, Bits: coverage.Evaluated, Hits: 1, Label: "cond-expr"},
				{Line: 1, Block: 4, Arm: 1, Bits: coverage.Evaluated, Label: "cond-expr"},
				{Line: 1, Block: 9, Bits: coverage.Evaluated, Hits: 2, Label: "default-arg"},
				{Line: 4, Block: 0, Bits: coverage.Taken, Label: "a\nb"},
				{Line: 4, Block: 0, Label: "jump, or not"},
			},
			BranchCounts: []coverage.BranchCount{{Line: 1, Taken: 2, Total: 2}, {Line: 4, Taken: 1, Total: 2}},
		},
		"src/empty.c": {},
	}
}

func TestWriteGolden(t *testing.T) {
	files := foreign()
	counts := files["src/a.go"].BranchCounts
	counts[3].Total = 2 // keeps the golden file short
	readertest.Golden(t, "foreign.info", string(written(t, files)))
}

// What is written has the totals of what was given, except that no line has
// four billion branches.
func TestWriteKeepsTotals(t *testing.T) {
	files := foreign()
	got, _, err := readertest.Collect(Format, bytes.NewReader(written(t, files)), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for path, f := range files {
		want := f.Summary()
		want.Statements = coverage.Ratio{}
		if path == "src/a.go" {
			want.Branches.Total -= 4_000_000_000 - maxArms
		}
		readertest.Same(t, got[path].Summary(), want)
	}
}

func TestWriteRefusesLineBreaksInPaths(t *testing.T) {
	if err := Write(&bytes.Buffer{}, readertest.Sorted(map[string]*coverage.File{"a\nend_of_record": {}})); err == nil {
		t.Error("no error")
	}
}

// What the format can hold comes back as it was.
func TestWriteReadRoundTrip(t *testing.T) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		files := map[string]*coverage.File{}
		for i := range r.IntN(5) + 1 {
			files[fmt.Sprintf("dir %d/ünï,%d.c", i, i)] = expressible(r)
		}
		report := written(t, files)
		got, info, err := readertest.Collect(Format, bytes.NewReader(report), coverage.Limits{})
		if err != nil || info.Dropped.Count > 0 {
			t.Fatalf("seed %d: %v, dropped %+v", seed, err, info.Dropped)
		}
		readertest.Same(t, got, files)
		if again := written(t, got); !bytes.Equal(report, again) {
			t.Errorf("seed %d: written twice, and not the same", seed)
		}
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, report)
		}
	}
}

// expressible makes a file that a tracefile holds without loss.
func expressible(r *rand.Rand) *coverage.File {
	f := &coverage.File{}
	count := func() uint64 {
		return []uint64{0, 0, 1, r.Uint64N(1000), r.Uint64N(coverage.MaxHits), coverage.MaxHits}[r.IntN(6)]
	}
	for range r.IntN(30) {
		f.Lines = append(f.Lines, coverage.Line{Number: 1 + r.Uint32N(coverage.MaxLine), Hits: count()})
	}
	for range r.IntN(20) {
		b := coverage.Branch{Line: 1 + r.Uint32N(20), Block: r.Uint32N(3), Hits: count()}
		if b.Bits = coverage.BranchBits(r.UintN(8)) << 2; b.Hits > 0 || r.IntN(2) == 0 {
			b.Bits |= coverage.Evaluated
		}
		if b.Block == 2 {
			b.Label = []string{"jump to line 7", "a, b", "(x == 1) == True"}[r.IntN(3)]
		} else {
			b.Arm = r.Uint32N(4)
		}
		f.Branches = append(f.Branches, b)
	}
	for i := range r.IntN(10) {
		name := fmt.Sprintf([]string{"f%d", "std::map<int, int> g%d(int, T)", "%d", "operator,%d"}[r.IntN(4)], i)
		f.Functions = append(f.Functions, coverage.Function{Name: name, Line: 1 + r.Uint32N(100), Hits: count()})
	}
	f.Sort(coverage.Max)
	return f
}

// lcov itself prints the totals that we count, where it is installed.
func TestSummaryByLcov(t *testing.T) {
	tool, err := exec.LookPath("lcov")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("lcov is not installed, and CI must not skip it: install the package lcov")
		}
		t.Skip("lcov is not installed: the package is called lcov")
	}
	f := &coverage.File{
		Lines:        []coverage.Line{{Number: 1, Hits: 4}, {Number: 2, Bits: coverage.Executed}, {Number: 3}},
		Branches:     []coverage.Branch{{Line: 1, Block: 3, Hits: 1, Bits: coverage.Evaluated, Label: "if"}, {Line: 1, Block: 3, Arm: 1, Bits: coverage.Evaluated, Label: "if"}},
		BranchCounts: []coverage.BranchCount{{Line: 2, Taken: 2, Total: 4}},
		Functions:    []coverage.Function{{Name: "String", Line: 1, EndLine: 2, Hits: 1}, {Name: "String", Line: 3, EndLine: 3}},
	}
	path := filepath.Join(t.TempDir(), "lcov.info")
	if err := os.WriteFile(path, written(t, map[string]*coverage.File{"/src/a.c": f, "/src/b.c": f}), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(tool, "--rc", "lcov_branch_coverage=1", "--rc", "lcov_function_coverage=1", "--summary", path).CombinedOutput()
	if err != nil {
		t.Fatalf("lcov: %v\n%s", err, out)
	}
	want := f.Summary().Add(f.Summary())
	for metric, ratio := range map[string]coverage.Ratio{"lines": want.Lines, "functions": want.Functions, "branches": want.Branches} {
		m := regexp.MustCompile(metric + `\.*: [0-9.]+% \((\d+) of (\d+)`).FindSubmatch(out)
		if m == nil || string(m[1]) != strconv.FormatInt(ratio.Covered, 10) || string(m[2]) != strconv.FormatInt(ratio.Total, 10) {
			t.Errorf("lcov does not print %d of %d %s:\n%s", ratio.Covered, ratio.Total, metric, out)
		}
	}
}
