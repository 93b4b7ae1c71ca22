package coverage

import (
	"reflect"
	"testing"
)

func TestMarks(t *testing.T) {
	one := func(l Line) File { return File{Lines: []Line{l}} }
	tests := []struct {
		name string
		file File
		want []Mark
	}{
		{"covered", one(Line{Number: 3, Hits: 2}), []Mark{{Line: 3, State: Covered, Hits: 2}}},
		{"uncovered", one(Line{Number: 3}), []Mark{{Line: 3, State: Uncovered}}},
		{"ran, uncounted", one(Line{Number: 3, Bits: Executed}), []Mark{{Line: 3, State: Covered, Hits: 1, Bits: InexactHits}}},
		{"a part ran", one(Line{Number: 3, Bits: Executed | Part}), []Mark{{Line: 3, State: Partial, Hits: 1, Bits: InexactHits}}},
		{"a part here, all there", one(Line{Number: 3, Bits: Executed | Part | Whole}), []Mark{{Line: 3, State: Covered, Hits: 1, Bits: InexactHits}}},
		{"a branch missed", File{
			Lines:    []Line{{Number: 3, Hits: 2}},
			Branches: []Branch{{Line: 3, Hits: 2}, {Line: 3, Arm: 1, Bits: Evaluated}},
		}, []Mark{{Line: 3, State: Partial, Hits: 2, Taken: 1, Total: 2}}},
		{"branches of an uncovered line", File{
			Lines:    []Line{{Number: 3}},
			Branches: []Branch{{Line: 3}, {Line: 3, Arm: 1}},
		}, []Mark{{Line: 3, State: Uncovered, Total: 2}}},
		{"branches counted", File{
			Lines:        []Line{{Number: 3, Hits: 2}, {Number: 4, Hits: 1}},
			BranchCounts: []BranchCount{{Line: 4, Taken: 1, Total: 4}},
		}, []Mark{{Line: 3, State: Covered, Hits: 2}, {Line: 4, State: Partial, Hits: 1, Taken: 1, Total: 4}}},
		{"named and counted: the greater pair", File{
			Lines:        []Line{{Number: 4, Hits: 1}},
			Branches:     []Branch{{Line: 4, Hits: 1}, {Line: 4, Arm: 1}},
			BranchCounts: []BranchCount{{Line: 4, Taken: 2, Total: 2}},
		}, []Mark{{Line: 4, State: Covered, Hits: 1, Taken: 2, Total: 2}}},
		{"a statement missed", File{
			Lines:      []Line{{Number: 4, Hits: 1}, {Number: 5, Hits: 1}},
			Statements: []Statement{{Line: 4, Hits: 1}, {Line: 4, Col: 9}, {Line: 5, Hits: 1}},
		}, []Mark{{Line: 4, State: Partial, Hits: 1}, {Line: 5, State: Covered, Hits: 1}}},
		{"a range missed", File{
			Lines: []Line{{Number: 4, Hits: 1}, {Number: 5, Hits: 1}, {Number: 6}},
			Ranges: []Range{
				{Start: Place{0, 4}, End: Place{0, 9}}, // not yet a line's
				{Start: Place{4, 0}, End: Place{4, 9}, Hits: 1}, {Start: Place{4, 9}, End: Place{4, 12}},
				{Start: Place{5, 0}, End: Place{5, 9}, Executed: true}, {Start: Place{6, 0}, End: Place{6, 9}},
			},
		}, []Mark{{Line: 4, State: Partial, Hits: 1}, {Line: 5, State: Covered, Hits: 1}, {Line: 6, State: Uncovered}}},
		{"excluded before, between, on and after lines", File{
			Lines:    []Line{{Number: 2, Hits: 1}, {Number: 4}},
			Excluded: []uint32{1, 3, 4, 9},
		}, []Mark{{Line: 1, State: Excluded}, {Line: 2, State: Covered, Hits: 1}, {Line: 3, State: Excluded}, {Line: 4, State: Excluded}, {Line: 9, State: Excluded}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := test.file.Marks(); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestPercentIsTruncated(t *testing.T) {
	for _, c := range []struct {
		r        Ratio
		decimals int
		want     string
	}{
		{Ratio{0, 0}, 1, "n/a"},
		{Ratio{1, 1}, 1, "100.0"},
		{Ratio{0, 7}, 2, "0.00"},
		{Ratio{9999, 10000}, 1, "99.9"},
		{Ratio{9999, 10000}, 2, "99.99"},
		{Ratio{99999, 100000}, 2, "99.99"},
		{Ratio{89988, 100000}, 2, "89.98"},
		{Ratio{2, 3}, 0, "66"},
		{Ratio{1, 3000}, 2, "0.03"},
		{Ratio{1 << 61, 1<<61 + 1}, 3, "99.999"},
	} {
		if got := c.r.Percent(c.decimals); got != c.want {
			t.Errorf("%v to %d decimals = %q, want %q", c.r, c.decimals, got, c.want)
		}
	}
}

func TestSummary(t *testing.T) {
	f := File{
		Lines:        []Line{{Number: 1, Hits: 1}, {Number: 2}, {Number: 3, Bits: Executed}, {Number: 4}},
		Branches:     []Branch{{Line: 1, Hits: 1}, {Line: 1, Arm: 1}, {Line: 4}, {Line: 4, Arm: 1}},
		BranchCounts: []BranchCount{{Line: 3, Taken: 1, Total: 2}},
		Functions:    []Function{{Name: "f", Line: 1, Hits: 1}, {Name: "g", Line: 4}},
		Statements:   []Statement{{Line: 1, Weight: 3, Hits: 1}, {Line: 2, Weight: 2}},
		Excluded:     []uint32{4},
	}
	want := Summary{Lines: Ratio{2, 3}, Branches: Ratio{2, 4}, Functions: Ratio{1, 2}, Statements: Ratio{3, 5}}
	if got := f.Summary(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestSummaryJSON(t *testing.T) {
	data, err := Summary{Lines: Ratio{1, 2}}.MarshalJSON()
	if want := `{"lines":[1,2],"branches":null,"functions":null,"statements":null}`; err != nil || string(data) != want {
		t.Errorf("got %s, %v; want %s", data, err, want)
	}
}
