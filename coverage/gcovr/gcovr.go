// Package gcovr reads the JSON that gcovr --json writes, from format version
// 0.1 to 0.15.
//
// It is gcov's data of a whole build after gcovr joined, demangled and filtered
// it: the markers in the sources are applied, and lines that are nothing to run
// are marked. So nothing needs to be read from the sources again. Paths are
// relative to the root that gcovr was given, which the report does not name
// (formats §15).
package gcovr

import (
	"bytes"
	"errors"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "gcovr"

// Format is gcovr's JSON. A file that is listed twice, as after adding
// tracefiles by hand, comes from two runs.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: coverage.Sum,
}

// Ends of a sniff that knows enough.
var (
	errSeen  = errors.New("a key of gcovr's")
	errOther = errors.New("gcovr's summary")
)

// sniff looks for any key that begins with gcovr/, at any depth: old versions
// sort their keys, which puts gcovr/format_version behind all files.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	if kind, err := s.Kind(); err != nil || kind != jsonscan.Object {
		return coverage.No
	}
	if errors.Is(findKey(s), errSeen) {
		return coverage.Certain
	}
	return coverage.No
}

func findKey(s *jsonscan.Scanner) error {
	switch kind, err := s.Kind(); {
	case err != nil:
		return err
	case kind == jsonscan.Array:
		return s.Elements(func(int) error { return findKey(s) })
	}
	return s.Members(func(key []byte) error {
		switch key := string(key); {
		case key == "gcovr/summary_format_version":
			return errOther
		case strings.HasPrefix(key, "gcovr/"):
			return errSeen
		}
		return findKey(s)
	})
}
