// Package istanbul reads the JSON that nyc, jest, vitest, c8, karma, Cypress,
// monocart and others write: coverage-final.json, the files in .nyc_output, and
// dumps of window.__coverage__.
//
// A report is one object with a member for each source file. A member names
// places (statementMap, fnMap, branchMap) and how often each was passed (s, f,
// b), joined by ids that mean nothing outside of it. So the reader turns ids
// into places and forgets them: reports of the same source then merge by place,
// whatever instrumenter numbered it (formats §7).
//
// Nothing but the file at hand is kept. nyc's own files say what ran of generated
// code and hold its source map; their places are led back to the original files
// as nyc does when it reports (remap.go).
package istanbul

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "istanbul"

// Format is Istanbul's JSON. Two members for one file come from two runs, as in
// a .nyc_output folder, so they add up.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: coverage.Sum,
}

// Ends of a sniff that knows enough.
var (
	errSeen  = errors.New("a statementMap")
	errOther = errors.New("no statementMap in the first member")
)

// sniff looks for a statementMap in the first member, also below "data", where
// old versions of istanbul-api put it. A statementMap of one file may well be
// longer than head, but its name comes first.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	err := s.Members(func([]byte) error {
		if err := findMap(s); err != nil {
			return err
		}
		return errOther
	})
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}

func findMap(s *jsonscan.Scanner) error {
	return s.Members(func(key []byte) error {
		switch string(key) {
		case "statementMap":
			if kind, err := s.Kind(); err != nil || kind == jsonscan.Object || kind == jsonscan.Array {
				return errSeen
			}
		case "data":
			return findMap(s)
		}
		return nil
	})
}
