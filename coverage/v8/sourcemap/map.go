// Package sourcemap reads source maps (ECMA-426, "revision 3"), which say where
// the pieces of generated JavaScript come from, and answers what coverage asks
// of them: where a place of the generated code was written, and how far the
// piece of source goes that stands there.
//
// A map is as untrusted as the report that holds it, and may be half of its
// size. So it is decoded in one pass into one slice of plain numbers, the texts
// of the sources in it are passed over, and nothing is opened by a name in it.
package sourcemap

import (
	"cmp"
	"slices"
	"sync"
)

// A Map is one decoded source map. It may be used from several goroutines.
type Map struct {
	// Sources are the original files as the map spells them, with its source
	// root before those that are relative: see Resolve.
	Sources []string
	// Segments are in the order of the generated code.
	Segments []Segment

	originals sync.Once
	byOrigin  []origin // segments by source and place
}

// Unmapped is the source of a segment that comes from nowhere.
const Unmapped = -1

// A Segment says where the generated text from its place to that of the next
// one comes from. Lines and columns are 0-based, columns in UTF-16 units.
type Segment struct {
	Line, Col             uint32
	Source                int32 // index in Sources, or Unmapped
	SourceLine, SourceCol uint32
}

func (s Segment) compare(line, col uint32) int {
	return cmp.Or(cmp.Compare(s.Line, line), cmp.Compare(s.Col, col))
}

// At is the segment in which a place of the generated code lies: the last one
// on its line that begins there or before.
func (m *Map) At(line, col uint32) (Segment, bool) {
	i := m.search(line, col)
	if i < len(m.Segments) && m.Segments[i].compare(line, col) == 0 {
		// Of several at one place the last is what a generator settled on.
		for i+1 < len(m.Segments) && m.Segments[i+1].compare(line, col) == 0 {
			i++
		}
		return m.Segments[i], true
	}
	if i == 0 || m.Segments[i-1].Line != line {
		return Segment{}, false
	}
	return m.Segments[i-1], true
}

// After is the first segment that begins at a place or behind it on its line.
func (m *Map) After(line, col uint32) (Segment, bool) {
	i := m.search(line, col)
	if i == len(m.Segments) || m.Segments[i].Line != line {
		return Segment{}, false
	}
	return m.Segments[i], true
}

// search is the index of the first segment at or behind a place.
func (m *Map) search(line, col uint32) int {
	i, _ := slices.BinarySearchFunc(m.Segments, Segment{}, func(s, _ Segment) int {
		if s.compare(line, col) < 0 {
			return -1
		}
		return 1
	})
	return i
}

// An origin is a place in a source from which something was generated.
type origin struct {
	source    int32
	line, col uint32
}

func (o origin) compare(p origin) int {
	return cmp.Or(cmp.Compare(o.source, p.source), cmp.Compare(o.line, p.line), cmp.Compare(o.col, p.col))
}

// NextOrigin is the column of the next place, behind col and on the same line
// of a source, from which something was generated: what was written at col ends
// there at the latest. ok is false when nothing follows on the line.
func (m *Map) NextOrigin(source int32, line, col uint32) (next uint32, ok bool) {
	m.originals.Do(m.sortOrigins)
	i, _ := slices.BinarySearchFunc(m.byOrigin, origin{source, line, col + 1}, origin.compare)
	if i == len(m.byOrigin) || m.byOrigin[i].source != source || m.byOrigin[i].line != line {
		return 0, false
	}
	return m.byOrigin[i].col, true
}

func (m *Map) sortOrigins() {
	for _, s := range m.Segments {
		if s.Source != Unmapped {
			m.byOrigin = append(m.byOrigin, origin{s.Source, s.SourceLine, s.SourceCol})
		}
	}
	slices.SortFunc(m.byOrigin, origin.compare)
	m.byOrigin = slices.Compact(m.byOrigin)
}
