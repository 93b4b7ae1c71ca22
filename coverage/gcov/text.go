package gcov

import (
	"bytes"
	"errors"
	"io"

	"github.com/covls/covls/coverage"
)

// Annotated source. A line of source has its count and its number in front;
// with -b, -a and -f what belongs to it stands on lines of its own below it, or
// above it where a function begins:
//
//	function main called 2 returned 100% blocks executed 61%
//	       8*:    5:  if (n < 0) return;
//	       8:    5-block  0
//	branch  0 taken 0 (fallthrough)
//	branch  1 taken 8
//	call    2 never executed
//
// Where several functions share lines, as instances of a template do, the lines
// come once with the sum of all, and then again for each, between rules and
// below its name. The sums have no branches, so counts are taken from the sum
// and branches from the instances.

// A text is the state of reading one.
type text struct {
	*sections
	*lines
	section  coverage.Section
	open     bool // a source was named
	records  int
	current  coverage.Line // the last line of source; Number is 0 before the first
	pending  []coverage.Function
	rule     bool // the last line was a rule
	instance bool // these lines were there before, in the sum
}

func (s *sections) readText(in *lines) error {
	t := &text{sections: s, lines: in}
	for {
		line, err := t.next()
		if err == nil {
			err = t.line(line)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if !t.open {
		return t.fail(coverage.ErrNotReport, "it names no source file")
	}
	return t.close()
}

// line takes one line.
func (t *text) line(line []byte) error {
	ruled := t.rule
	t.rule = len(line) > 0 && len(bytes.Trim(line, "-")) == 0
	if t.rule && !t.unended {
		return nil
	}
	if row, ok := parseRow(line); ok {
		if ruled {
			t.instance = false
		}
		if t.unended && row.line == 0 {
			return t.truncated()
		}
		return t.row(row)
	}
	switch {
	case t.unended:
		return t.truncated()
	case ruled: // the name of the instance whose lines follow
		t.instance = true
	case bytes.HasPrefix(line, functionPrefix):
		return t.function(line)
	case bytes.HasPrefix(line, branchPrefix):
		return t.branch(line)
	case bytes.HasPrefix(line, []byte("call ")), bytes.HasPrefix(line, []byte("unconditional ")),
		bytes.HasPrefix(line, []byte("condition ")), len(bytes.TrimSpace(line)) == 0:
	default:
		t.info.Dropped.Add(t.number, "%.80q is no line of gcov's", line)
	}
	return nil
}

// row takes a line of source, a header or a block.
func (t *text) row(row row) error {
	switch {
	case row.block:
		return nil
	case row.line == 0:
		return t.header(row.source)
	case !t.open:
		t.info.Dropped.Add(t.number, "a line before any source file is named")
		return nil
	case row.line > coverage.MaxLine:
		t.info.Dropped.Add(t.number, "%d is no line number", row.line)
		t.current, t.pending = coverage.Line{}, t.pending[:0]
		return nil
	}
	f := &t.section.File
	t.current = coverage.Line{Number: uint32(row.line), Hits: row.hits}
	for _, fn := range t.pending {
		fn.Line = t.current.Number
		f.Functions = append(f.Functions, fn)
	}
	t.pending = t.pending[:0]
	if !row.code || t.instance {
		return nil
	}
	switch {
	case row.hits > 0 && row.part:
		t.current.Bits = coverage.Part
	case row.hits > 0:
		t.current.Bits = coverage.Whole
	}
	f.Lines = append(f.Lines, t.current)
	return t.record()
}

// header takes a line of number 0: a key and a value.
func (t *text) header(text []byte) error {
	key, value, _ := bytes.Cut(text, []byte{':'})
	switch string(key) {
	case "Source":
		if err := t.close(); err != nil {
			return err
		}
		if len(value) == 0 || len(value) > t.limits.StringSize {
			t.info.Dropped.Add(t.number, "a source file without a name that makes sense")
			return nil
		}
		t.section.Path, t.open = string(value), true
	case "Working directory":
		t.section.Roots = []string{string(value)}
	}
	return nil
}

// close hands over the source file that is open. One without lines is a source
// that gcov could not open: it annotated nothing, and the counts are lost.
func (t *text) close() error {
	open := t.open
	t.open, t.instance, t.records = false, false, 0
	t.current, t.pending = coverage.Line{}, t.pending[:0]
	f := &t.section.File
	defer func() { t.section.Roots = nil; f.Reset() }()
	switch {
	case !open:
		return nil
	case len(f.Lines) == 0:
		t.info.Dropped.Add(0, "%s: no lines: gcov could not open the source: run it where the sources are, or with --json-format", t.section.Path)
		return nil
	}
	f.Sort(coverage.Sum)
	return t.emit(&t.section)
}

// record counts one more record against the limit.
func (t *text) record() error {
	if t.records++; t.records > t.limits.Records {
		return t.fail(coverage.ErrLimit, "too many records for one source file")
	}
	return nil
}
