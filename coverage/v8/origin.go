package v8

import (
	"github.com/covls/covls/coverage/internal/jsonscan"
	"github.com/covls/covls/coverage/v8/sourcemap"
)

// Where scripts were generated from. Node notes the source map of every script
// that names one, whether or not it was asked to use them, with the lengths of
// the script's lines, so that the generated file itself is not needed.

// An origin is where a script was generated from.
type origin struct {
	lines []uint32
	m     *sourcemap.Map
}

func (o origin) of(s *script) *script {
	s.lines, s.origin = o.lines, o.m
	return s
}

// cache reads Node's source maps.
func (r *reader) cache() error {
	return r.Members(func(key []byte) error {
		url := string(key)
		if !wanted(url) {
			return nil
		}
		r.maps = true
		if r.mapped == nil {
			return nil
		}
		var o origin
		err := r.Members(func(key []byte) (err error) {
			switch string(key) {
			case "lineLengths":
				o.lines, err = r.lineLengths()
			case "data":
				o.m, err = r.sourceMap(url)
			}
			return err
		})
		if err != nil || o.m == nil || o.lines == nil {
			return err
		}
		return r.mapped(url, o)
	})
}

func (r *reader) lineLengths() (lines []uint32, err error) {
	err = r.Elements(func(int) error {
		if len(lines) >= r.limits.Records {
			return r.limit("more than %d lines", r.limits.Records)
		}
		n, _, err := r.offset()
		lines = append(lines, n)
		return err
	})
	return lines, err
}

// sourceMap reads a source map. One that cannot be read leaves the script
// without: what is broken about it is said, and the rest of the report stands.
func (r *reader) sourceMap(url string) (*sourcemap.Map, error) {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.Object {
		return nil, err
	}
	raw, err := r.Raw()
	if err != nil {
		return nil, err
	}
	return r.parseMap(url, raw), nil
}

func (r *reader) parseMap(url string, data []byte) *sourcemap.Map {
	m, err := sourcemap.Parse(data, r.limits)
	if err != nil {
		r.dropped.Add(0, "%s: its source map is not used: %v", url, err)
		return nil
	}
	if len(m.Sources) == 0 {
		return nil
	}
	return m
}
