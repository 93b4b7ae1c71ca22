package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/covls/covls/coverage"
)

func one(path string, f *coverage.File) iter.Seq2[string, *coverage.File] {
	return func(yield func(string, *coverage.File) bool) { yield(path, f) }
}

func exportOf(t *testing.T, path string, f *coverage.File) exported {
	t.Helper()
	f.Sort(coverage.Sum)
	var b bytes.Buffer
	if err := writeExportJSON(&b, one(path, f)); err != nil {
		t.Fatal(err)
	}
	var e exported
	if err := json.Unmarshal(b.Bytes(), &e); err != nil {
		t.Fatalf("%v in %s", err, &b)
	}
	return e
}

func TestExportJSON(t *testing.T) {
	f := &coverage.File{
		Lines: []coverage.Line{
			{Number: 1, Hits: coverage.MaxHits}, {Number: 2, Bits: coverage.Executed}, {Number: 3}, {Number: 4, Hits: 5},
		},
		Branches: []coverage.Branch{
			{Line: 1, Block: 7, Arm: 0, Label: "if", Hits: 1}, {Line: 1, Block: 7, Arm: 1, Label: "if", Bits: coverage.Evaluated},
			{Line: 2, Label: "to \"exit\"", Bits: coverage.Taken}, {Line: 2, Label: "to line 9"},
			{Line: 3, Arm: 1, Bits: coverage.Evaluated},
			{Line: 4, Hits: 1},
		},
		BranchCounts: []coverage.BranchCount{{Line: 1, Taken: 1, Total: 2}, {Line: 3, Taken: 1, Total: 2}},
		Functions:    []coverage.Function{{Name: "a<b>&\"c\"", Line: 1, Executed: true}},
		Excluded:     []uint32{4, 9},
	}
	got := exportOf(t, "a\"b\xff.c", f)
	file := got.Files["a\"b\uFFFD.c"]
	for what, pair := range map[string][2]any{
		"lines": {file.Lines, "[[1 9223372036854775807] [2 1] [3 0]]"},
		// The count of line 3 says more than its one branch; line 4 is excluded.
		"branches":  {file.Branches, "[[1 7 0 1] [1 7 1 0] [2 0 to \"exit\" 1] [2 0 to line 9 <nil>] [3 0 0 1] [3 0 1 0]]"},
		"functions": {file.Functions, "[[a<b>&\"c\" 1 1]]"},
		"excluded":  {file.Excluded, "[4 9]"},
		"totals":    {got.Totals, "map[branches:[3 6] functions:[1 1] lines:[2 3] statements:[0 0]]"},
	} {
		if s := fmt.Sprint(pair[0]); s != pair[1] {
			t.Errorf("%s: %s, want %s", what, s, pair[1])
		}
	}
}

// A report may claim any number of branches; what is written stays small, and
// the totals say what was claimed.
func TestExportJSONBoundsClaims(t *testing.T) {
	got := exportOf(t, "a", &coverage.File{
		Lines:        []coverage.Line{{Number: 1, Hits: 1}},
		BranchCounts: []coverage.BranchCount{{Line: 1, Taken: 2, Total: math.MaxUint32}},
	})
	if n := len(got.Files["a"].Branches); n != maxArms {
		t.Errorf("%d branches, want %d", n, maxArms)
	}
	if got.Totals["branches"] != [2]int64{2, math.MaxUint32} {
		t.Errorf("totals: %v", got.Totals)
	}
}

// Whatever the records are, the branches that are written add up to the totals.
func TestExportJSONAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		f := &coverage.File{}
		for line := range uint32(6) {
			if r.IntN(2) == 0 {
				f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(r.IntN(3))})
			}
			for arm := range uint32(r.IntN(4)) {
				f.Branches = append(f.Branches, coverage.Branch{Line: line + 1, Block: uint32(r.IntN(2)), Arm: arm, Hits: uint64(r.IntN(2))})
			}
			if r.IntN(2) == 0 {
				total := uint32(1 + r.IntN(4))
				f.BranchCounts = append(f.BranchCounts, coverage.BranchCount{Line: line + 1, Taken: uint32(r.IntN(int(total) + 1)), Total: total})
			}
			if r.IntN(5) == 0 {
				f.Excluded = append(f.Excluded, line+1)
			}
		}
		got := exportOf(t, "a", f)
		var branches [2]int64
		for _, b := range byLine(got.Files["a"].Branches) {
			branches[0] += int64(b[1])
			branches[1] += int64(b[2])
		}
		if branches != got.Totals["branches"] || int64(len(got.Files["a"].Lines)) != got.Totals["lines"][1] {
			t.Fatalf("%+v: branches %v, lines %d, totals %v", f, branches, len(got.Files["a"].Lines), got.Totals)
		}
	}
}

func TestWriteResultIsAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "out.info")
	a := &app{}
	if err := a.writeResult(name, func(w io.Writer) error { _, err := io.WriteString(w, "old"); return err }); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("broken")
	err := a.writeResult(name, func(w io.Writer) error { _, _ = io.WriteString(w, "half"); return broken })
	if !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	if data, _ := os.ReadFile(name); string(data) != "old" {
		t.Errorf("the file holds %q", data)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func BenchmarkExportJSON(b *testing.B) {
	f := &coverage.File{}
	for line := range uint32(20_000) {
		f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(line)})
	}
	var out bytes.Buffer
	b.ReportAllocs()
	for b.Loop() {
		out.Reset()
		if err := writeExportJSON(&out, one("a.c", f)); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(out.Len()))
}
