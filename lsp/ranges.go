package lsp

import "github.com/covls/covls/coverage"

// Stretches of lines with the same thing missing: what a diagnostic covers, and
// where "next uncovered" goes.

// A stretch is one or more marks of one state with nothing but blank lines and
// comments between them.
type stretch struct {
	state coverage.State
	marks []coverage.Mark // not empty
}

// first and last are 0-based.
func (s stretch) first() int { return int(s.marks[0].Line) - 1 }
func (s stretch) last() int  { return int(s.marks[len(s.marks)-1].Line) - 1 }

// missed gives the stretches that are uncovered or partial, from the top.
func (v *fileView) missed() []stretch {
	var out []stretch
	for i, m := range v.Marks {
		if m.State != coverage.Uncovered && m.State != coverage.Partial {
			continue
		}
		if n := len(out); n > 0 && i > 0 && v.Marks[i-1].State == m.State && out[n-1].state == m.State {
			if before := &out[n-1]; v.onlyComments(before.last()+1, int(m.Line)-1) {
				before.marks = before.marks[:len(before.marks)+1]
				continue
			}
		}
		out = append(out, stretch{m.State, v.Marks[i : i+1]})
	}
	return out
}

// after finds the next stretch below a 0-based line, from the top again when
// there is none; false when nothing is missed.
func after(stretches []stretch, line int) (stretch, bool) {
	for _, s := range stretches {
		if s.first() > line {
			return s, true
		}
	}
	if len(stretches) == 0 {
		return stretch{}, false
	}
	return stretches[0], true
}

// before finds the last one that begins above a line, from the bottom again.
func before(stretches []stretch, line int) (stretch, bool) {
	for i := len(stretches) - 1; i >= 0; i-- {
		if stretches[i].first() < line {
			return stretches[i], true
		}
	}
	if len(stretches) == 0 {
		return stretch{}, false
	}
	return stretches[len(stretches)-1], true
}
