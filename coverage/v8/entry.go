package v8

import (
	"math"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// One script, field by field.

// An entry is a script while it is read.
type entry struct {
	script
	listed bool // it has a list of functions or ranges
	known  bool // its URL was read
}

// wanted reports whether a script may belong to a project: it has a file's name
// or a server's. Node's own modules, evaluated strings and what lies in
// node_modules do not; they are nine tenths of what Node writes.
func wanted(url string) bool {
	if strings.Contains(url, "/node_modules/") {
		return false
	}
	scheme, _, ok := strings.Cut(url, ":")
	if !ok || len(scheme) == 1 { // a path; C:\ is one too
		return strings.ContainsAny(url, `/\`)
	}
	switch scheme {
	case "file", "http", "https", "webpack", "vite", "app":
		return true
	}
	return url[0] == '/' // a path with a colon in it
}

// field reads one member of a script.
func (r *reader) field(e *entry, key []byte) error {
	switch string(key) {
	case "url":
		text, _, err := r.Text()
		e.url, e.known, r.spans = string(text), true, 0
		return err
	case "functions":
		return r.functions(e)
	case "ranges":
		return r.used(e)
	case "rawScriptCoverage": // Puppeteer keeps V8's own words beside its own
		return r.Members(func(key []byte) error { return r.field(e, key) })
	case "source", "text":
		return r.source(e)
	case "sourceMap":
		m, err := r.sourceMap(e.url)
		e.origin = m
		return err
	}
	return nil
}

// functions reads what V8 says of a script, unless nobody wants the script.
func (r *reader) functions(e *entry) error {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.Array {
		return err
	}
	e.listed = true
	if e.known && !wanted(e.url) {
		return nil
	}
	e.functions = nil
	return r.Elements(func(int) error {
		f, err := r.function(e.url)
		if err == nil && len(f.spans) > 0 {
			e.functions = append(e.functions, f)
		}
		return err
	})
}

func (r *reader) function(url string) (f function, err error) {
	var calls uint64
	err = r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "functionName":
			var text []byte
			text, _, err = r.Text()
			f.name = string(text)
		case "isBlockCoverage":
			var kind byte
			kind, err = r.literal()
			f.blocks = kind == 't'
		case "ranges":
			f.spans, err = r.list(url)
		case "count": // merged reports that lost the blocks of some calls
			calls, err = r.count()
		}
		return err
	})
	if err == nil && len(f.spans) == 0 {
		r.dropped.Add(0, "%s: function %q has no range", url, f.name)
		return f, nil
	}
	if err == nil {
		f.calls = max(calls, f.spans[0].count)
	}
	return f, err
}

// list reads ranges. The first is the function's own; what is no range of text
// is dropped.
func (r *reader) list(url string) (spans []span, err error) {
	err = r.Elements(func(int) error {
		s, ok, err := r.span()
		switch {
		case err != nil:
			return err
		case !ok:
			r.dropped.Add(0, "%s: a range that is none", url)
			return nil
		}
		if r.spans++; r.spans > r.limits.Records {
			return r.limit("more than %d ranges in one script", r.limits.Records)
		}
		spans = append(spans, s)
		return nil
	})
	return clip(spans), err
}

// clip drops the room that append left: a script may wait for long.
func clip(spans []span) []span {
	if cap(spans) == len(spans) {
		return spans
	}
	return append(make([]span, 0, len(spans)), spans...)
}

// span reads a range of either spelling.
func (r *reader) span() (s span, ok bool, err error) {
	var from, to bool
	err = r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "startOffset", "start":
			s.start, from, err = r.offset()
		case "endOffset", "end":
			s.end, to, err = r.offset()
		case "count":
			s.count, err = r.count()
		}
		return err
	})
	return s, from && to && s.start < s.end, err
}

// used reads the ranges that ran, where a script has no functions.
func (r *reader) used(e *entry) (err error) {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.Array {
		return err
	}
	e.listed = true
	e.script.used, err = r.list(e.url)
	return err
}

// offset reads a place in a script.
func (r *reader) offset() (n uint32, ok bool, err error) {
	i, ok, err := r.Int()
	if !ok || i < 0 || i > math.MaxInt32 {
		return 0, false, err
	}
	return uint32(i), true, nil
}

// count reads a count; less than none is none.
func (r *reader) count() (uint64, error) {
	i, _, err := r.Int()
	return coverage.ClampHits(uint64(max(i, 0))), err
}

// literal reads true, false or null and gives its first letter.
func (r *reader) literal() (byte, error) {
	raw, err := r.Raw()
	if err != nil || len(raw) == 0 {
		return 0, err
	}
	return raw[0], nil
}

// wantedSource reports whether an original file may belong to a project.
func wantedSource(path string) bool {
	return !strings.Contains("/"+path, "/node_modules/")
}
