package istanbul

import "github.com/covls/covls/coverage"

// Places, as far as producers write them. Any part may be null or missing: JSON
// has no Infinity, which Istanbul uses for "to the end of the line", and an
// else that nobody wrote has an empty location (formats §7).

// A place is a region of source. Columns count UTF-16 units from 0.
type place struct {
	line, col       uint32 // line is 0 where it is not known
	endLine, endCol uint32 // exclusive; 0, 0 where it is not known
}

// known is the first of the places that has a line.
func known(places ...place) place {
	for _, p := range places {
		if p.line > 0 {
			return p
		}
	}
	return place{}
}

// place reads a location: {"start": {"line", "column"}, "end": {...}}.
func (r *reader) place() (p place, err error) {
	err = r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "start":
			p.line, p.col, _, err = r.position()
		case "end":
			var bounded bool
			p.endLine, p.endCol, bounded, err = r.position()
			if p.endLine > 0 && !bounded {
				// To the end of the line is to the start of the next.
				p.endLine, p.endCol = p.endLine+1, 0
			}
		}
		return err
	})
	if p.endLine == 0 {
		p.endCol = 0
	}
	return p, err
}

// position reads one end of a location. A line that makes no sense is 0.
func (r *reader) position() (line, col uint32, bounded bool, err error) {
	err = r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "line":
			line, _, err = r.number(coverage.MaxLine)
		case "column":
			col, bounded, err = r.number(maxColumn)
		}
		return err
	})
	return line, col, bounded, err
}

// number reads a number from 0 to most; ok is false for all else.
func (r *reader) number(most int64) (n uint32, ok bool, err error) {
	i, ok, err := r.Int()
	if !ok || i < 0 || i > most {
		return 0, false, err
	}
	return uint32(i), true, nil
}

// hits reads a count. One below zero reads as none. One beyond MaxHits
// saturates: JavaScript counts in doubles, which do not wrap around below zero,
// so it is no sign of that as it would be in lcov.
func (r *reader) hits() (n uint64, ok bool, err error) {
	i, ok, err := r.Int()
	return uint64(max(i, 0)), ok, err
}
