// Package coveralls reads the JSON that is sent to coveralls.io, which
// excoveralls, gcovr, goveralls and the Coveralls reporter also leave on disk.
//
// A report is a list of source files, each with an array that has an element
// for every line: null for a line without code, else how often it ran. Branches
// are one flat array, four numbers each: line, block, branch, hits
// (docs.coveralls.io/api-reference). Around the list stands what the service
// wants to know of the build, which says nothing about lines and is passed over,
// and so are the sources that some producers put beside their counts.
package coveralls

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "coveralls"

// Format is Coveralls' JSON. A job describes one run, so a file that is listed
// twice is the same run again.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: coverage.Max,
}

// errSeen ends a sniff that knows enough.
var errSeen = errors.New("source_files")

// sniff looks for the list. Some producers sort their keys, so it comes late,
// but what stands before it is small.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	err := s.Members(func(key []byte) error {
		if string(key) != "source_files" {
			return nil
		}
		if kind, err := s.Kind(); err != nil || kind == jsonscan.Array {
			return errSeen
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}
