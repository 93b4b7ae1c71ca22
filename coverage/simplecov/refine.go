package simplecov

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// What comments in the source take out. The result set has counts for lines
// between two ":nocov:" comments as for all others; SimpleCov looks for the
// comments when it makes a report, and so it is done here.

// A region is lines from and to, both among them.
type region struct{ from, to uint32 }

func (r region) overlaps(s region) bool { return r.from <= s.to && s.from <= r.to }

// Refine takes out what comments in source exclude: lines become Excluded,
// branches and methods that reach into a region are removed, as they are from
// SimpleCov's own totals. It changes f in place and keeps it sorted; doing it
// again changes nothing. It returns no error: any text may hold comments.
func Refine(f *coverage.File, source []byte) error {
	out := exclusionsOf(source)
	for _, r := range out.lines {
		for line := r.from; line <= r.to; line++ {
			f.Excluded = append(f.Excluded, line)
		}
	}
	f.Sort(coverage.Sum)
	f.Branches = slices.DeleteFunc(f.Branches, func(b coverage.Branch) bool {
		to := reach(b)
		// An arm below its decision is shown on the line before it, and a comment
		// on that line means it as well.
		shown := to.from
		if shown > b.Line {
			shown--
		}
		return overlapsAny(out.branches, to) || overlapsAny(out.branches, region{shown, shown})
	})
	f.Functions = slices.DeleteFunc(f.Functions, func(fn coverage.Function) bool {
		return overlapsAny(out.methods, region{fn.Line, max(fn.Line, fn.EndLine)})
	})
	return nil
}

func overlapsAny(regions []region, r region) bool {
	return slices.ContainsFunc(regions, r.overlaps)
}
