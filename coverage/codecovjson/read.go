package codecovjson

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The report as a whole: member after member, one source file in memory.

// A reader is one call of Read.
type reader struct {
	*jsonscan.Scanner
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	records int  // of the source file at hand
	found   bool // the report has coverage
}

// linesKey is what a source file has that is written as SimpleCov writes it.
const linesKey = "lines"

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	rd := &reader{Scanner: jsonscan.New(r, name, limits), limits: limits, emit: emit}
	err := rd.Members(func(key []byte) error {
		if string(key) != "coverage" {
			return nil // messages, and what producers say of themselves
		}
		kind, err := rd.Kind()
		rd.found = rd.found || kind == jsonscan.Object
		if err != nil {
			return err
		}
		return rd.Members(rd.sourceFile)
	})
	if err == nil {
		err = rd.End()
	}
	if err == nil && !rd.found {
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it has no coverage with a member for each source file"}
	}
	return rd.info, err
}

// sourceFile reads one source file and emits it.
func (r *reader) sourceFile(key []byte) error {
	r.section.Path, r.records = string(key), 0
	f := &r.section.File
	f.Reset()
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	switch kind {
	case jsonscan.Object:
		err = r.Members(r.member)
	case jsonscan.Array:
		err = r.Elements(r.element)
	default:
		r.info.Dropped.Add(0, "%s: its lines are neither an object nor an array", r.section.Path)
		return nil
	}
	if err != nil {
		return err
	}
	if r.section.Path == "" {
		r.info.Dropped.Add(0, "a source file without a name")
		return nil
	}
	if r.info.Sections >= r.limits.Sections {
		return r.limit("more than %d source files", r.limits.Sections)
	}
	f.Sort(coverage.Max)
	r.info.Sections++
	return r.emit(&r.section)
}

// member reads a line by its number. A list of lines, as SimpleCov has it,
// begins with line 1 (formats §15).
func (r *reader) member(key []byte) error {
	if string(key) == linesKey {
		return r.Elements(func(i int) error { return r.line(i + 1) })
	}
	line := lineOf(key)
	if line == 0 {
		r.info.Dropped.Add(0, "%s: %q is no line number", r.section.Path, key)
		return nil
	}
	return r.line(line)
}

// element reads a line of an array. There is no line 0, and Codecov passes over
// what stands in its place, whatever it is.
func (r *reader) element(i int) error {
	if i == 0 {
		return nil
	}
	return r.line(i)
}

// lineOf is the number that a key spells, or 0.
func lineOf(key []byte) int {
	n := 0
	for _, c := range key {
		if c < '0' || c > '9' {
			return 0
		}
		if n = n*10 + int(c-'0'); n > coverage.MaxLine {
			return 0
		}
	}
	return n
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
