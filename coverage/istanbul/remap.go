package istanbul

import (
	"math"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/v8/sourcemap"
)

// From generated code back to the original files. The rules are those of
// istanbul-lib-source-maps, so that the numbers are the ones that nyc reports:
// a region begins where the segment around its first character was written, and
// ends where the one behind its last character was, or with the line. What has
// no such place in one file was made by the generator and is left out. Regions
// that come from one place ran as often as all of them together.

// remap makes a source of every original file. The order is that in which they
// first appear.
func (s *source) remap() []*source {
	m := &remapper{from: s, bySource: map[int32]*source{}, branches: map[branchKey]int{}}
	for _, st := range s.statements.rows {
		if p, to, ok := m.place(st.place); ok {
			st.place = p
			to.statements.rows = append(to.statements.rows, st)
		}
	}
	for _, fn := range s.functions.rows {
		decl, to, ok := m.place(fn.decl)
		body, other, both := m.place(fn.body)
		if ok && both && to == other {
			fn.place, fn.end = decl, body.lastLine()
			to.functions.rows = append(to.functions.rows, fn)
		}
	}
	for _, b := range s.branches.rows {
		m.branch(b)
	}
	return m.sources
}

// A remapper is the state of one remap.
type remapper struct {
	from     *source
	bySource map[int32]*source
	sources  []*source
	branches map[branchKey]int // index among a source's branches
}

// place finds where a region was written, and the source that it belongs to.
func (m *remapper) place(p place) (place, *source, bool) {
	if p.line == 0 || p.endLine == 0 {
		return place{}, nil, false
	}
	origin := m.from.origin
	start, ok := around(origin, p.line-1, int64(p.col))
	if !ok {
		return place{}, nil, false
	}
	last, ok := around(origin, p.endLine-1, int64(p.endCol)-1)
	if p.endCol == 0 && p.endLine > 1 { // to the end of the line before
		last, ok = around(origin, p.endLine-2, math.MaxUint32)
	}
	if !ok || last.Source != start.Source {
		return place{}, nil, false
	}
	out := place{line: start.SourceLine + 1, col: start.SourceCol, endLine: last.SourceLine + 1}
	if next, ok := origin.NextOrigin(last.Source, last.SourceLine, last.SourceCol); ok {
		out.endCol = next
	} else {
		out.endLine++
	}
	if out.line == out.endLine && out.col == out.endCol {
		end, ok := origin.After(p.endLine-1, p.endCol)
		if !ok || end.Source == sourcemap.Unmapped {
			return place{}, nil, false
		}
		out.endLine, out.endCol = end.SourceLine+1, max(end.SourceCol, 1)-1
	}
	return out, m.source(start.Source), true
}

// around is the segment in which a place lies, or the next one on its line
// where that comes from nowhere.
func around(m *sourcemap.Map, line uint32, col int64) (sourcemap.Segment, bool) {
	at := uint32(max(col, 0))
	if seg, ok := m.At(line, at); ok && seg.Source != sourcemap.Unmapped {
		return seg, true
	}
	seg, ok := m.After(line, at)
	return seg, ok && seg.Source != sourcemap.Unmapped
}

// source gives the original file that a segment names.
func (m *remapper) source(i int32) *source {
	s := m.bySource[i]
	if s == nil {
		s = &source{path: sourcemap.Resolve(m.from.path, m.from.origin.Sources[i]), mapped: true, rule: coverage.Sum}
		m.bySource[i] = s
		m.sources = append(m.sources, s)
	}
	return s
}

// lastLine is the line on which a region has its last character.
func (p place) lastLine() uint32 {
	if p.endCol == 0 && p.endLine > p.line {
		return p.endLine - 1
	}
	return p.endLine
}

// A branchKey is what makes two decisions of generated code one.
type branchKey struct {
	to          *source
	kind        string
	first, last place
	arms        int
}

// branch adds a decision with those of its arms that were written somewhere. An
// else that nobody wrote is none: so nyc does it, and the library's versions
// from 5 on, which jest has, keep it.
func (m *remapper) branch(b branch) {
	var to *source
	var arms []uint64
	var first, last place
	hits := m.from.arms[b.arms[0]:b.arms[1]]
	for i, loc := range m.from.places[b.locs[0]:b.locs[1]] {
		p, source, ok := m.place(loc)
		switch {
		case i >= len(hits):
			continue
		case ok && to == nil:
			to, first = source, p
		case ok && source != to:
			return
		case !ok:
			continue
		}
		arms = append(arms, hits[i])
		last = p
	}
	if to == nil || !b.counted {
		return
	}
	b.place = first
	if p, _, ok := m.place(b.loc); ok {
		b.place = p
	}
	key := branchKey{to, b.kind, first, last, len(arms)}
	if i, ok := m.branches[key]; ok {
		sum := to.arms[to.branches.rows[i].arms[0]:]
		for n, hits := range arms {
			sum[n] = coverage.AddHits(sum[n], hits)
		}
		return
	}
	b.arms = [2]int{len(to.arms), len(to.arms) + len(arms)}
	to.arms = append(to.arms, arms...)
	m.branches[key] = len(to.branches.rows)
	to.branches.rows = append(to.branches.rows, b)
}
