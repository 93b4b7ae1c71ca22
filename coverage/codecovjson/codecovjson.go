// Package codecovjson reads Codecov's own JSON, which monocart, kcov, Haxe and
// Perl tools and cargo llvm-cov --codecov write.
//
// A report has one member, coverage, with a member for each source file: either
// an object whose keys are line numbers, or an array whose index is the line
// number, so that its first element stands for no line. A line is
//
//	null, false  no code
//	-1           taken out by a setting
//	0, 1, 2 ...  how often it ran
//	true         a part of it ran
//	"1/3"        one of three branches was taken; nobody says how often
//
// (docs.codecov.com/docs/codecov-custom-coverage-format, and what Codecov's own
// reader does with the rest). Some producers write regions of code where the
// format says branches: cargo llvm-cov and monocart. Both are ways through a
// line of which some were missed, and a fraction does not tell them apart.
package codecovjson

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "codecov"

// Format is Codecov's JSON. A report is one run, so a file that is listed twice
// is the same run again.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: coverage.Max,
}

// Ends of a sniff that knows enough.
var (
	errSeen  = errors.New("lines of a source file")
	errOther = errors.New("another format's coverage")
)

// sniff looks at the first source file with lines. The format has no signature,
// and coverage is a likely name: SimpleCov's formatter has one too, behind a
// meta, so whatever has a meta is not Codecov's.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	maybe := false // it has coverage, and no line that tells more
	err := s.Members(func(key []byte) error {
		switch string(key) {
		case "coverage":
			if kind, err := s.Kind(); err != nil || kind != jsonscan.Object {
				return errOther
			}
			maybe = true
			return s.Members(func([]byte) error { return sniffFile(s) })
		case "meta":
			return errOther
		}
		return nil
	})
	switch {
	case errors.Is(err, errSeen):
		return coverage.Certain
	case maybe && !errors.Is(err, errOther) && !errors.Is(err, coverage.ErrSyntax):
		return coverage.Possible
	}
	return coverage.No
}

// sniffFile decides by a source file, if that has any line.
func sniffFile(s *jsonscan.Scanner) error {
	kind, err := s.Kind()
	if err != nil {
		return err
	}
	switch kind {
	case jsonscan.Array:
		return s.Elements(func(int) error {
			if kind, err := s.Kind(); err != nil || kind == jsonscan.Object || kind == jsonscan.Array {
				return errOther
			}
			return errSeen
		})
	case jsonscan.Object:
		return s.Members(func(key []byte) error {
			if string(key) == linesKey {
				return nil
			}
			if lineOf(key) == 0 {
				return errOther
			}
			return errSeen
		})
	}
	return errOther
}
