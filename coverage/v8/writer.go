package v8

import (
	"fmt"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/v8/sourcemap"
)

// From scripts to sections.

// A writer emits what is said of scripts.
type writer struct {
	limits  coverage.Limits
	info    coverage.ReadInfo
	section coverage.Section
	emit    func(*coverage.Section) error
}

func newWriter(limits coverage.Limits, emit func(*coverage.Section) error) *writer {
	return &writer{limits: limits.OrDefault(), emit: emit}
}

// script emits one script: as itself, or as the files that it was made of.
func (w *writer) script(s *script) error {
	f := &w.section.File
	fill(f, s)
	if s.origin == nil || s.lines == nil {
		return w.flush(s.url)
	}
	ranges := f.Ranges
	f.Ranges = nil
	rest := points(s, ranges)
	calls := callsBySource(s)
	for len(rest) > 0 {
		source := rest[0].source
		n := 1
		for n < len(rest) && rest[n].source == source {
			n++
		}
		f.Reset()
		fillPoints(f, rest[:n])
		f.Calls = append(f.Calls, calls[source]...)
		f.Sort(coverage.Sum)
		rest = rest[n:]
		path := sourcemap.Resolve(s.url, s.origin.Sources[source])
		if path == "" || !wantedSource(path) {
			continue
		}
		if err := w.flush(path); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) flush(path string) error {
	if w.info.Sections >= w.limits.Sections {
		return &coverage.ReadError{Format: name, Err: coverage.ErrLimit, Detail: fmt.Sprintf("more than %d source files", w.limits.Sections)}
	}
	w.section.Path = path
	w.info.Sections++
	return w.emit(&w.section)
}
