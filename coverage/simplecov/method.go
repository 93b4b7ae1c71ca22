package simplecov

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Methods: by their keys in a result set, as a list from formatters.

func (r *reader) methods() error {
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	if kind == jsonscan.Array {
		return r.Elements(r.listedMethod)
	}
	return r.Members(r.method)
}

func (r *reader) method(key []byte) error {
	rest, place, ok := cutSpan(key)
	if !ok {
		r.info.Dropped.Add(0, "%s: %q is no place of a method", r.section.Path, key)
		return nil
	}
	// The key is gone once the count is read.
	fn := coverage.Function{Name: methodName(rest), Line: place.line, EndLine: place.endLine}
	hits, counted, _, err := r.count()
	if !counted {
		return err
	}
	fn.Hits = hits
	return r.addFunction(fn)
}

func (r *reader) listedMethod(i int) error {
	var fn coverage.Function
	var counted, ignored bool
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "name":
			var text []byte
			text, _, err = r.Text()
			fn.Name = string(text)
		case "start_line":
			fn.Line, err = r.lineNumber()
		case "end_line":
			fn.EndLine, err = r.lineNumber()
		case "coverage":
			fn.Hits, counted, ignored, err = r.count()
		}
		return err
	})
	switch {
	case err != nil || ignored:
		return err
	case fn.Line == 0 || !counted:
		r.info.Dropped.Add(0, "%s: method %d of the list has no line or no count", r.section.Path, i+1)
		return nil
	}
	return r.addFunction(fn)
}

func (r *reader) addFunction(fn coverage.Function) error {
	r.section.File.Functions = append(r.section.File.Functions, fn)
	return r.record()
}
