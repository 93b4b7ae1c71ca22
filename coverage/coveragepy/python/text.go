package python

import (
	"bytes"
	"fmt"
)

// The text before there are tokens.

// maxSource is more than any Python file has that somebody wrote.
const maxSource = 32 << 20

// normalize gives the text with "\n" as its only line break, as Python reads
// source files, and a break at its end.
func normalize(source []byte) ([]byte, error) {
	text := bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	switch {
	case len(text) > maxSource:
		return nil, fmt.Errorf("%w: it has more than %d bytes", ErrNotPython, maxSource)
	case bytes.IndexByte(text, 0) >= 0:
		return nil, fmt.Errorf("%w: it has NUL bytes", ErrNotPython)
	}
	if bytes.IndexByte(text, '\r') >= 0 {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		text = bytes.ReplaceAll(text, []byte("\r"), []byte("\n"))
	}
	if len(text) > 0 && text[len(text)-1] != '\n' {
		text = append(bytes.Clone(text), '\n')
	}
	return text, nil
}

func countLines(text []byte) uint32 { return uint32(bytes.Count(text, []byte{'\n'})) }

// A lineSet is a set of lines.
type lineSet map[uint32]struct{}

func (s lineSet) has(line uint32) bool {
	_, ok := s[line]
	return ok
}

func (s lineSet) add(first, last uint32) {
	for line := first; line <= last; line++ {
		s[line] = struct{}{}
	}
}

// hasAny reports whether a line from first to last is in the set.
func (s lineSet) hasAny(first, last uint32) bool {
	for line := first; line <= last; line++ {
		if s.has(line) {
			return true
		}
	}
	return false
}
