// Package gcovjson reads what the JSON of gcov and that of gcovr have in
// common: the object of one source file, with its lines and functions. gcovr
// took over gcov's keys and added its own, which have a prefix (formats §10, §15).
//
// Both list a line once for each function that has code on it: once for every
// instance of a template, and once more for a lambda that stands there. Counts
// add up, as they do in gcov's annotated text. Branches belong to the function,
// so a branch is known by where its function begins, which is one place for all
// instances of a template, and by its number there.
package gcovjson

import (
	"fmt"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// A Reader reads objects of source files. It holds one at a time.
type Reader struct {
	*jsonscan.Scanner
	// Dropped counts records without a line or a name.
	Dropped coverage.Dropped

	format  string
	limits  coverage.Limits
	file    coverage.File
	path    string
	records int
	blocks  bool // the lines say whether a block of theirs did not run

	// owners are the functions that lines name, as far as branches need them:
	// the column where each begins. Lines come before functions, so a branch
	// knows its owner by its place in owners, from 1, with 0 for none.
	owners  []uint32
	places  map[string]uint32
	ownedBy []uint32 // for each branch
}

// NewReader returns a reader for files in the document that s reads. Errors
// will name format.
func NewReader(s *jsonscan.Scanner, format string, limits coverage.Limits) *Reader {
	return &Reader{Scanner: s, format: format, limits: limits.OrDefault(), places: map[string]uint32{}}
}

// File reads the next value as a source file. The file is sorted, belongs to
// the reader and is valid until the next call. The path is empty where the
// value does not say one.
func (r *Reader) File() (path string, f *coverage.File, err error) {
	r.file.Reset()
	r.path, r.records, r.blocks = "", 0, false
	r.owners, r.ownedBy = r.owners[:0], r.ownedBy[:0]
	clear(r.places)
	err = r.Members(func(key []byte) error {
		switch string(key) {
		case "file":
			text, _, err := r.Text()
			r.path = string(text)
			return err
		case "lines":
			return r.Elements(r.line)
		case "functions":
			return r.Elements(r.function)
		}
		return nil
	})
	r.settle()
	return r.path, &r.file, err
}

// settle makes the file of the records.
func (r *Reader) settle() {
	f := &r.file
	for i, owner := range r.ownedBy {
		if owner > 0 {
			f.Branches[i].Block = r.owners[owner-1]
		}
	}
	f.Sort(coverage.Sum)
	if !r.blocks {
		return
	}
	// A line is whole when no function on it says otherwise: gcov's "4*" is
	// there when a single instance of a template missed a block.
	for i := range f.Lines {
		switch line := &f.Lines[i]; {
		case line.Hits == 0:
			line.Bits = 0
		case line.Bits&coverage.Part == 0:
			line.Bits |= coverage.Whole
		}
	}
}

// owner gives the function of a name, which is 0 for none.
func (r *Reader) owner(name []byte) uint32 {
	if len(name) == 0 {
		return 0
	}
	if i, ok := r.places[string(name)]; ok {
		return i
	}
	r.owners = append(r.owners, 0)
	i := uint32(len(r.owners))
	r.places[string(name)] = i
	return i
}

// record counts one more record against the limit.
func (r *Reader) record() error {
	if r.records++; r.records > r.limits.Records {
		return &coverage.ReadError{Format: r.format, Offset: r.Offset(), Err: coverage.ErrLimit,
			Detail: fmt.Sprintf("more than %d records for one source file", r.limits.Records)}
	}
	return nil
}

// number reads a number from 0 to most, and 0 for all else.
func (r *Reader) number(most int64) (uint32, error) {
	n, ok, err := r.Int()
	if !ok || n < 0 || n > most {
		return 0, err
	}
	return uint32(n), nil
}

// hits reads a count. One below zero ran over in a race (mozilla/grcov#525).
func (r *Reader) hits() (uint64, error) {
	n, _, err := r.Int()
	return uint64(max(n, 0)), err
}

// yes reads a boolean; anything else is false.
func (r *Reader) yes() (bool, error) {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.Literal {
		return false, err
	}
	raw, err := r.Raw()
	return string(raw) == "true", err
}
