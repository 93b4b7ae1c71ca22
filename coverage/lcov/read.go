package lcov

import (
	"errors"
	"fmt"
	"hash/maphash"
	"io"

	"github.com/covls/covls/coverage"
)

// Read reads a tracefile: see coverage.Reader. Line numbers and counts that are
// none are dropped, and so is a source file without a name; a section that the
// report does not end makes it cut off, because everything that writes
// tracefiles ends them.
func Read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	var info coverage.ReadInfo
	c := newCutter(r, limits.Size)
	p := newParser(limits, &info.Dropped)
	// Hashes of the source files, which are fewer than the sections: a report of
	// many tests repeats each for every test name.
	seed, files := maphash.MakeSeed(), map[uint64]struct{}{}
	for {
		text, line, err := c.next()
		if errors.Is(err, io.EOF) {
			return info, nil
		}
		if err != nil {
			return info, err
		}
		section, err := p.parse(text, line, c.test)
		if err != nil {
			return info, err
		}
		if section == nil {
			continue
		}
		info.Sections++
		if files[maphash.String(seed, section.Path)] = struct{}{}; len(files) > limits.Sections {
			return info, &coverage.ReadError{Format: name, Line: line, Err: coverage.ErrLimit,
				Detail: fmt.Sprintf("it speaks of more than %d source files", limits.Sections)}
		}
		if err := emit(section); err != nil {
			return info, err
		}
	}
}
