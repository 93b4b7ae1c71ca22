package coveralls

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The list of source files: one in memory, emitted when it is complete, since
// its name may come behind its counts.

// A reader is one call of Read.
type reader struct {
	*jsonscan.Scanner
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	records int  // of the source file at hand
	listed  bool // the report has source_files
}

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	rd := &reader{Scanner: jsonscan.New(r, name, limits), limits: limits, emit: emit}
	err := rd.Members(func(key []byte) error {
		if string(key) != "source_files" {
			return nil
		}
		kind, err := rd.Kind()
		rd.listed = rd.listed || kind == jsonscan.Array
		if err != nil {
			return err
		}
		return rd.Elements(rd.sourceFile)
	})
	if err == nil {
		err = rd.End()
	}
	if err == nil && !rd.listed {
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it has no list of source_files"}
	}
	return rd.info, err
}

// sourceFile reads one element of the list and emits it.
func (r *reader) sourceFile(i int) error {
	f := &r.section.File
	f.Reset()
	r.section.Path, r.records = "", 0
	if err := r.Members(r.field); err != nil {
		return err
	}
	if r.section.Path == "" {
		r.info.Dropped.Add(0, "source file %d of the list has no name", i+1)
		return nil
	}
	if r.info.Sections >= r.limits.Sections {
		return r.limit("more than %d source files", r.limits.Sections)
	}
	f.Sort(coverage.Max)
	markEvaluated(f.Branches)
	r.info.Sections++
	return r.emit(&r.section)
}

func (r *reader) field(key []byte) error {
	switch string(key) {
	case "name":
		text, _, err := r.Text()
		r.section.Path = string(text)
		return err
	case "coverage":
		return r.Elements(r.line)
	case "branches":
		return r.branches()
	}
	return nil
}

// line reads the element for line i+1. What is no number is a line without code.
func (r *reader) line(i int) error {
	hits, ok, err := r.Int()
	if !ok || err != nil {
		return err
	}
	if i >= coverage.MaxLine {
		r.info.Dropped.Add(0, "line %d: no source file is that long", i+1)
		return nil
	}
	r.section.File.Lines = append(r.section.File.Lines, coverage.Line{Number: uint32(i + 1), Hits: uint64(max(hits, 0))})
	return r.record()
}

// record counts one more entry against the limit.
func (r *reader) record() error {
	if r.records++; r.records > r.limits.Records {
		return r.limit("more than %d records for one source file", r.limits.Records)
	}
	return nil
}

func (r *reader) limit(format string, n int) error {
	return &coverage.ReadError{Format: name, Offset: r.Offset(), Err: coverage.ErrLimit, Detail: fmt.Sprintf(format, n)}
}
