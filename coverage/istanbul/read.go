package istanbul

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
	"github.com/covls/covls/coverage/v8/sourcemap"
)

// The report as a whole: member after member, one in memory.

// A reader is one call of Read.
type reader struct {
	*jsonscan.Scanner
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	source  source
	files   int // members that are files, also those that were dropped
	members int
	kinds   map[string]string // of decisions: few that repeat
}

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	rd := &reader{
		Scanner: jsonscan.New(r, name, limits),
		limits:  limits,
		emit:    emit,
		kinds:   map[string]string{},
	}
	kind, err := rd.Kind()
	if err != nil {
		return rd.info, err
	}
	if kind != jsonscan.Object {
		return rd.info, &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it should be an object with a member for each source file"}
	}
	if err := rd.Members(rd.member); err != nil {
		return rd.info, err
	}
	if err := rd.End(); err != nil {
		return rd.info, err
	}
	if rd.files == 0 && rd.members > 0 {
		return rd.info, &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "no member has a statementMap"}
	}
	return rd.info, nil
}

// member reads one source file and emits it.
func (r *reader) member(key []byte) error {
	r.members++
	r.source.reset(string(key))
	if err := r.Members(r.field); err != nil {
		return err
	}
	src := &r.source
	switch {
	case !src.mapped:
		r.info.Dropped.Add(0, "%s: no statementMap: this member is not the coverage of a file", src.path)
		return nil
	case src.generated && src.origin == nil:
		r.files++
		r.info.Dropped.Add(0, "%s: its lines are those of generated code, and its source map cannot be read: read the remapped coverage-final.json, which `nyc report --reporter=json` writes", src.path)
		return nil
	}
	r.files++
	if src.origin == nil {
		return r.flush(src)
	}
	originals := src.remap()
	if len(originals) == 0 {
		return r.flush(src) // the map speaks of nothing that was counted
	}
	for _, original := range originals {
		if err := r.flush(original); err != nil {
			return err
		}
	}
	return nil
}

// flush emits what is said of one source file.
func (r *reader) flush(src *source) error {
	if src.path == "" {
		r.info.Dropped.Add(0, "a source file without a name")
		return nil
	}
	if r.info.Sections >= r.limits.Sections {
		return r.limit("more than %d source files", r.limits.Sections)
	}
	r.section.Path = src.path
	src.fill(&r.section.File, &r.info.Dropped)
	r.info.Sections++
	return r.emit(&r.section)
}

// field reads one member of a source file.
func (r *reader) field(key []byte) error {
	src := &r.source
	switch string(key) {
	case "path":
		return r.path()
	case "data": // old istanbul-api wraps the file
		return r.Members(r.field)
	case "inputSourceMap":
		return r.sourceMap()
	case "statementMap":
		src.mapped = true
		return r.each(r.statement)
	case "fnMap":
		return r.each(r.function)
	case "branchMap":
		return r.each(r.branch)
	case "s":
		return r.each(r.statementHits)
	case "f":
		return r.each(r.functionHits)
	case "b":
		return r.each(r.branchHits)
	}
	return nil
}

// sourceMap reads the map of a file that was generated before it was
// instrumented, which nyc keeps until it reports.
func (r *reader) sourceMap() error {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.Object && kind != jsonscan.String {
		return err
	}
	r.source.generated = true
	raw, err := r.Raw()
	if err != nil {
		return err
	}
	if m, err := sourcemap.Parse(raw, r.limits); err == nil && len(m.Sources) > 0 {
		r.source.origin = m
	}
	return nil
}

// path takes the member's own path, which is right where its key is not: on
// Windows, and in files that were moved (formats §7).
func (r *reader) path() error {
	text, ok, err := r.Text()
	if ok && len(text) > 0 {
		r.source.path = string(text)
	}
	return err
}

func (r *reader) limit(format string, n int) error {
	return &coverage.ReadError{Format: name, Offset: r.Offset(), Err: coverage.ErrLimit, Detail: fmt.Sprintf(format, n)}
}
