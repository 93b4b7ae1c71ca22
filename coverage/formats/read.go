package formats

import (
	"errors"
	"fmt"
	"io"
	"runtime/debug"

	"github.com/covls/covls/coverage"
)

// A Result is what was learned of a report beside its sections.
type Result struct {
	// Format is nil when it could not be told.
	Format *coverage.Format
	Info   coverage.ReadInfo
}

// Read reads a whole report, from its start. It undoes compression and encoding,
// tells the format by content unless format names one, and calls emit for every
// section. Of a zip archive it reads all reports of one format, the one in it
// that knows most (Richness).
//
// An archive is read without holding it in memory where r is an io.ReaderAt as
// well and has a size: Size() int64, or Stat as *os.File has.
//
// On an error the sections that were emitted must not be used; see
// coverage.Reader. A reader that panics, which none should, gives an error: one
// bad report must not take down the server that shows all the others.
func Read(r io.Reader, format string, limits coverage.Limits, emit func(*coverage.Section) error) (Result, error) {
	limits = limits.OrDefault()
	w, err := peek(r)
	if err != nil {
		return Result{}, err
	}
	if w.isZip() {
		return readArchive(r, w, format, limits, emit)
	}
	text, err := w.text(limits)
	if err != nil {
		return Result{}, err
	}
	head, err := text.Peek(headSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return Result{}, fmt.Errorf("reading the report: %w", err)
	}
	f, err := choose(head, format)
	if err != nil {
		return Result{}, err
	}
	info, err := guarded(f.Name, emit, func(emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
		return f.Read(text, limits, emit)
	})
	return Result{Format: f, Info: info}, err
}

// choose is the format that was named, or the one that the head tells.
func choose(head []byte, name string) (*coverage.Format, error) {
	if name != "" {
		return ByName(name)
	}
	return detect(head)
}

// guarded calls a reader and turns a panic of its own into an error. A panic of
// emit is the caller's and goes on.
func guarded(format string, emit func(*coverage.Section) error, read func(emit func(*coverage.Section) error) (coverage.ReadInfo, error)) (info coverage.ReadInfo, err error) {
	emitting := false
	defer func() {
		if emitting {
			return
		}
		if v := recover(); v != nil {
			err = &coverage.ReadError{Format: format, Err: errPanic, Detail: fmt.Sprintf("%v\n%s", v, debug.Stack())}
		}
	}()
	return read(func(s *coverage.Section) error {
		emitting = true
		err := emit(s)
		emitting = false
		return err
	})
}

// errPanic means a fault in covls, so it asks to be reported.
var errPanic = errors.New("covls failed on this report, which is a bug: please report it with the report")
