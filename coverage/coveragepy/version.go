package coveragepy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/covls/covls/coverage/coveragepy/python"
)

// What versions of coverage.py do by default. Their changelog says since when.

// pragma is what every version excludes.
var pragma = compile(`#\s*(pragma|PRAGMA)[:\s]?\s*(no|NO)\s*(cover|COVER)`)

// stubs are excluded since 7.10: what is only there for type checkers.
var stubs = compile(
	`^\s*(((async )?def .*?)?\)(\s*->.*?)?:\s*)?\.\.\.\s*(#|$)`,
	`if (typing\.)?TYPE_CHECKING:`,
)

func compile(patterns ...string) []*regexp.Regexp {
	compiled := make([]*regexp.Regexp, len(patterns))
	for i, pattern := range patterns {
		var err error
		if compiled[i], err = python.CompilePattern(pattern); err != nil {
			panic(err) // the patterns above are constants
		}
	}
	return compiled
}

// rulesOf gives the rules of the coverage.py that a producer names, with its
// default exclusions. What names no version gets those of the oldest.
func rulesOf(producer string) python.Rules {
	rules := python.Rules{
		Exclude:          pragma,
		HeaderSpans:      after(producer, 7, 5, 1),
		SyntaxDocstrings: after(producer, 7, 5, 2),
		WholeText:        after(producer, 7, 6, 0),
	}
	if after(producer, 7, 10, 0) {
		rules.Exclude = slices.Concat(pragma, stubs)
	}
	return rules
}

// after reports whether a producer is a version of coverage.py, and that one or
// a later one. Of the last number only the digits count: 7.10.1a0.dev1.
func after(producer string, version ...int) bool {
	text, ok := strings.CutPrefix(producer, "coverage.py ")
	if !ok {
		return false
	}
	for _, want := range version {
		part, rest, _ := strings.Cut(text, ".")
		digits := len(part) - len(strings.TrimLeft(part, "0123456789"))
		n, _ := strconv.Atoi(part[:digits])
		if n != want {
			return n > want
		}
		text = rest
	}
	return true
}
