package simplecov

import (
	"strconv"
	"strings"

	"github.com/covls/covls/coverage"
)

// Labels of branches. SimpleCov knows a branch by its kind and by the lines that
// it leads to, and so does the label: "else on line 16", "when on lines 22-24".
// It tells a reader of a hover which way was missed, and Refine whether a
// comment took that way out.

const onLine = " on line"

func label(kind string, from, to uint32) string {
	if from == to {
		return kind + onLine + " " + strconv.Itoa(int(from))
	}
	return kind + onLine + "s " + strconv.Itoa(int(from)) + "-" + strconv.Itoa(int(to))
}

// reach gives the lines that a branch leads to, or its own if the label says none.
func reach(b coverage.Branch) region {
	own := region{b.Line, b.Line}
	i := strings.LastIndex(b.Label, onLine)
	if i < 0 {
		return own
	}
	first, last, several := strings.Cut(strings.TrimLeft(b.Label[i+len(onLine):], "s "), "-")
	if !several {
		last = first
	}
	from, err := strconv.ParseUint(first, 10, 32)
	to, err2 := strconv.ParseUint(last, 10, 32)
	if err != nil || err2 != nil {
		return own
	}
	return region{uint32(from), uint32(to)}
}
