package sourcemap

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The JSON around the mappings. Members come in any order: the mappings wait as
// bytes until the rest is known, and sections until their offset is.

const format = "source map"

// Parse reads a map from its JSON. Some servers put )]}' before it, to keep it
// from being run as a script; that is passed over.
func Parse(data []byte, limits coverage.Limits) (*Map, error) {
	if bytes.HasPrefix(data, []byte(")]}")) {
		_, data, _ = bytes.Cut(data, []byte{'\n'})
	}
	s := jsonscan.New(bytes.NewReader(data), format, limits)
	m, err := Read(s, limits)
	if err == nil {
		err = s.End()
	}
	return m, err
}

// Read reads a map that is the next value of s. Of limits it uses Sections for
// sources and Records for segments. A value that is no map gives an empty one.
func Read(s *jsonscan.Scanner, limits coverage.Limits) (*Map, error) {
	r := &reader{Scanner: s, limits: limits.OrDefault(), m: &Map{}}
	if err := r.object(0, 0); err != nil {
		return nil, err
	}
	if !slices.IsSortedFunc(r.m.Segments, byPlace) {
		slices.SortStableFunc(r.m.Segments, byPlace)
	}
	return r.m, nil
}

func byPlace(a, b Segment) int { return a.compare(b.Line, b.Col) }

// A reader puts a map together, out of one object or of the sections of one.
type reader struct {
	*jsonscan.Scanner
	limits coverage.Limits
	m      *Map
}

// object reads a map whose generated code begins at line and col.
func (r *reader) object(line, col uint32) error {
	var root string
	var mappings []byte
	first := len(r.m.Sources)
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "sourceRoot":
			root, err = r.text()
		case "sources":
			err = r.sources()
		case "mappings":
			// It may be longer than any other string of a report, and has no
			// escapes but those of slashes, which some encoders write.
			var raw []byte
			raw, err = r.Raw()
			mappings = bytes.ReplaceAll(bytes.Trim(raw, `"`), []byte(`\/`), []byte("/"))
		case "sections":
			err = r.Elements(func(int) error { return r.section() })
		}
		return err
	})
	if err != nil {
		return err
	}
	for i := first; i < len(r.m.Sources); i++ {
		r.m.Sources[i] = rooted(root, r.m.Sources[i])
	}
	d := decoder{line: line, begin: col, base: first, sources: len(r.m.Sources) - first, most: r.limits.Records, segments: r.m.Segments}
	err = d.decode(mappings)
	r.m.Segments = d.segments
	return err
}

func (r *reader) text() (string, error) {
	text, _, err := r.Text()
	return string(text), err
}

// sources reads the names of sources. One that is null stays, as "".
func (r *reader) sources() error {
	return r.Elements(func(int) error {
		if len(r.m.Sources) >= r.limits.Sections {
			return &coverage.ReadError{Format: format, Err: coverage.ErrLimit, Detail: fmt.Sprintf("more than %d sources", r.limits.Sections)}
		}
		name, err := r.text()
		r.m.Sources = append(r.m.Sources, name)
		return err
	})
}

// section reads one map of several. Its own bytes wait until its offset is
// known, which generators write first and need not.
func (r *reader) section() error {
	var offset Segment
	var raw []byte
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "offset":
			offset, err = r.offset()
		case "map":
			raw, err = r.Raw()
			raw = bytes.Clone(raw)
		}
		return err
	})
	if err != nil || raw == nil {
		return err
	}
	part := &reader{Scanner: jsonscan.New(bytes.NewReader(raw), format, r.limits), limits: r.limits, m: r.m}
	return part.object(offset.Line, offset.Col)
}

func (r *reader) offset() (s Segment, err error) {
	err = r.Members(func(key []byte) error {
		n, ok, err := r.Int()
		if !ok || n < 0 || n > maxPlace {
			return err
		}
		switch string(key) {
		case "line":
			s.Line = uint32(n)
		case "column":
			s.Col = uint32(n)
		}
		return err
	})
	return s, err
}
