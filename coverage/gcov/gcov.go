// Package gcov reads what gcov writes: its JSON (GCC 9 and later), its annotated
// source (*.gcov, any version, also llvm-cov gcov's), and the intermediate text
// of GCC 4.9 to 8.
//
// All three are raw. gcov looks at one object file at a time, so the JSON has an
// entry for a header in the document of every unit that compiled it, and those
// add up. Comments that take lines out are read by lcov and gcovr, not by gcov:
// Refine applies them (formats §10).
//
// The binary notes and counters behind the reports, .gcno and .gcda, are not
// read: their layout changes with every release of GCC.
package gcov

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/exclusion"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "gcov"

// Format is gcov's output in any of its three forms.
var Format = coverage.Format{
	Name:  name,
	Sniff: sniff,
	Read:  read,
	Refine: func(f *coverage.File, source []byte) error {
		exclusion.Apply(f, source)
		return nil
	},
	Duplicates: coverage.Sum,
}

// sniff tells by the first line of text, and by keys of JSON.
func sniff(head []byte) coverage.Confidence {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) > 0 && head[0] == '{' {
		return sniffJSON(head)
	}
	line, rest, _ := bytes.Cut(head, []byte{'\n'})
	if key, _ := headerOf(line); key != "" {
		return coverage.Certain
	}
	if !opensIntermediate(line) {
		return coverage.No
	}
	for _, record := range []string{"lcount:", "function:"} {
		if bytes.Contains(rest, []byte("\n"+record)) || bytes.HasPrefix(rest, []byte(record)) {
			return coverage.Certain
		}
	}
	return coverage.Possible
}

// Ends of a sniff that knows enough.
var errSeen = errors.New("a key of gcov's")

// sniffJSON looks for gcc_version, which comes before the files in all releases
// so far, and for what only gcov says of a line.
func sniffJSON(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	each := func(key string, then func() error) func([]byte) error {
		return func(k []byte) error {
			if string(k) != key {
				return nil
			}
			return s.Elements(func(int) error { return then() })
		}
	}
	line := func() error {
		return s.Members(func(key []byte) error {
			if string(key) == "unexecuted_block" {
				return errSeen
			}
			return nil
		})
	}
	file := func() error { return s.Members(each("lines", line)) }
	files := each("files", file)
	err := s.Members(func(key []byte) error {
		if string(key) == "gcc_version" {
			return errSeen
		}
		return files(key)
	})
	if errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}
