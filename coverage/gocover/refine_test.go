package gocover

import (
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

const small = `package p

func f(n int) int {
	if n > 0 {
		return n
	}
	return 0
}

func none() {}

func (T) g() { println() }
`

// smallProfile is what go test reports of it.
const smallProfile = `mode: count
m/p.go:3.19,4.11 1 5
m/p.go:4.11,6.3 1 3
m/p.go:7.2,7.10 1 2
m/p.go:10.13,10.14 0 1
m/p.go:12.14,12.27 1 0
`

func parsed(t *testing.T, profile string) *coverage.File {
	t.Helper()
	files, _, err := readertest.Collect(Format, strings.NewReader(profile), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return files["m/p.go"]
}

func TestRefine(t *testing.T) {
	f := parsed(t, smallProfile)
	if err := Refine(f, []byte(small)); err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, f, &coverage.File{
		Lines: []coverage.Line{{Number: 4, Hits: 5}, {Number: 5, Hits: 3}, {Number: 7, Hits: 2}, {Number: 12}},
		Statements: []coverage.Statement{
			{Line: 4, Col: 1, Weight: 1, Hits: 5}, {Line: 5, Col: 2, Weight: 1, Hits: 3},
			{Line: 7, Col: 1, Weight: 1, Hits: 2}, {Line: 12, Col: 15, Weight: 1},
		},
		Functions: []coverage.Function{{Name: "f", Line: 3, EndLine: 8, Hits: 5}, {Name: "g", Line: 12, EndLine: 12}},
	})
}

// Where the profile counts more or fewer statements than the source has, what
// it says is what is added up.
func TestRefineKeepsWeights(t *testing.T) {
	for name, c := range map[string]struct {
		last string // the block of "return 0"
		want []uint32
	}{
		"as it is":          {"7.2,7.10 1 2", []uint32{1, 1, 1, 1}},
		"more than there":   {"7.2,7.10 4 2", []uint32{1, 1, 4, 1}},
		"fewer than there":  {"4.12,8.1 1 2", []uint32{1, 1, 1, 0, 1}},
		"nothing is there":  {"9.1,9.2 3 2", []uint32{1, 1, 3, 1}},
		"one block in more": {"4.3,7.10 2 2", []uint32{1, 1, 2, 1}},
	} {
		f := parsed(t, strings.Replace(smallProfile, "7.2,7.10 1 2", c.last, 1))
		before := f.Summary().Statements
		if err := Refine(f, []byte(small)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var weights []uint32
		for _, s := range f.Statements {
			weights = append(weights, s.Weight)
		}
		if !slices.Equal(weights, c.want) {
			t.Errorf("%s: weights %v, want %v", name, weights, c.want)
		}
		readertest.Same(t, f.Summary().Statements, before)
	}
}

func TestRefineLeavesAlone(t *testing.T) {
	f := parsed(t, "mode: set\nm/p.go:3.0,5.0 1 1\nm/p.go:7.0,7.0 1 0\n")
	want := f.Clone()
	if err := Refine(f, []byte("this is %% a grammar")); err != nil {
		t.Errorf("no columns: %v", err)
	}
	readertest.Same(t, f, want)
	for name, source := range map[string]string{
		"not Go":        "package p\nfunc {",
		"another file":  "package p\n\nvar x = 1\n",
		"lines shifted": strings.Replace(small, "package p", "package p\n\nimport \"os\"\n\nvar _ = os.Args", 1),
	} {
		f := parsed(t, smallProfile)
		want := f.Clone()
		if err := Refine(f, []byte(source)); err == nil {
			t.Errorf("%s: no error", name)
		}
		readertest.Same(t, f, want)
	}
}

// A //line directive in the file does not move the places of its own blocks.
func TestRefineIgnoresLineDirectives(t *testing.T) {
	f := parsed(t, smallProfile)
	if err := Refine(f, []byte(strings.Replace(small, "\n\nfunc none", "\n//line other.y:900\nfunc none", 1))); err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, readertest.Shown(f), [][2]uint64{{4, 5}, {5, 3}, {7, 2}, {12, 0}})
}

func TestFunctions(t *testing.T) {
	got, err := Functions([]byte(small + "\n//go:noescape\nfunc assembly()\n\nfunc last() {\n\t_ = func() {}\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	readertest.Same(t, got, []coverage.Function{
		{Name: "f", Line: 3, EndLine: 8}, {Name: "none", Line: 10, EndLine: 10},
		{Name: "g", Line: 12, EndLine: 12}, {Name: "last", Line: 17, EndLine: 19},
	})
	if _, err := Functions([]byte("#!/bin/sh")); err == nil {
		t.Error("a script: no error")
	}
}
