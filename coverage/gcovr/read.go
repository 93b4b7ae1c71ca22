package gcovr

import (
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/gcovjson"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The report as a whole: one list of source files, one of them in memory.

// A reader is one call of read.
type reader struct {
	*gcovjson.Reader
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	info    coverage.ReadInfo
	section coverage.Section
	version bool // the report says that it is gcovr's
}

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	scanner := jsonscan.New(r, name, limits)
	rd := &reader{Reader: gcovjson.NewReader(scanner, name, limits), limits: limits, emit: emit}
	err := rd.Members(func(key []byte) error {
		switch string(key) {
		case "gcovr/format_version":
			rd.version = true
		case "files":
			return rd.Elements(rd.file)
		}
		return nil
	})
	if err == nil {
		err = rd.End()
	}
	if err == nil && !rd.version {
		err = &coverage.ReadError{Format: name, Err: coverage.ErrNotReport, Detail: "it has no gcovr/format_version"}
	}
	rd.info.Dropped = rd.Dropped
	return rd.info, err
}

func (r *reader) file(int) error {
	path, f, err := r.File()
	switch {
	case err != nil:
		return err
	case path == "":
		r.Dropped.Add(0, "a source file without a name")
		return nil
	case r.info.Sections >= r.limits.Sections:
		return &coverage.ReadError{Format: name, Offset: r.Offset(), Err: coverage.ErrLimit,
			Detail: fmt.Sprintf("more than %d source files", r.limits.Sections)}
	}
	r.info.Sections++
	r.section.Path, r.section.File = path, *f
	return r.emit(&r.section)
}
