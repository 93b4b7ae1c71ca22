package oracles

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/covls/covls/coverage"
)

// Verdicts on lines, in the form in which tools with rules of their own can be
// compared: what is the same needs no words, and what differs needs a reason.

// A place is a line of a file.
type place struct {
	file string
	line int
}

func (p place) compare(q place) int { return cmp.Or(cmp.Compare(p.file, q.file), p.line-q.line) }

// verdicts say of lines how often they ran, in digits, or one of the words below.
// A line that a tool has no verdict on is not there.
type verdicts map[place]string

const (
	partial  = "partial"
	excluded = "excluded"
)

// verdicts are those of covls. Without parts, a partial line counts as often as
// it ran.
func (s fileSet) verdicts(parts bool) verdicts {
	out := verdicts{}
	for path, f := range s {
		for _, m := range f.Marks() {
			text := fmt.Sprint(m.Hits)
			switch {
			case m.State == coverage.Excluded:
				text = excluded
			case m.State == coverage.Partial && parts:
				text = partial
			}
			out[place{path, int(m.Line)}] = text
		}
	}
	return out
}

// A difference is a rule by which a tool's verdict on some lines of a file is
// not that of covls.
type difference struct {
	rule, file string
	lines      []int
}

// compare fails the test for lines on which covls says something else, unless
// they are listed, and for lines that are listed and equal.
func (said verdicts) compare(t *testing.T, covls verdicts, known []difference) {
	t.Helper()
	if len(said) == 0 {
		t.Error("the tool says nothing")
	}
	reasons := map[place]string{}
	for _, d := range known {
		for _, n := range d.lines {
			reasons[place{d.file, n}] = d.rule
		}
	}
	all := map[place]bool{}
	for p := range said {
		all[p] = true
	}
	for p := range covls {
		all[p] = true
	}
	for p := range reasons {
		all[p] = true
	}
	for _, p := range slices.SortedFunc(maps.Keys(all), place.compare) {
		switch same := said[p] == covls[p]; {
		case same && reasons[p] != "":
			t.Errorf("%s:%d: both say %q, and it is listed as a difference: %s", p.file, p.line, said[p], reasons[p])
		case !same && reasons[p] == "":
			t.Errorf("%s:%d: the tool says %q, covls %q", p.file, p.line, said[p], covls[p])
		}
	}
}
