package coveragepy

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/internal/realtool"
)

// A report is what `coverage json` says, as far as tests compare it.
type report struct {
	Files map[string]struct {
		Missing  []uint32   `json:"missing_lines"`
		Excluded []uint32   `json:"excluded_lines"`
		Taken    [][2]int32 `json:"executed_branches"`
		NotTaken [][2]int32 `json:"missing_branches"`
		Totals   struct {
			Covered    int64 `json:"covered_lines"`
			Statements int64 `json:"num_statements"`
		} `json:"summary"`
	} `json:"files"`
}

// Programs with every construct, run under the real coverage.py: what it reports
// is what Refine makes of its data file.
func TestAgainstCoveragePy(t *testing.T) {
	python, version := realtool.Python(t)
	for _, mode := range [][]string{{}, {"--branch"}} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("testdata/programs")); err != nil {
			t.Fatal(err)
		}
		realtool.Run(t, dir, "", python, append(append([]string{"-m", "coverage", "run", "--source=."}, mode...), "main.py")...)
		realtool.Run(t, dir, "", python, "-m", "coverage", "json", "-o", "coverage.json")
		var want report
		if err := json.Unmarshal(readAll(t, filepath.Join(dir, "coverage.json")), &want); err != nil {
			t.Fatal(err)
		}
		files, info, err := collect(readAll(t, filepath.Join(dir, ".coverage")))
		if err != nil {
			t.Fatal(err)
		}
		if info.Producer != "coverage.py "+version {
			t.Errorf("written by %q, want version %s", info.Producer, version)
		}
		if len(want.Files) < 10 {
			t.Fatalf("coverage.py reports %d files", len(want.Files))
		}
		refiner := NewRefiner(info.Producer, nil)
		compared := 0
		for name, w := range want.Files {
			f := bySuffix(files, name)
			if f == nil {
				t.Errorf("%s is missing", name)
				continue
			}
			if err := refiner.Refine(f, readAll(t, filepath.Join(dir, name))); err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			if diff := cmp.Diff(w.Missing, missing(f)); diff != "" {
				t.Errorf("%s: missing lines: %s", name, diff)
			}
			if !slices.Equal(w.Excluded, f.Excluded) {
				t.Errorf("%s: excluded lines: %v, want %v", name, f.Excluded, w.Excluded)
			}
			if got := f.Summary().Lines; got.Covered != w.Totals.Covered || got.Total != w.Totals.Statements {
				t.Errorf("%s: %d of %d lines, want %d of %d", name, got.Covered, got.Total, w.Totals.Covered, w.Totals.Statements)
			}
			compared += compareBranches(t, name, f, w.Taken, w.NotTaken)
		}
		if len(mode) > 0 && compared < 40 {
			t.Errorf("%d decisions were compared", compared)
		}
	}
}

// compareBranches compares the ways of every decision and gives how many there
// are. The end of a lambda or a comprehension on the line is no way of it, nor is
// one from a line of the decision to another.
func compareBranches(t *testing.T, name string, f *coverage.File, taken, notTaken [][2]int32) int {
	t.Helper()
	want := map[uint32]map[string]bool{}
	add := func(pairs [][2]int32, ran bool) {
		for _, pair := range pairs {
			line := uint32(pair[0])
			if want[line] == nil {
				want[line] = map[string]bool{}
			}
			if pair[1] != -pair[0] && pair[1] != pair[0] {
				want[line][label(pair[1])] = ran
			}
		}
	}
	add(taken, true)
	add(notTaken, false)
	got := map[uint32]map[string]bool{}
	for _, b := range f.Branches {
		if got[b.Line] == nil {
			got[b.Line] = map[string]bool{}
		}
		got[b.Line][b.Label] = b.Ran()
	}
	for line, ways := range got {
		if diff := cmp.Diff(want[line], ways); diff != "" {
			t.Errorf("%s:%d: %s", name, line, diff)
		}
	}
	return len(got)
}

func missing(f *coverage.File) []uint32 {
	lines := []uint32{}
	for _, l := range f.Lines {
		if !l.Ran() {
			lines = append(lines, l.Number)
		}
	}
	return lines
}

func readAll(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// collect reads a data file into files by path.
func collect(data []byte) (map[string]*coverage.File, coverage.ReadInfo, error) {
	files := map[string]*coverage.File{}
	info, err := Read(bytes.NewReader(data), coverage.Limits{}, func(s *coverage.Section) error {
		f := s.File.Clone()
		if before, ok := files[s.Path]; ok {
			f = coverage.Merge(before, f, coverage.Sum)
		}
		files[s.Path] = f
		return nil
	})
	return files, info, err
}
