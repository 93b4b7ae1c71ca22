package simplecov

import (
	"bytes"
	"regexp"
)

// Comments that take code out. There are two kinds. A line that begins with
// "# :nocov:" switches everything off, and the next one on again, whatever it
// stands in; that is all that SimpleCov up to 0.22 knows. Since 1.0 there are
// "# simplecov:disable" and "enable", for lines, branches, methods or all of
// them: on a line of its own it lasts until it is enabled, behind code it is for
// that line only. What is never switched on again stays off to the end.

// exclusions are the regions that are out, for each of what is counted.
type exclusions struct {
	lines, branches, methods []region
}

var (
	nocov     = regexp.MustCompile(`^\s*#\s*:nocov:`)
	directive = regexp.MustCompile(`#\s*simplecov\s*:\s*(disable|enable)\b(?:\s+((?:line|branch|method)(?:\s*,\s*(?:line|branch|method))*))?`)
)

func exclusionsOf(source []byte) exclusions {
	var out exclusions
	lines := bytes.Split(bytes.TrimSuffix(source, []byte{'\n'}), []byte{'\n'})
	if bytes.Contains(source, []byte(":nocov:")) {
		out.nocov(lines)
	}
	if bytes.Contains(source, []byte("simplecov")) {
		out.directives(lines)
	}
	return out
}

// add puts a region out for everything.
func (e *exclusions) add(r region) {
	e.lines, e.branches, e.methods = append(e.lines, r), append(e.branches, r), append(e.methods, r)
}

func (e *exclusions) nocov(lines [][]byte) {
	from := uint32(0)
	for i, line := range lines {
		switch n := uint32(i + 1); {
		case !nocov.Match(line):
		case from == 0:
			from = n
		default:
			e.add(region{from, n})
			from = 0
		}
	}
	if from > 0 {
		e.add(region{from, uint32(len(lines))})
	}
}

// A toggle is one of what is counted, while the source is read.
type toggle struct {
	word string
	out  *[]region
	from uint32 // the line that switched it off, 0 while it is on
}

func (e *exclusions) directives(lines [][]byte) {
	toggles := []toggle{{word: "line", out: &e.lines}, {word: "branch", out: &e.branches}, {word: "method", out: &e.methods}}
	text := textOf(lines)
	for i, line := range lines {
		if text.skip(i) {
			continue
		}
		at := directive.FindSubmatchIndex(line)
		if at == nil || !isComment(line, at[0]) {
			continue
		}
		inline := len(bytes.TrimSpace(line[:at[0]])) > 0
		disable := string(line[at[2]:at[3]]) == "disable"
		for k := range toggles {
			if at[4] < 0 || bytes.Contains(line[at[4]:at[5]], []byte(toggles[k].word)) {
				toggles[k].set(uint32(i+1), disable, inline)
			}
		}
	}
	for _, t := range toggles {
		if t.from > 0 {
			*t.out = append(*t.out, region{t.from, uint32(len(lines))})
		}
	}
}

func (t *toggle) set(line uint32, disable, inline bool) {
	switch {
	case inline && disable:
		*t.out = append(*t.out, region{line, line})
	case inline:
	case disable && t.from == 0:
		t.from = line
	case !disable && t.from > 0:
		*t.out = append(*t.out, region{t.from, line})
		t.from = 0
	}
}
