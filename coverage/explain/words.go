package explain

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/covls/covls/coverage"
)

// Words for people. Names, labels and paths come from reports, so they are
// shown as one short line and never as markup.

// maxShown bounds a name from a report, in characters. Mangled C++ names reach
// thousands.
const maxShown = 120

// OneLine makes a string from a report fit into one line of text.
func OneLine(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if n++; n > maxShown {
			b.WriteRune('…')
			break
		}
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			r = ' '
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

// Count gives "1 hit", "3 hits", "2 branches".
func Count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "ch") {
		return strconv.FormatUint(n, 10) + " " + noun + "es"
	}
	return strconv.FormatUint(n, 10) + " " + noun + "s"
}

// Age gives "3 minutes ago" for a time d before now.
func Age(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		noun string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d >= unit.size {
			return Count(uint64(d/unit.size), unit.noun) + " ago"
		}
	}
	return "just now"
}

// A Style is how text is marked up for whoever reads it.
type Style bool

const (
	Plain    Style = false
	Markdown Style = true
)

// Code shows a name as it is: in Markdown between more backticks than it holds,
// so that no name from a report becomes a link or a picture.
func (s Style) Code(name string) string {
	name = OneLine(name)
	if s == Plain || name == "" {
		return name
	}
	fence := "`"
	for strings.Contains(name, fence) {
		fence += "`"
	}
	if len(fence) == 1 {
		return fence + name + fence
	}
	return fence + " " + name + " " + fence
}

// Strong stresses what matters most.
func (s Style) Strong(text string) string {
	if s == Markdown {
		return "**" + text + "**"
	}
	return text
}

// Measured gives "measured 3 minutes ago by coverage/lcov.info (unit)".
func (s Style) Measured(r *coverage.Report, now time.Time) string {
	by := "by " + s.Code(r.Name)
	if len(r.Flags) > 0 {
		by += " (" + OneLine(strings.Join(r.Flags, ", ")) + ")"
	}
	if r.Time.IsZero() {
		return "measured " + by
	}
	return fmt.Sprintf("measured %s %s", Age(now.Sub(r.Time)), by)
}

// Verdict gives "**partial** · 7 hits · 1 of 2 branches taken", and for the
// zero Mark that the line is not instrumented.
func (s Style) Verdict(m coverage.Mark) string {
	if m.State == 0 {
		return s.Strong("not instrumented")
	}
	text := s.Strong(m.State.String())
	switch {
	case m.State == coverage.Unknown, m.State == coverage.Excluded:
		return text
	case m.Bits&coverage.InexactHits != 0:
		text += " · ran, and nobody counted how often"
	default:
		text += " · " + Count(m.Hits, "hit")
	}
	if m.Total > 0 {
		text += fmt.Sprintf(" · %d of %s taken", m.Taken, Count(uint64(m.Total), "branch"))
	}
	return text
}

// Branch gives "branch 1 (`else`): missed".
func (s Style) Branch(b coverage.Branch) string {
	name := fmt.Sprintf("branch %d", b.Arm)
	if b.Label != "" {
		name += " (" + s.Code(b.Label) + ")"
	}
	switch {
	case b.Bits&coverage.Unreachable != 0:
		return name + ": unreachable"
	case b.Hits > 0:
		return name + ": taken, " + Count(b.Hits, "time")
	case b.Ran():
		return name + ": taken"
	}
	return name + ": missed"
}

// maxTests is how many tests of a line are named: a line of a start-up routine
// runs under every test there is.
const maxTests = 5

// Tests gives "`TestA`, `TestB` +3 more", and "" for none.
func (s Style) Tests(names []string) string {
	var shown []string
	for _, name := range names[:min(len(names), maxTests)] {
		shown = append(shown, s.Code(name))
	}
	text := strings.Join(shown, ", ")
	if n := len(names) - maxTests; n > 0 {
		text += fmt.Sprintf(" +%d more", n)
	}
	return text
}
