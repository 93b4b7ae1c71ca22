// Package coverlet reads the JSON that coverlet writes for itself, and from
// which it makes every other format: coverage.json.
//
// A report is five objects deep: module, source file, class, method, and what
// was counted in it. A method has its lines with their counts, and its branches
// by their place in the compiled code: the offset of the decision and the path
// that leaves it (formats §14). A source file belongs to every module that was
// compiled from it, and each of these counts for itself, so it has a section in
// each of them.
package coverlet

import (
	"bytes"
	"errors"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

const name = "coverlet"

// Format is coverlet's own JSON. The code that one module ran, another did not
// run again, so the modules of a source file add up.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: coverage.Sum,
}

// levels is how many objects stand around what was counted in a method.
const levels = 4

// Ends of a sniff that knows enough.
var (
	errSeen  = errors.New("a method's lines")
	errOther = errors.New("objects of another kind")
)

// sniff looks at the first method. Modules and source files may be empty.
func sniff(head []byte) coverage.Confidence {
	s := jsonscan.New(bytes.NewReader(head), name, coverage.Limits{})
	if err := sniffLevel(s, 0); errors.Is(err, errSeen) {
		return coverage.Certain
	}
	return coverage.No
}

func sniffLevel(s *jsonscan.Scanner, level int) error {
	return s.Members(func(key []byte) error {
		kind, err := s.Kind()
		switch {
		case level < levels && (err != nil || kind == jsonscan.Object):
			return sniffLevel(s, level+1)
		case level == levels && (err != nil || kind == jsonscan.Object || kind == jsonscan.Array):
			if string(key) == "Lines" || string(key) == "Branches" {
				return errSeen
			}
		}
		return errOther
	})
}
