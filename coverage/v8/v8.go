// Package v8 reads what the JavaScript engine itself counts: the folder that
// NODE_V8_COVERAGE names, Deno's, the entries that Playwright and Puppeteer
// hand out, and monocart's raw files.
//
// V8 speaks of functions, and of the blocks in them that ran another number of
// times than what is around them, as stretches of text between two offsets. So
// a report says nothing of lines, and the package works in steps. The reader
// adds up what several processes say, as trees of ranges (rangetree.go), and
// flattens functions and blocks into one count for every stretch (flatten.go).
// Where the report has a source map, the stretches are those of the original
// files (mapped.go). Refine takes the source and gives the lines: a line is what
// the code on it is, and blanks and comments are no code (refine.go).
//
// Numbers differ from c8's on purpose, which paints whole lines, comments
// included, and takes a line for covered when a block that did not run begins
// in its middle (formats §8).
package v8

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "v8"

// Format is V8's coverage. Scripts of several processes or pages add up.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       Read,
	ReadSet:    ReadSet,
	Refine:     Refine,
	Duplicates: coverage.Sum,
}

// Ends of a sniff that knows enough.
var (
	errSeen  = errors.New("an entry of V8's")
	errOther = errors.New("not V8's")
)

// sniff looks at the first script, which is the first element of the document
// or of one of its members.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	kind, err := s.Kind()
	if err != nil {
		return coverage.No
	}
	if kind == jsonscan.Array {
		err = s.Elements(func(int) error { return sniffEntry(s) })
	} else {
		err = sniffDocument(s)
	}
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}

// sniffDocument looks into an object, which is a list of scripts with something
// around it, or a script.
func sniffDocument(s *jsonscan.Scanner) error {
	var seen keys
	return s.Members(func(key []byte) error {
		kind, err := s.Kind()
		if err != nil {
			return err
		}
		if (string(key) == "result" || string(key) == "data") && kind == jsonscan.Array {
			return s.Elements(func(int) error { return sniffEntry(s) })
		}
		return seen.add(key, kind)
	})
}

// sniffEntry decides by one script.
func sniffEntry(s *jsonscan.Scanner) error {
	var seen keys
	err := s.Members(func(key []byte) error {
		kind, err := s.Kind()
		if err != nil {
			return err
		}
		return seen.add(key, kind)
	})
	if err != nil {
		return err
	}
	return errOther
}

// keys are those of a script that were seen.
type keys struct{ url, list bool }

// add ends the sniff when a key makes it certain: a URL beside functions, or
// beside the ranges that page.coverage gave before it gave functions.
func (k *keys) add(key []byte, kind jsonscan.Kind) error {
	switch string(key) {
	case "url":
		k.url = k.url || kind == jsonscan.String
	case "functions", "ranges", "rawScriptCoverage":
		k.list = k.list || kind == jsonscan.Array || kind == jsonscan.Object
	}
	if k.url && k.list {
		return errSeen
	}
	return nil
}
