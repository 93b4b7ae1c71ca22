// Package llvmcov reads the JSON that llvm-cov export writes for C, C++, Rust
// and Swift, from version 2.0.0 (LLVM 7) to 3.1.0 (LLVM 22), and with what
// cargo-llvm-cov adds.
//
// The report does not have lines. It has segments: places in a file where the
// count changes. So lines follow from segments by the rule that llvm-cov itself
// uses for its other outputs, and the regions that begin on a line stay beside
// it, since a region that never ran is why a line is partial (formats §11).
//
// llvm-cov does not know the comments that take lines out; lcov applies them
// when it reads the same data, and Refine does here.
package llvmcov

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "llvm-cov"

// exportType is what the report says it is.
const exportType = "llvm.coverage.json.export"

// Format is llvm-cov's JSON. A file is listed once, and a second time for its
// functions, which come apart from it; lists of several binaries add up.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Refine:     refine,
	Duplicates: coverage.Sum,
}

// errSeen ends a sniff that knows enough.
var errSeen = errors.New("an export of llvm-cov's")

// sniff looks for the type, which is behind everything else where keys are
// sorted, and for a file with what only this report has.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	file := func(key []byte) error {
		switch string(key) {
		case "segments", "expansions", "mcdc_records", "filename", "branches":
			return errSeen
		}
		return nil
	}
	export := func(key []byte) error {
		if string(key) != "files" {
			return nil
		}
		return s.Elements(func(int) error { return s.Members(file) })
	}
	err := s.Members(func(key []byte) error {
		switch string(key) {
		case "type":
			if text, _, err := s.Text(); err != nil || string(text) != exportType {
				return err
			}
			return errSeen
		case "data":
			return s.Elements(func(int) error { return s.Members(export) })
		}
		return nil
	})
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}
