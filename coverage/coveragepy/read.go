package coveragepy

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/sqlite"
)

// What both kinds of data file have in common: how they are told apart, and how
// a section is emitted.

// maxDatabase is the largest database that is read: it has to be in memory as a
// whole. The largest seen have some ten megabytes.
const maxDatabase = 256 << 20

// Read reads one data file: see coverage.Reader. A database that is cut off, as
// it is while coverage.py writes it without a journal, gives
// coverage.ErrTruncated, and one that it has created but not filled,
// coverage.ErrEmpty.
func Read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	rd := &reader{limits: limits.OrDefault(), emit: emit}
	text := bufio.NewReader(r)
	head, err := text.Peek(len(jsonPrefix))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return rd.info, fail(err)
	case len(head) == 0:
		return rd.info, fail(coverage.ErrEmpty)
	case string(head) == jsonPrefix[:len(head)]:
		return rd.info, rd.readJSON(text)
	}
	db, err := sqlite.Open(text, min(maxDatabase, rd.limits.Size))
	if err == nil {
		err = rd.readDatabase(db)
	}
	return rd.info, fail(err)
}

// A reader is one call of Read.
type reader struct {
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
}

// flush emits the section, whose lines need not be in order.
func (r *reader) flush() error {
	if r.section.Path == "" {
		r.info.Dropped.Add(0, "a source file without a name")
		r.section.File.Reset()
		return nil
	}
	if r.info.Sections++; r.info.Sections > r.limits.Sections {
		return fmt.Errorf("%w: more than %d source files", coverage.ErrLimit, r.limits.Sections)
	}
	r.section.File.Sort(coverage.Sum)
	if err := r.emit(&r.section); err != nil {
		return emitError{err}
	}
	r.section.File.Reset()
	return nil
}

// line adds a line that ran, unless its number makes no sense.
func (r *reader) line(n int64) {
	if n < 1 || n > coverage.MaxLine {
		r.info.Dropped.Add(0, "%s: a line with the number %d", r.section.Path, n)
		return
	}
	f := &r.section.File
	f.Lines = append(f.Lines, coverage.Line{Number: uint32(n), Bits: coverage.Executed})
}

// jumpOf checks the two ends of an arc.
func (r *reader) jumpOf(from, to int64) (coverage.Jump, bool) {
	if from < -coverage.MaxLine || from > coverage.MaxLine || to < -coverage.MaxLine || to > coverage.MaxLine {
		r.info.Dropped.Add(0, "%s: an arc from line %d to %d", r.section.Path, from, to)
		return coverage.Jump{}, false
	}
	return coverage.Jump{From: int32(from), To: int32(to)}, true
}

// linesOfJumps adds the lines at the ends of jumps. An entry or an exit is no
// line: the code that it belongs to may begin with a decorator that never ran.
func (r *reader) linesOfJumps() {
	last := int32(math.MinInt32)
	for _, j := range r.section.File.Jumps {
		if j.From > 0 && j.From != last {
			r.line(int64(j.From))
			last = j.From
		}
		if j.To > 0 {
			r.line(int64(j.To))
		}
	}
}

// emitError is an error of the caller's, which is passed on as it is.
type emitError struct{ error }

// fail says whose reader it was.
func fail(err error) error {
	var foreign emitError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &foreign):
		return foreign.error
	}
	var known *coverage.ReadError
	if errors.As(err, &known) {
		return err
	}
	return &coverage.ReadError{Format: name, Err: err}
}
