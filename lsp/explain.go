package lsp

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// Why is this line red, or nothing? Everything that reports say of a line, also
// those that measured another text and those that do not know the line.

// explain gives the answer as plain text, one observation a line. line is 0-based.
func (v *fileView) explain(line uint32, now time.Time) string {
	verdict := "not instrumented"
	if m, ok := v.mark(line); ok {
		verdict = v.verdict(m, plain)
	}
	lines := []string{fmt.Sprintf("%s:%d: %s", v.Path, line+1, verdict)}
	if len(v.observations) == 0 {
		lines = append(lines, "no report speaks of this file")
	}
	for _, o := range v.observations {
		s := "- " + v.says(o, line+1) + ", " + measured(o.Report, now, plain)
		if o.Report.Format != "" {
			s += ", " + oneLine(o.Report.Format)
		}
		if !v.settings.shows(o.Report) {
			s += "; its flags are not selected"
		}
		lines = append(lines, s)
	}
	for _, b := range v.Merged.Branches {
		if b.Line == line+1 {
			lines = append(lines, "- "+branchLine(b, plain))
		}
	}
	return strings.Join(lines, "\n")
}

// says is what one observation tells of a line, 1-based.
func (v *fileView) says(o coverage.Observation, line uint32) string {
	switch {
	case o.Content == "":
		return "about a text that nobody knows"
	case !v.knows(o):
		return "about another text of this file"
	}
	if _, excluded := slices.BinarySearch(o.File.Excluded, line); excluded {
		return "excluded"
	}
	i, found := slices.BinarySearchFunc(o.File.Lines, line, func(l coverage.Line, n uint32) int {
		return cmp.Compare(l.Number, n)
	})
	switch {
	case !found:
		return "does not instrument this line"
	case o.File.Lines[i].Inexact():
		return "ran"
	}
	return count(o.File.Lines[i].Shown(), "hit")
}

// knows reports whether the observation is one of this text.
func (v *fileView) knows(o coverage.Observation) bool {
	return !v.lost && o.Content == v.ids[asIs]()
}

// shows reports whether a report counts for the selected flags.
func (s *settings) shows(r *coverage.Report) bool {
	return s.flags == nil || slices.ContainsFunc(s.flags, r.HasFlag)
}
