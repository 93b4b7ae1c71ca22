package coverage

import (
	"slices"
	"testing"
)

func TestTestsOfALine(t *testing.T) {
	a := &File{Tests: []TestLines{{"two", []uint32{9, 3, 3}}, {"one", []uint32{3}}, {"two", []uint32{4}}}}
	a.Sort(Sum)
	b := &File{Tests: []TestLines{{"one", []uint32{4}}, {"three", []uint32{9}}}}
	merged := Merge(a, b, Sum)
	for line, want := range map[uint32][]string{2: nil, 3: {"one", "two"}, 4: {"one", "two"}, 9: {"three", "two"}} {
		if got := merged.TestsOf(line); !slices.Equal(got, want) {
			t.Errorf("line %d: tests %q, want %q", line, got, want)
		}
	}
	if len(merged.Marks()) > 0 || merged.Empty() {
		t.Error("tests alone instrument no line, and are not nothing")
	}
}
