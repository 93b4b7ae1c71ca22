package readertest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// Numbers as expected.json has them: lines as [line, hits], totals as
// [covered, total] by metric.

// Hits gives the lines that are not excluded with how often they were counted.
// It is never nil.
func Hits(f *coverage.File) [][2]uint64 {
	return pairs(f, func(l coverage.Line) uint64 { return l.Hits })
}

// Shown is Hits with what is displayed: 1 where a line ran and nobody counted.
func Shown(f *coverage.File) [][2]uint64 { return pairs(f, coverage.Line.Shown) }

func pairs(f *coverage.File, hits func(coverage.Line) uint64) [][2]uint64 {
	out := [][2]uint64{}
	for _, l := range f.Lines {
		if _, excluded := slices.BinarySearch(f.Excluded, l.Number); !excluded {
			out = append(out, [2]uint64{uint64(l.Number), hits(l)})
		}
	}
	return out
}

// Ratio gives a total of an expected.json.
func Ratio(pair [2]int64) coverage.Ratio { return coverage.Ratio{Covered: pair[0], Total: pair[1]} }

// Totals gives the named metrics of s, which are lines, branches, functions and
// statements.
func Totals(s coverage.Summary, metrics ...string) map[string][2]int64 {
	all := map[string]coverage.Ratio{"lines": s.Lines, "branches": s.Branches, "functions": s.Functions, "statements": s.Statements}
	out := map[string][2]int64{}
	for _, metric := range metrics {
		r, ok := all[metric]
		if !ok {
			panic("no metric is called " + metric)
		}
		out[metric] = [2]int64{r.Covered, r.Total}
	}
	return out
}

// Differences lists the lines on which hits, of Hits or Shown, or the counted
// branches are not what is expected, as "path:line: got, want".
func Differences(path string, hits [][2]uint64, branches []coverage.BranchCount, want corpustest.ExpectedFile) []string {
	lines := map[uint64][2]string{}
	note := func(side int, line uint64, format string, args ...any) {
		pair := lines[line]
		pair[side] += fmt.Sprintf(format, args...)
		lines[line] = pair
	}
	for side, list := range [2][][2]uint64{hits, want.Lines} {
		for _, l := range list {
			note(side, l[0], "%d", l[1])
		}
	}
	for _, c := range branches {
		note(0, uint64(c.Line), " %d/%d", c.Taken, c.Total)
	}
	for _, b := range want.BranchesByLine {
		note(1, b[0], " %d/%d", b[1], b[2])
	}
	var out []string
	for _, n := range slices.Sorted(maps.Keys(lines)) {
		if pair := lines[n]; pair[0] != pair[1] {
			out = append(out, fmt.Sprintf("%s:%d: %s, %s", path, n, pair[0], pair[1]))
		}
	}
	return out
}
