package coveragepy

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/config"
	"github.com/covls/covls/coverage/coveragepy/python"
)

func file(lines ...uint32) *coverage.File {
	f := &coverage.File{}
	for _, n := range lines {
		f.Lines = append(f.Lines, coverage.Line{Number: n, Bits: coverage.Executed})
	}
	return f
}

const program = `"""Docstring."""
def f(x):
    if x:
        return (
            x)
    return 2
def g(): ...
# pragma: no cover
`

func TestRefine(t *testing.T) {
	f := file(1, 2, 3, 5, 7)
	f.Tests = []coverage.TestLines{{Name: "t", Lines: []uint32{3, 4, 5}}}
	f.Jumps = []coverage.Jump{{From: -2, To: 3}, {From: 3, To: 5}, {From: 5, To: -2}}
	if err := Format.Refine(f, []byte(program)); err != nil {
		t.Fatal(err)
	}
	same(t, "lines", hits(f), [][2]uint64{{2, 1}, {3, 1}, {4, 1}, {6, 0}, {7, 1}})
	same(t, "excluded", f.Excluded, []uint32{8})
	same(t, "tests", f.Tests, []coverage.TestLines{{Name: "t", Lines: []uint32{3, 4}}})
	same(t, "branches", f.Branches, []coverage.Branch{
		{Line: 3, Arm: 0, Bits: coverage.Evaluated | coverage.Taken, Label: "jump to line 4"},
		{Line: 3, Arm: 1, Bits: coverage.Evaluated, Label: "jump to line 6"},
	})
	if f.Jumps != nil {
		t.Error("jumps are left")
	}
	again := f.Clone()
	if err := Format.Refine(again, []byte(program)); err != nil {
		t.Fatal(err)
	}
	same(t, "refined twice", again, f)
}

// What does not fit is refused, and stays as it was.
func TestRefineRefuses(t *testing.T) {
	for name, source := range map[string]string{
		"shorter":    "x = 1\n",
		"other":      "x = 1\n\n\n\n\n\n\n\ny = 2\n",
		"not Python": "{% if x %}\n" + program,
	} {
		f := file(1, 2, 3, 5, 7)
		f.Jumps = []coverage.Jump{{From: 1, To: 2}}
		before := f.Clone()
		if err := Format.Refine(f, []byte(source)); err == nil {
			t.Errorf("%s: no error", name)
		}
		same(t, name, f, before)
	}
}

// An exception leaves a decision by a way that is none of its branches. A way to
// another statement means that the analysis is not right about the decision.
func TestOtherWays(t *testing.T) {
	const program = "def f(x):\n    try:\n        if x:\n            y = 1\n        z = 2\n        w = 3\n    except E:\n        pass\n"
	for to, want := range map[int32][][3]uint64{
		4: {{3, 1, 2}}, 5: {{3, 1, 2}}, 7: {{3, 0, 2}}, -1: {{3, 0, 2}}, 3: {{3, 0, 2}}, 6: nil,
	} {
		f := file(1, 2, 3)
		f.Jumps = []coverage.Jump{{From: 3, To: to}}
		if err := Format.Refine(f, []byte(program)); err != nil {
			t.Fatal(err)
		}
		same(t, fmt.Sprint("to ", to), branchesByLine(f), want)
	}
}

func TestVersionsAndSettings(t *testing.T) {
	settings := func(text string) *config.Settings {
		s, err := config.Parse(".coveragerc", []byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		producer string
		settings *config.Settings
		excluded []uint32
	}{
		{"", nil, []uint32{8}},
		{"coverage.py 6.5.0", nil, []uint32{8}},
		{"coverage.py 7.9.2", nil, []uint32{8}},
		{"coverage.py 7.10.0", nil, []uint32{7, 8}},
		{"coverage.py 7.10.2a0.dev1", nil, []uint32{7, 8}},
		{"coverage.py 8.0", nil, []uint32{7, 8}},
		{"other 9.0", nil, []uint32{8}},
		{"coverage.py 6.5.0", settings("[report]\nexclude_also = if x\n"), []uint32{3, 4, 8}},
		{"coverage.py 7.10.0", settings("[report]\nexclude_lines = if x\n"), []uint32{3, 4}},
		{"coverage.py 7.10.0", settings("[report]\nexclude_lines =\n"), nil},
	} {
		f := file(2)
		if err := NewRefiner(c.producer, c.settings).Refine(f, []byte(program)); err != nil {
			t.Fatal(err)
		}
		same(t, c.producer, f.Excluded, c.excluded)
	}
}

// Two runs refined apart and merged say what both together say.
func TestRefineAndMergeCommute(t *testing.T) {
	source := readAll(t, "testdata/programs/flow.py")
	r := rand.New(rand.NewPCG(1, 2))
	a, err := python.Analyze(source, python.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	run := func() *coverage.File {
		f := &coverage.File{}
		for range 60 {
			d := a.Decisions[r.IntN(len(a.Decisions))]
			f.Lines = append(f.Lines, coverage.Line{Number: d.Line, Bits: coverage.Executed})
			f.Jumps = append(f.Jumps, coverage.Jump{From: int32(d.Line), To: d.Targets[r.IntN(len(d.Targets))]})
		}
		f.Sort(coverage.Sum)
		return f
	}
	for range 50 {
		one, other := run(), run()
		together := coverage.Merge(one, other, coverage.Sum)
		for _, f := range []*coverage.File{one, other, together} {
			if err := Format.Refine(f, source); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "merged", coverage.Merge(one, other, coverage.Sum), together)
	}
}

func statementsOf(t testing.TB, source []byte) []uint32 {
	t.Helper()
	f := &coverage.File{}
	if err := Format.Refine(f, source); err != nil {
		t.Fatal(err)
	}
	var out []uint32
	for _, l := range f.Lines {
		out = append(out, l.Number)
	}
	return out
}

// Whatever the bytes, reading ends in sorted sections or a known error, and the
// parts of a set say what they say alone.
func FuzzRead(f *testing.F) {
	f.Add(readAll(f, "testdata/small.coverage"))
	f.Add([]byte(jsonPrefix + `{"lines":{"/a.py":[3,1,2]},"arcs":{"/b.py":[[-1,1],[1,2]]}}`))
	limits := coverage.Limits{Sections: 100, Records: 10_000, StringSize: 1000, Size: 1 << 20}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := Read(bytes.NewReader(data), limits, func(s *coverage.Section) error {
			sorted := s.File.Clone()
			sorted.Sort(coverage.Sum)
			same(t, "an unsorted section", &s.File, sorted)
			if n := len(s.File.Lines); n > 0 && s.File.Lines[n-1].Number > coverage.MaxLine {
				t.Errorf("line %d", s.File.Lines[n-1].Number)
			}
			return nil
		})
		if err != nil && !slices.ContainsFunc(knownErrors, func(known error) bool { return errors.Is(err, known) }) {
			t.Errorf("error %v", err)
		}
	})
}
