package llvmcov

import (
	"fmt"
	"hash/maphash"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The report as a whole: {"data": [{"files": [...], "functions": [...]}],
// "type": ...}. Files are read and handed over one by one. Reports are hundreds
// of megabytes (formats §18), most of it functions and expansions of macros.

// A reader is one call of read.
type reader struct {
	*jsonscan.Scanner
	limits coverage.Limits
	out    func(*coverage.Section) error
	info   coverage.ReadInfo

	row     row
	source  source
	pending functions
	// files are hashes of the paths in "files": functions also come from files
	// that were filtered out, and those must stay out.
	files map[uint64]struct{}
	seed  maphash.Seed

	typed    bool // the report said what it is
	detailed bool // a file had segments
}

func read(in io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	scan := limits
	scan.Size = longestRow // for values that are wanted as bytes
	r := &reader{
		Scanner: jsonscan.New(in, name, scan),
		limits:  limits,
		out:     emit,
		files:   map[uint64]struct{}{},
		seed:    maphash.MakeSeed(),
	}
	err := r.Members(r.member)
	if err == nil {
		err = r.End()
	}
	switch {
	case err != nil:
	case !r.typed:
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it does not say that it is an " + exportType}
	case len(r.files) > 0 && !r.detailed:
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it has totals and no lines: run llvm-cov export without -summary-only"}
	default:
		err = r.flush()
	}
	return r.info, err
}

func (r *reader) member(key []byte) error {
	switch string(key) {
	case "type":
		text, ok, err := r.Text()
		r.typed = ok && string(text) == exportType
		return err
	case "data":
		return r.Elements(func(int) error { return r.Members(r.export) })
	}
	return nil
}

func (r *reader) export(key []byte) error {
	switch string(key) {
	case "files":
		return r.Elements(r.file)
	case "functions":
		return r.Elements(r.function)
	}
	return nil
}

// file reads one source file and hands it over.
func (r *reader) file(int) error {
	src := &r.source
	src.reset()
	if err := r.Members(r.fileMember); err != nil {
		return err
	}
	if src.path == "" {
		r.info.Dropped.Add(0, "a source file without a name")
		return nil
	}
	if r.files[maphash.String(r.seed, src.path)] = struct{}{}; len(r.files) > r.limits.Sections {
		return r.limit("more than %d source files", r.limits.Sections)
	}
	if !src.detailed {
		return nil
	}
	r.detailed = true
	section := coverage.Section{Path: src.path, File: *src.fill(&r.info.Dropped)}
	return r.emit(&section)
}

func (r *reader) fileMember(key []byte) error {
	src := &r.source
	switch string(key) {
	case "filename":
		text, _, err := r.Text()
		src.path = string(text)
		return err
	case "segments":
		src.detailed = true
		return r.Elements(r.segment)
	case "branches":
		return r.Elements(r.branch)
	case "expansions":
		return r.Elements(r.expansion)
	}
	return nil
}

func (r *reader) emit(section *coverage.Section) error {
	r.info.Sections++
	return r.out(section)
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
