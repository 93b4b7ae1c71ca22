package v8

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// One report. Its scripts are in a list, either bare or below "result" (V8) or
// "data" (monocart), or it is a single script (Deno). Node puts the source maps
// of all of them behind the list, so that scripts wait until their map was
// seen; an entry of a browser has all that belongs to it, and is let go at once.

// mostRanges bounds the ranges that wait at one time, 16 bytes each. A process
// that ran ten thousand scripts has about a million.
const mostRanges = 4 << 20

// Read reads one file: see coverage.Reader.
func Read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	out := newWriter(limits, emit)
	var w waiting
	d := newReader(r, out.limits, &out.info.Dropped)
	d.keep = w.add
	d.complete = out.script
	d.mapped = func(url string, o origin) error {
		for _, s := range w.scripts {
			if s.url != url {
				continue
			}
			if err := out.script(o.of(s)); err != nil {
				return err
			}
			*s = script{}
		}
		return nil
	}
	if err := d.document(); err != nil {
		return out.info, err
	}
	for _, s := range w.scripts {
		if s.url == "" {
			continue
		}
		if err := out.script(s); err != nil {
			return out.info, err
		}
	}
	return out.info, nil
}

// waiting are scripts of which not all is known yet.
type waiting struct {
	scripts []*script
	ranges  int
}

func (w *waiting) add(s *script) error {
	if w.ranges += s.ranges(); w.ranges > mostRanges {
		return tooManyRanges()
	}
	w.scripts = append(w.scripts, s)
	return nil
}

func tooManyRanges() error {
	return &coverage.ReadError{Format: name, Err: coverage.ErrLimit, Detail: fmt.Sprintf("more than %d ranges", mostRanges)}
}

// A reader takes scripts and source maps off one file.
type reader struct {
	*jsonscan.Scanner
	limits  coverage.Limits
	dropped *coverage.Dropped
	// keep takes a script whose source map may still come, complete one that
	// has all it ever will, and mapped a source map. Any may be nil: then that
	// part of the file is passed over.
	keep, complete func(*script) error
	mapped         func(url string, o origin) error

	scripts int
	spans   int  // of the script at hand
	maps    bool // there are source maps behind the scripts
}

func newReader(r io.Reader, limits coverage.Limits, dropped *coverage.Dropped) *reader {
	return &reader{Scanner: jsonscan.New(r, name, limits), limits: limits, dropped: dropped}
}

// document reads the file.
func (r *reader) document() error {
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	list := kind == jsonscan.Array
	switch kind {
	case jsonscan.Array:
		err = r.Elements(func(int) error { return r.entry(r.complete) })
	case jsonscan.Object:
		list, err = r.object()
	default:
		err = notReport()
	}
	if err == nil {
		err = r.End()
	}
	if err == nil && !list {
		err = notReport()
	}
	return err
}

func notReport() error {
	return &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it should be a script with functions, or a list of scripts"}
}

// object reads a file that is an object. list says whether scripts were in it.
func (r *reader) object() (list bool, err error) {
	var alone entry
	err = r.Members(func(key []byte) error {
		kind, err := r.Kind()
		if err != nil {
			return err
		}
		switch {
		case string(key) == "result" && kind == jsonscan.Array:
			list = true
			return r.Elements(func(int) error { return r.entry(r.keep) })
		case string(key) == "data" && kind == jsonscan.Array:
			list = true
			return r.Elements(func(int) error { return r.entry(r.complete) })
		case string(key) == "source-map-cache":
			return r.cache()
		}
		return r.field(&alone, key)
	})
	if err != nil || !alone.listed {
		return list, err
	}
	return true, r.finish(&alone, r.complete)
}

// entry reads one script and hands it on.
func (r *reader) entry(to func(*script) error) error {
	if to == nil {
		return r.Skip()
	}
	var e entry
	if err := r.Members(func(key []byte) error { return r.field(&e, key) }); err != nil {
		return err
	}
	return r.finish(&e, to)
}

// finish hands a script on if it is one of the project's own.
func (r *reader) finish(e *entry, to func(*script) error) error {
	if to == nil || !wanted(e.url) {
		return nil
	}
	if r.scripts++; r.scripts > r.limits.Sections {
		return r.limit("more than %d scripts", r.limits.Sections)
	}
	if len(e.functions) == 0 && len(e.used) == 0 && e.size == 0 {
		if !e.listed {
			r.dropped.Add(0, "%s: it has neither functions nor ranges", e.url)
		}
		return nil
	}
	if e.origin == nil {
		e.lines = nil
	}
	sortFunctions(e.functions)
	return to(&e.script)
}

func (r *reader) limit(format string, n int) error {
	return &coverage.ReadError{Format: name, Offset: r.Offset(), Err: coverage.ErrLimit, Detail: fmt.Sprintf(format, n)}
}
