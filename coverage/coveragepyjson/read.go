package coveragepyjson

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The report as a whole: {"meta": ..., "files": {path: ...}, "totals": ...}, one
// file in memory.

// A reader is one call of read.
type reader struct {
	*jsonscan.Scanner
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	source  source
	region  source // the function that is being read
	labels  map[uint32]string
	listed  bool // there is a list of files, empty or not
	sound   bool // one of them is what a file should be
	files   int
}

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	rd := &reader{Scanner: jsonscan.New(r, name, limits), limits: limits, emit: emit, labels: map[uint32]string{}}
	rd.source.testAt = map[string]int{}
	err := rd.Members(func(key []byte) error {
		if string(key) != "files" {
			return nil
		}
		kind, err := rd.Kind()
		rd.listed = kind == jsonscan.Object
		if err != nil {
			return err
		}
		return rd.Members(rd.file)
	})
	if err == nil {
		err = rd.End()
	}
	switch {
	case err != nil:
	case !rd.listed:
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it has no files"}
	case rd.files > 0 && !rd.sound:
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "no file has executed_lines"}
	}
	return rd.info, err
}

// file reads one source file and emits it.
func (r *reader) file(key []byte) error {
	path := string(key)
	src := &r.source
	src.reset()
	r.files++
	err := r.Members(func(key []byte) error {
		switch string(key) {
		case "executed_branches":
			return r.arcs(true)
		case "missing_branches":
			return r.arcs(false)
		case "contexts":
			return r.Members(r.contexts)
		case "functions":
			return r.Members(r.function)
		}
		return r.lists(src, key)
	})
	switch {
	case err != nil:
		return err
	case !src.listed || path == "":
		r.info.Dropped.Add(0, "%q: no executed_lines: this is not the coverage of a file", path)
		return nil
	case r.info.Sections >= r.limits.Sections:
		return r.limit("more than %d source files", r.limits.Sections)
	}
	r.sound = true
	r.section.Path = path
	src.fill(&r.section.File)
	r.info.Sections++
	return r.emit(&r.section)
}

// lists reads a member that a file and a function in it both have.
func (r *reader) lists(src *source, key []byte) (err error) {
	switch string(key) {
	case "executed_lines":
		src.listed = true
		src.executed, err = r.numbers(src.executed)
	case "missing_lines":
		src.missing, err = r.numbers(src.missing)
	case "excluded_lines":
		src.excluded, err = r.numbers(src.excluded)
	case "start_line":
		var n int64
		if n, _, err = r.Int(); n >= 1 && n <= coverage.MaxLine {
			src.start = uint32(n)
		}
	case "summary":
		err = r.Members(func(key []byte) (err error) {
			if string(key) == "num_statements" {
				src.statements, src.counted, err = r.Int()
			}
			return err
		})
	}
	return err
}

// numbers reads a list of lines. Those that are none are dropped.
func (r *reader) numbers(lines []uint32) ([]uint32, error) {
	err := r.Elements(func(int) error {
		if err := r.record(); err != nil {
			return err
		}
		n, _, err := r.Int()
		if n < 1 || n > coverage.MaxLine {
			r.info.Dropped.Add(0, "%d is no line number", n)
			return err
		}
		lines = append(lines, uint32(n))
		return err
	})
	return lines, err
}

// record counts one more record of the source file against the limit.
func (r *reader) record() error {
	if r.source.records++; r.source.records > r.limits.Records {
		return r.limit("more than %d records for one source file", r.limits.Records)
	}
	return nil
}

func (r *reader) limit(format string, n int) error {
	return &coverage.ReadError{Format: name, Offset: r.Offset(), Err: coverage.ErrLimit, Detail: fmt.Sprintf(format, n)}
}
