package simplecov

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Telling SimpleCov's files from others. Codecov's JSON has a member called
// coverage too, but outermost and with line numbers in it; a result set has it
// below the name of a command, which may be anything.

// Ends of a sniff that knows enough.
var (
	errSeen  = errors.New("the lines of a source file")
	errOther = errors.New("objects of another kind")
)

func confidence(err error) coverage.Confidence {
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}

// sniffSet looks for the first source file of a command, or for the time of a
// command without any.
func sniffSet(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), setName, coverage.Limits{})
	return confidence(s.Members(func([]byte) error {
		if kind, err := s.Kind(); err != nil || kind != jsonscan.Object {
			return errOther
		}
		covered := false
		return s.Members(func(key []byte) error {
			switch string(key) {
			case "coverage":
				if kind, err := s.Kind(); err != nil || kind != jsonscan.Object {
					return errOther
				}
				covered = true
				return s.Members(func([]byte) error { return sniffFile(s) })
			case "timestamp":
				if covered {
					return errSeen
				}
			}
			return nil
		})
	}))
}

// sniffFile decides by a source file, unless that is empty.
func sniffFile(s *jsonscan.Scanner) error {
	kind, err := s.Kind()
	switch {
	case err != nil:
		return err
	case kind == jsonscan.Array:
		return errSeen
	case kind != jsonscan.Object:
		return errOther
	}
	return s.Members(func(key []byte) error {
		switch string(key) {
		case "lines", "branches", "methods":
			return errSeen
		}
		return errOther
	})
}

// sniffJSON looks for the version of SimpleCov, or for what the gem
// simplecov-json writes: the name of a command, and a list of files.
func sniffJSON(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), jsonName, coverage.Limits{})
	command := false
	return confidence(s.Members(func(key []byte) error {
		switch string(key) {
		case "meta":
			return s.Members(func(key []byte) error {
				if string(key) == "simplecov_version" {
					return errSeen
				}
				return nil
			})
		case "command_name":
			command = true
		case "files":
			if !command {
				return errOther
			}
			return s.Elements(func(int) error {
				return s.Members(func(key []byte) error {
					if string(key) == "filename" {
						return errSeen
					}
					return nil
				})
			})
		}
		return nil
	}))
}
