package formats

import (
	"io"

	"github.com/covls/covls/coverage"
)

// ReadSet reads a report that is made of several files, by a format that has
// ReadSet. It undoes what each file is wrapped in, and otherwise promises what
// Read does.
func ReadSet(f *coverage.Format, files []coverage.Input, limits coverage.Limits, emit func(*coverage.Section) error) (Result, error) {
	limits = limits.OrDefault()
	unwrapped := make([]coverage.Input, len(files))
	for i, file := range files {
		unwrapped[i] = coverage.Input{Name: file.Name, Open: func() (io.ReadCloser, error) { return unwrap(file, limits) }}
	}
	info, err := guarded(f.Name, emit, func(emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
		return f.ReadSet(unwrapped, limits, emit)
	})
	return Result{Format: f, Info: info}, err
}

// unwrap opens a file and gives its text in UTF-8.
func unwrap(file coverage.Input, limits coverage.Limits) (io.ReadCloser, error) {
	raw, err := file.Open()
	if err != nil {
		return nil, err
	}
	text, err := open(raw, limits)
	if err != nil {
		raw.Close()
		return nil, err
	}
	return struct {
		io.Reader
		io.Closer
	}{text, raw}, nil
}
