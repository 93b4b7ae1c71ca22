// Package coveragepyjson reads the JSON that coverage.py writes (coverage json),
// of version 5 and later.
//
// The report lists for each file the lines that ran, those that did not and
// those that were excluded. The first list is not what it seems: it holds every
// line that the tracer saw, also docstrings and excluded lines, which coverage.py
// does not count as statements (formats §9.2). Excluded lines can be taken out
// by their own list. A docstring looks like any other line, so it takes the
// source to find it, and that is what Refine is for.
//
// coverage.py does not count: a line ran or it did not. With --show-contexts it
// says which tests ran it.
package coveragepyjson

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "coveragepy-json"

// Format is coverage.py's JSON.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Refine:     refine,
	Duplicates: coverage.Sum,
}

// errSeen ends a sniff that knows enough.
var errSeen = errors.New("a key of coverage.py's")

// sniff looks for what coverage.py says of itself, which comes first, and else
// for its keys in a file.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	has := func(names ...string) func([]byte) error {
		return func(key []byte) error {
			for _, name := range names {
				if string(key) == name {
					return errSeen
				}
			}
			return nil
		}
	}
	err := s.Members(func(key []byte) error {
		switch string(key) {
		case "meta":
			return s.Members(has("branch_coverage", "show_contexts"))
		case "files":
			return s.Members(func([]byte) error { return s.Members(has("executed_lines", "missing_lines")) })
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}
