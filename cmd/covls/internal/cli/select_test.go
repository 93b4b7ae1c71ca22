package cli

import (
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
)

func TestMissingRanges(t *testing.T) {
	marks := func(states string) []coverage.Mark {
		var out []coverage.Mark
		for i, c := range states {
			state := map[rune]coverage.State{'+': coverage.Covered, '~': coverage.Partial, '-': coverage.Uncovered, '?': coverage.Unknown, 'x': coverage.Excluded}[c]
			if state != 0 {
				out = append(out, coverage.Mark{Line: uint32(i + 1), State: state})
			}
		}
		return out
	}
	for _, test := range []struct {
		states, want string
		lines        int
	}{
		{"", "", 0},
		{"+~+", "", 0},
		{"-", "1", 1},
		{"-  -", "1-4", 2}, // nobody can cover what lies between
		{"-+-", "1, 3", 2},
		{"-~-?-", "1, 3, 5", 3},
		{"-x-", "1-3", 2},
		{"+--x +-", "2-3, 7", 3},
	} {
		ranges, lines := missingRanges(marks(test.states))
		if got := rangesText(ranges); got != test.want || lines != test.lines {
			t.Errorf("%q: %q with %d lines, want %q with %d", test.states, got, lines, test.want, test.lines)
		}
	}
}

func TestThreshold(t *testing.T) {
	for _, test := range []struct {
		percent        string
		covered, total int64
		short          int64
	}{
		{"90", 89988, 100000, 12}, // prints as 89.9
		{"100", 9999, 10000, 1},
		{"100", 10000, 10000, 0},
		{"80", 3998, 5000, 2},
		{"80%", 4000, 5000, 0},
		{"66.6", 2, 3, 0},
		{"66.7", 2, 3, 1},
		{"0", 0, 10, 0},
		{"0.000000001", 0, 10, 1},
	} {
		limit, err := parseThreshold(test.percent)
		if err != nil {
			t.Fatal(err)
		}
		if got := limit.short(coverage.Ratio{Covered: test.covered, Total: test.total}); got != test.short {
			t.Errorf("%d of %d at %s: %d lines short, want %d", test.covered, test.total, test.percent, got, test.short)
		}
	}
	for _, wrong := range []string{"-1", "101", "100.1", "1e9", "1/3", "80 ", "%", ".5", "0x10"} {
		if _, err := parseThreshold(wrong); err == nil {
			t.Errorf("%q is taken for a percentage", wrong)
		}
	}
}

func TestFilter(t *testing.T) {
	for _, test := range []struct {
		include, omit, named []string
		file                 string
		want                 bool
	}{
		{nil, nil, nil, "src/a.c", true},
		{[]string{"src"}, nil, nil, "src/deep/a.c", true},
		{[]string{"./src/"}, nil, nil, "src/a.c", true},
		{[]string{"src"}, nil, nil, "srcs/a.c", false},
		{[]string{"src/*.c"}, nil, nil, "src/deep/a.c", false},
		{[]string{"src/**/*.c"}, nil, nil, "src/deep/a.c", true},
		{[]string{"*.c"}, nil, nil, "src/deep/a.c", true},
		{nil, []string{"*_test.go", "gen"}, nil, "p/a_test.go", false},
		{nil, []string{"**/gen"}, nil, "p/gen/a.go", false},
		{[]string{"src"}, []string{"src/b.c"}, nil, "src/b.c", false},
		{nil, nil, []string{"src", "b.c"}, "b.c", true},
		{nil, nil, []string{"src"}, "b.c", false},
		{nil, nil, []string{"."}, "b.c", true},
	} {
		f, err := newFilter(test.include, test.omit)
		if err != nil {
			t.Fatal(err)
		}
		f.named = test.named
		if got := f.match(test.file); got != test.want {
			t.Errorf("include %q, omit %q, named %q: %s is picked: %v, want %v", test.include, test.omit, test.named, test.file, got, test.want)
		}
	}
}

func TestOrder(t *testing.T) {
	row := func(path string, lines, branches coverage.Ratio, lost int) fileRow {
		return fileRow{path: path, summary: coverage.Summary{Lines: lines, Branches: branches}, lost: lost}
	}
	rows := []fileRow{
		row("a", coverage.Ratio{Covered: 1, Total: 2}, coverage.Ratio{}, 1),
		row("b", coverage.Ratio{Covered: 1, Total: 3}, coverage.Ratio{Covered: 1, Total: 1}, 2),
		row("c", coverage.Ratio{}, coverage.Ratio{Covered: 0, Total: 1}, 0),
		row("d", coverage.Ratio{Covered: 2, Total: 4}, coverage.Ratio{}, 2),
	}
	for name, want := range map[string]string{
		"path": "abcd", "lines": "badc", "branches": "cbad", "functions": "abcd", "missing": "bdac",
	} {
		order, err := rowOrder(name)
		if err != nil {
			t.Fatal(err)
		}
		table := &fileTable{rows: slices.Clone(rows)}
		table.order(order)
		var got string
		for _, r := range table.rows {
			got += r.path
		}
		if got != want {
			t.Errorf("by %s: %s, want %s", name, got, want)
		}
	}
	if _, err := rowOrder("size"); err == nil {
		t.Error("rows can be sorted by size")
	}
}
