package cobertura

import (
	"bytes"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The walk over the elements. Classes that follow one another and name the same
// file become one section; the report's other classes of that file become
// further sections, which Format.Duplicates says how to combine.

// rootsFactor bounds all sources together, in strings of the largest size.
const rootsFactor = 16

type reader struct {
	scan     *xmlscan.Scanner
	limits   coverage.Limits
	emit     func(*coverage.Section) error
	info     coverage.ReadInfo
	bitsOnly bool

	source    []byte // of the current <source>
	inSource  bool
	rootBytes int // in section.Roots

	section coverage.Section // its file is sorted when it is emitted
	open    bool             // section is of a class that was read
	records int              // read for section
	class   class
}

func (r *reader) run() error {
	for {
		token, err := r.scan.Next()
		switch {
		case err == io.EOF:
			return r.flush()
		case err != nil:
			return err
		case token == xmlscan.Start:
			err = r.start()
		case token == xmlscan.End:
			err = r.end()
		case r.inSource:
			r.source = append(r.source, r.scan.Text()...)
			err = r.checkSource()
		}
		if err != nil {
			return err
		}
	}
}

func (r *reader) start() error {
	if r.scan.Depth() == 1 {
		return r.root()
	}
	switch string(r.scan.Name()) {
	case "line":
		return r.line()
	case "method":
		r.class.beginMethod(r.scan)
	case "class":
		return r.beginClass()
	case "source":
		r.inSource, r.source = true, r.source[:0]
	}
	return nil
}

func (r *reader) end() error {
	switch string(r.scan.Name()) {
	case "method":
		return r.endMethod()
	case "class":
		r.endClass()
	case "source":
		r.endSource()
	}
	return nil
}

func (r *reader) root() error {
	if string(r.scan.Name()) != "coverage" || isRival(r.scan) {
		return r.scan.Fail(coverage.ErrNotReport, "its root is not that of a Cobertura report")
	}
	return nil
}

// endSource keeps a source. Sections share one slice and see the sources that
// came before them, which in practice is all of them.
func (r *reader) endSource() {
	r.inSource = false
	if source := bytes.TrimSpace(r.source); len(source) > 0 {
		r.section.Roots = append(r.section.Roots, string(source))
		r.rootBytes += len(source)
	}
}

func (r *reader) checkSource() error {
	if len(r.source) > r.limits.StringSize || r.rootBytes+len(r.source) > rootsFactor*r.limits.StringSize {
		return r.scan.Fail(coverage.ErrLimit, "its sources are longer than limits allow")
	}
	return nil
}

// count counts one record of the section against the limit.
func (r *reader) count() error {
	if r.records++; r.records > r.limits.Records {
		return r.scan.Fail(coverage.ErrLimit, "more than %d records of %.200q", r.limits.Records, r.section.Path)
	}
	return nil
}

// drop counts a record that makes no sense.
func (r *reader) drop(format string, args ...any) {
	line := 0
	if r.info.Dropped.Count == 0 {
		line = r.scan.Line() // costs a look at the whole buffer, and only the first is kept
	}
	r.info.Dropped.Add(line, format, args...)
}

// flush emits the section that is being read.
func (r *reader) flush() error {
	if !r.open {
		return nil
	}
	r.open = false
	if r.info.Sections++; r.info.Sections > r.limits.Sections {
		return r.scan.Fail(coverage.ErrLimit, "more than %d source files", r.limits.Sections)
	}
	r.section.File.Sort(coverage.Max)
	err := r.emit(&r.section)
	r.section.File.Reset()
	r.records = 0
	return err
}
