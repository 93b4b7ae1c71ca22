package lsptest

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinesAreTakenApart(t *testing.T) {
	f := FileCoverage{Data: []uint64{0, 1, 7, 0, 0, 3, 2 + 16, 5, 1, 2, 1, 3 + 32 + 64, 0, 0, 0, 10, 1 + 128, 1, 0, 0}}
	want := []Line{
		{Number: 0, State: Covered, Hits: 7},
		{Number: 3, State: Partial, Hits: 5, Taken: 1, Total: 2, Carried: true},
		{Number: 4, State: Uncovered, Patch: true, Lost: true},
		{Number: 14, State: Covered, Hits: 1, Inexact: true},
	}
	if diff := cmp.Diff(want, f.Lines()); diff != "" {
		t.Error(diff)
	}
	for _, l := range want {
		if f.Line(l.Number) != l {
			t.Errorf("line %d is %+v", l.Number, f.Line(l.Number))
		}
	}
	for _, number := range []int{1, 5, 15} {
		if got := f.Line(number); got != (Line{Number: number}) {
			t.Errorf("line %d is %+v", number, got)
		}
	}
}

func TestRatioIsAPair(t *testing.T) {
	var s Summary
	if err := json.Unmarshal([]byte(`{"lines":[1,2],"branches":null}`), &s); err != nil || s.Lines != (Ratio{1, 2}) || s.Branches != nil {
		t.Errorf("%+v, %v", s, err)
	}
	for _, bad := range []string{`[1]`, `[1,2,3]`, `{}`, `"1/2"`} {
		if err := json.Unmarshal([]byte(bad), &s.Lines); err == nil {
			t.Errorf("%s is a ratio", bad)
		}
	}
}
