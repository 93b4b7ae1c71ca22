// Package gocover reads the text profiles that go test -coverprofile and
// go tool covdata textfmt write.
//
// A profile knows blocks: runs of statements from one place to another, how
// many statements they hold, and how often they ran. It does not know on which
// lines those statements begin. So the package works in two steps. Read gives
// the blocks, and lines by the rule that converters use, every line that a
// block touches. Refine takes the source and gives the statements themselves,
// so that a closing brace or a comment is no line that ran (formats §6.1).
package gocover

import (
	"bytes"

	"github.com/covls/covls/coverage"
)

const name = "go"

// Format is the Go profile's entry in the registry.
var Format = coverage.Format{
	Name:   name,
	Sniff:  sniff,
	Read:   Read,
	Refine: Refine,
	// Under -coverpkg every test binary reports every block, and profiles are
	// often just concatenated: each time is a run of its own. In set mode only
	// the executed bit is there to combine.
	Duplicates: coverage.Sum,
	// A line's count is the greatest of its blocks', so that it cannot be
	// added up section by section.
	Settle: NaiveLines,
}

// sniff looks for the mode line, which every profile begins with.
func sniff(head []byte) coverage.Confidence {
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	if word, ok := modeWord(line); ok {
		if _, known := modes[string(word)]; known {
			return coverage.Certain
		}
	}
	return coverage.No
}
