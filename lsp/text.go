package lsp

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

// oneLine makes a string from a report fit into one line of text.
func oneLine(s string) string {
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

// count gives "1 hit", "3 hits", "2 branches".
func count(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	if strings.HasSuffix(noun, "ch") {
		return strconv.FormatUint(n, 10) + " " + noun + "es"
	}
	return strconv.FormatUint(n, 10) + " " + noun + "s"
}

// percent gives "84.2%", "91%" or "n/a": truncated, and without a zero that
// says nothing.
func percent(r coverage.Ratio) string {
	if r.Total == 0 {
		return "n/a"
	}
	return strings.TrimSuffix(r.Percent(1), ".0") + "%"
}

// age gives "3 minutes ago" for a time d before now.
func age(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		noun string
	}{{24 * time.Hour, "day"}, {time.Hour, "hour"}, {time.Minute, "minute"}} {
		if d >= unit.size {
			return count(uint64(d/unit.size), unit.noun) + " ago"
		}
	}
	return "just now"
}

// measured gives "measured 3 minutes ago by coverage/lcov.info (unit)".
func measured(r *coverage.Report, now time.Time, style style) string {
	by := "by " + style.code(r.Name)
	if len(r.Flags) > 0 {
		by += " (" + oneLine(strings.Join(r.Flags, ", ")) + ")"
	}
	if r.Time.IsZero() {
		return "measured " + by
	}
	return fmt.Sprintf("measured %s %s", age(now.Sub(r.Time)), by)
}

// A style is how text is marked up for a client.
type style bool

const (
	plain    style = false
	markdown style = true
)

// code shows a name as it is: in Markdown between more backticks than it holds,
// so that no name from a report becomes a link or a picture.
func (s style) code(name string) string {
	name = oneLine(name)
	if s == plain || name == "" {
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

func (s style) strong(text string) string {
	if s == markdown {
		return "**" + text + "**"
	}
	return text
}
