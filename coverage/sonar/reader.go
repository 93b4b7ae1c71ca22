package sonar

import (
	"bytes"
	"io"
	"math"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The walk over the elements: files, and the lines in them.

type reader struct {
	scan   *xmlscan.Scanner
	limits coverage.Limits
	emit   func(*coverage.Section) error
	info   coverage.ReadInfo

	open    bool // inside of a file
	records int  // read for section
	section coverage.Section
}

func (r *reader) run() error {
	for {
		token, err := r.scan.Next()
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case token == xmlscan.Start:
			err = r.start()
		case token == xmlscan.End && r.scan.Depth() == 1:
			err = r.endFile()
		}
		if err != nil {
			return err
		}
	}
}

// start goes by depth and name: coverage, file, lineToCover.
func (r *reader) start() error {
	switch r.scan.Depth() {
	case 1:
		if string(r.scan.Name()) != "coverage" {
			return r.scan.Fail(coverage.ErrNotReport, "its root is not that of a generic coverage report")
		}
	case 2:
		if string(r.scan.Name()) != "file" {
			return r.scan.Fail(coverage.ErrNotReport, "generic coverage holds files and nothing else")
		}
		r.beginFile()
	case 3:
		if string(r.scan.Name()) == "lineToCover" && r.open {
			return r.line()
		}
	}
	return nil
}

func (r *reader) beginFile() {
	path, _ := r.scan.Attr("path")
	r.section.Path = string(path)
	r.open, r.records = len(path) > 0, 0
	if !r.open {
		r.drop("a file without a path")
	}
}

// line reads one line. It is the only element that there are millions of.
func (r *reader) line() error {
	var number, covered, total, taken []byte
	s := r.scan
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "lineNumber":
			number = s.AttrValue(i)
		case "covered":
			covered = s.AttrValue(i)
		case "branchesToCover":
			total = s.AttrValue(i)
		case "coveredBranches":
			taken = s.AttrValue(i)
		}
	}
	n, ok := xmlscan.Uint(number)
	if !ok || n == 0 || n > coverage.MaxLine {
		r.drop("the line number %.40q", number)
		return nil
	}
	line := coverage.Line{Number: uint32(n)}
	switch {
	case bytes.EqualFold(covered, []byte("true")):
		line.Bits = coverage.Executed
	case !bytes.EqualFold(covered, []byte("false")):
		r.drop("line %d is covered %.40q, which is neither true nor false", n, covered)
		return nil
	}
	r.section.File.Lines = append(r.section.File.Lines, line)
	if err := r.count(); err != nil || total == nil {
		return err
	}
	return r.branches(line.Number, taken, total)
}

// branches takes a line's branches, where it is said how many were covered. That
// is optional: then nobody knows.
func (r *reader) branches(line uint32, taken, total []byte) error {
	all, ok := xmlscan.Uint(total)
	if ok && taken == nil {
		return nil
	}
	covered, okCovered := xmlscan.Uint(taken)
	if !ok || !okCovered || covered > all || all > math.MaxUint32 {
		r.drop("line %d has %.40q of %.40q branches", line, taken, total)
		return nil
	}
	if all == 0 {
		return nil
	}
	r.section.File.BranchCounts = append(r.section.File.BranchCounts,
		coverage.BranchCount{Line: line, Taken: uint32(covered), Total: uint32(all)})
	return r.count()
}

// endFile emits the section.
func (r *reader) endFile() error {
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
	return err
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
