package coverlet

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Methods. A method has no place of its own; it begins on the first of its lines
// and was called as often as that one ran, which is what coverlet writes into
// its lcov reports. It ran if any of its lines did, which is how coverlet counts
// methods: the first line of an iterator or an async method is not always one.

// A method is the one at hand.
type method struct {
	coverage.Function
	ran bool // any of its lines
}

// method reads one method of a class.
func (r *reader) method(key []byte) error {
	m := method{Function: coverage.Function{Name: string(key)}}
	err := r.Members(func(key []byte) error {
		switch string(key) {
		case "Lines":
			r.methods++
			return r.Members(func(key []byte) error { return r.line(&m, key) })
		case "Branches":
			return r.branches(m.Name)
		}
		return nil
	})
	if err != nil || m.Line == 0 {
		return err // without lines it is counted nowhere
	}
	m.Executed = m.ran && m.Hits == 0
	r.section.File.Functions = append(r.section.File.Functions, m.Function)
	return r.record()
}

// line reads one line of a method.
func (r *reader) line(m *method, key []byte) error {
	number := lineOf(key)
	hits, counted, err := r.hits()
	switch {
	case err != nil:
		return err
	case number == 0:
		r.info.Dropped.Add(0, "%s: %q is no line number", r.section.Path, key)
		return nil
	case !counted:
		r.info.Dropped.Add(0, "%s: line %d has no count", r.section.Path, number)
		return nil
	}
	if m.Line == 0 || number < m.Line {
		m.Line, m.Hits = number, hits
	}
	m.EndLine = max(m.EndLine, number)
	m.ran = m.ran || hits > 0
	r.section.File.Lines = append(r.section.File.Lines, coverage.Line{Number: number, Hits: hits})
	return r.record()
}

// hits reads a count. The first versions of coverlet wrote it into an object.
func (r *reader) hits() (hits uint64, ok bool, err error) {
	kind, err := r.Kind()
	if err != nil {
		return 0, false, err
	}
	if kind != jsonscan.Object {
		n, ok, err := r.Int()
		return uint64(max(n, 0)), ok, err
	}
	err = r.Members(func(key []byte) (err error) {
		if string(key) == "Hits" {
			hits, ok, err = r.hits()
		}
		return err
	})
	return hits, ok, err
}

// lineOf is the number that a key spells, or 0.
func lineOf(key []byte) uint32 {
	n := uint32(0)
	for _, c := range key {
		if c < '0' || c > '9' {
			return 0
		}
		if n = n*10 + uint32(c-'0'); n > coverage.MaxLine {
			return 0
		}
	}
	return n
}
