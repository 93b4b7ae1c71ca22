package gcov

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"

	"github.com/covls/covls/coverage"
)

// Which of the three forms a report has is told by how it begins. They share
// nothing but the sections that they end in.

// window is how much of the input is held, and how long a line of text may be
// that is understood. Lines of source go on for as long as they like, but what
// gcov puts in front of them does not.
const window = 64 << 10

// sections hands over source files, whichever form they come from.
type sections struct {
	limits coverage.Limits
	out    func(*coverage.Section) error
	info   coverage.ReadInfo
	// files are hashes of the source files, which are fewer than the sections:
	// every unit repeats the headers that it includes.
	files map[uint64]struct{}
	seed  maphash.Seed
}

func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	s := &sections{limits: limits.OrDefault(), out: emit, files: map[uint64]struct{}{}, seed: maphash.MakeSeed()}
	in := bufio.NewReaderSize(r, window)
	first, err := firstLine(in)
	switch {
	case err != nil:
		err = &coverage.ReadError{Format: name, Err: err}
	case len(first) == 0:
		err = &coverage.ReadError{Format: name, Err: coverage.ErrEmpty}
	case first[0] == '{' || first[0] == '[':
		err = s.readJSON(in)
	case opensIntermediate(first):
		err = s.readIntermediate(newLines(in, s.limits))
	default:
		err = s.readText(newLines(in, s.limits))
	}
	return s.info, err
}

// firstLine gives the first line that is not blank, or what of it is in the
// window, and leaves it unread.
func firstLine(in *bufio.Reader) ([]byte, error) {
	for {
		head, err := in.Peek(1)
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return nil, err
		}
		switch head[0] {
		case '\n', '\r':
			if _, err := in.Discard(1); err != nil {
				return nil, err
			}
			continue
		}
		head, err = in.Peek(window)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		line, _, _ := bytes.Cut(head, []byte{'\n'})
		return line, nil
	}
}

// emit hands over one section.
func (s *sections) emit(section *coverage.Section) error {
	if s.files[maphash.String(s.seed, section.Path)] = struct{}{}; len(s.files) > s.limits.Sections {
		return &coverage.ReadError{Format: name, Err: coverage.ErrLimit,
			Detail: fmt.Sprintf("more than %d source files", s.limits.Sections)}
	}
	s.info.Sections++
	return s.out(section)
}
