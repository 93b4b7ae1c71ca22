// Package explain answers why a line is red, or nothing: every observation of
// it, also those that measured another text and those that do not know the
// line, and the reports that are silent because another one of the same run
// speaks for them.
//
// It is pure, and the words for a line are made here and nowhere else, so that
// `covls explain`, the editor's covls.explain and its hovers cannot tell two
// stories.
package explain

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
)

// A Question is about one line of one text.
type Question struct {
	// View is what is known of the text, through the flags that are selected.
	View coverage.View
	Line uint32 // 1-based
	// Lines is how many lines the text has; 0 when unknown.
	Lines int
	// Content identifies the text; empty when nobody knows it.
	Content coverage.ContentID
	// Observations are all that reports say of the file, of any content.
	Observations []coverage.Observation
	// Reports are all there are, for those that others speak for.
	Reports []coverage.ReportStatus
	// Flags are those selected; nil means all.
	Flags []string
}

// An Answer is what there is to say of the line.
type Answer struct {
	Path    string
	Line    uint32 // 1-based
	Lines   int    // of the text; 0 when unknown
	Content coverage.ContentID
	// Mark is the verdict. Its State is 0 where the line has none.
	Mark   coverage.Mark
	Said   []Said
	Silent []Silent
	// NearMisses are paths in reports that may mean this file. They are looked
	// for by whoever asks, and only where nothing was said.
	NearMisses []NearMiss
}

// Said is what one report says of the line.
type Said struct {
	Report   *coverage.Report
	Selected bool // its flags are
	// Content is what was measured; empty when nobody knows. Current is set when
	// it is the text in question. The rest is empty where it is not set, since it
	// would be about another line.
	Content      coverage.ContentID
	Current      bool
	Excluded     bool
	Instrumented bool
	Hits         coverage.Line // where Instrumented
	Branches     []coverage.Branch
	// Counted are branches that the format only counts; 0 of 0 without any.
	Counted    coverage.BranchCount
	Statements []coverage.Statement // that begin on the line
	Ranges     []coverage.Range     // the same, from formats that measure text
	Functions  []coverage.Function  // the same
	Tests      []string             // that ran the line, where the report knows
}

// Silent is a report of which Speaker, of the same run, says more.
type Silent struct{ Report, Speaker string }

// A NearMiss is a path that ends as the file's does.
type NearMiss struct{ Report, Path string }

// Line collects the answer.
func Line(q Question) Answer {
	a := Answer{Path: q.View.Path, Line: q.Line, Lines: q.Lines, Content: q.Content}
	i, found := slices.BinarySearchFunc(q.View.Marks, q.Line, func(m coverage.Mark, line uint32) int {
		return cmp.Compare(m.Line, line)
	})
	if found {
		a.Mark = q.View.Marks[i]
	}
	for _, o := range q.Observations {
		a.Said = append(a.Said, said(o, &q))
	}
	for _, r := range q.Reports {
		speaks := func(o coverage.Observation) bool { return o.Report.Name == r.SameRun }
		if r.SameRun != "" && slices.ContainsFunc(q.Observations, speaks) {
			a.Silent = append(a.Silent, Silent{r.Name, r.SameRun})
		}
	}
	return a
}

func said(o coverage.Observation, q *Question) Said {
	s := Said{
		Report:  o.Report,
		Content: o.Content,
		Current: q.Content != "" && o.Content == q.Content,
		Selected: q.Flags == nil ||
			slices.ContainsFunc(q.Flags, o.Report.HasFlag),
	}
	if !s.Current {
		return s
	}
	f, line := o.File, q.Line
	_, s.Excluded = slices.BinarySearch(f.Excluded, line)
	if l, found := at(f.Lines, line, func(l coverage.Line) uint32 { return l.Number }); found {
		s.Hits, s.Instrumented = l[0], true
	}
	if c, found := at(f.BranchCounts, line, func(c coverage.BranchCount) uint32 { return c.Line }); found {
		s.Counted = c[0]
	}
	s.Branches, _ = at(f.Branches, line, func(b coverage.Branch) uint32 { return b.Line })
	s.Statements, _ = at(f.Statements, line, func(s coverage.Statement) uint32 { return s.Line })
	s.Ranges, _ = at(f.Ranges, line, func(r coverage.Range) uint32 { return r.Start.Line })
	s.Functions, _ = at(f.Functions, line, func(f coverage.Function) uint32 { return f.Line })
	s.Tests = f.TestsOf(line)
	return s
}

// at gives the elements of a sorted list that are of one line. They stay the
// list's.
func at[T any](list []T, line uint32, lineOf func(T) uint32) (on []T, found bool) {
	compare := func(x T, line uint32) int { return cmp.Compare(lineOf(x), line) }
	begin, found := slices.BinarySearchFunc(list, line, compare)
	if !found {
		return nil, false
	}
	end, _ := slices.BinarySearchFunc(list[begin:], line+1, compare)
	return list[begin : begin+end : begin+end], true
}
