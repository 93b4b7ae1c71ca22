package lsp

import (
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
)

// Why is this line red, or nothing? The words are those of `covls explain`.

// answer is what there is to say of a line, 1-based.
func (v *fileView) answer(line uint32) explain.Answer {
	q := explain.Question{
		View: v.View, Line: line, Lines: v.lines().count(),
		Observations: v.observations, Reports: v.reports, Flags: v.settings.flags,
	}
	if !v.lost {
		q.Content = v.ids[asIs]()
	}
	return explain.Line(q)
}

// shows reports whether a report counts for the selected flags.
func (s *settings) shows(r *coverage.Report) bool {
	return s.flags == nil || slices.ContainsFunc(s.flags, r.HasFlag)
}
