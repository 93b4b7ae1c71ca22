// Package coveragepy reads the data files that coverage.py writes while it
// measures: .coverage, and .coverage.<host>.<pid>.<random> of parallel runs.
//
// A data file knows what ran, and nothing else: neither which other lines there
// are, nor which were taken out, nor what a branch could have done instead. All
// that coverage.py works out when it reports, from the source. So the package
// works in the same two steps. Read gives the lines that ran, the tests that ran
// them and the ways that execution took; Refine analyses the source as
// coverage.py does (package python) and gives statements, misses, exclusions
// and branches. Without the source, hits are all there is.
//
// Versions differ in what they take for a docstring and in what they leave out
// by default, and projects configure exclusions of their own (package config):
// see NewRefiner.
package coveragepy

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/sqlite"
)

const name = "coveragepy"

// Format is the data files' entry in the registry. Its Refine goes by what all
// versions leave out; NewRefiner knows more.
var Format = coverage.Format{
	Name:    name,
	Sniff:   sniff,
	Read:    Read,
	ReadSet: ReadSet,
	Refine:  NewRefiner("", nil).Refine,
	// Lines have only the executed bit, so that sections of parallel files
	// combine to what any of them ran.
	Duplicates: coverage.Sum,
}

// jsonPrefix is how versions 3 and 4 began their data files; JSON follows.
const jsonPrefix = "!coverage.py: This is a private format, don't read it directly!"

// sniff tells by the table that says the schema, whose definition stands among
// the first pages. A database without it is another one, or was seen before
// coverage.py had made its tables; Read knows.
func sniff(head []byte) coverage.Confidence {
	switch {
	case bytes.HasPrefix(head, []byte(jsonPrefix)):
		return coverage.Certain
	case !bytes.HasPrefix(head, []byte(sqlite.Magic)):
		return coverage.No
	case bytes.Contains(head, []byte(schemaTable)):
		return coverage.Certain
	}
	return coverage.Possible
}
