package explain

import (
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// The answer in plain text: the verdict, then one report a line with what it
// knows beneath it.

// maxDetails is how many branches, statements and functions of a line are told a
// report: a parser's switch has hundreds.
const maxDetails = 20

// Text puts the answer into words, without a line break at its end.
func (a Answer) Text(now time.Time) string {
	lines := []string{fmt.Sprintf("%s:%d: %s", OneLine(a.Path), a.Line, a.verdict())}
	if len(a.Said) == 0 {
		lines = append(lines, "no report speaks of this file")
	}
	for _, s := range a.Said {
		lines = append(lines, s.text(a.Content, now)...)
	}
	for _, s := range a.Silent {
		lines = append(lines, fmt.Sprintf("- %s is of the same run and does not count: %s says more", OneLine(s.Report), OneLine(s.Speaker)))
	}
	for _, m := range a.NearMisses {
		lines = append(lines, fmt.Sprintf("- %s names %s, which ends alike and is not taken for it", OneLine(m.Report), OneLine(m.Path)))
	}
	return strings.Join(lines, "\n")
}

func (a Answer) verdict() string {
	if a.Lines > 0 && int64(a.Line) > int64(a.Lines) {
		return "past the end of the file, which has " + Count(uint64(a.Lines), "line")
	}
	return Plain.Verdict(a.Mark)
}

// text gives what one report says, the first line being the report's.
func (s Said) text(content coverage.ContentID, now time.Time) []string {
	line := "- " + s.Words() + ", " + Plain.Measured(s.Report, now)
	if s.Report.Format != "" {
		line += ", " + OneLine(s.Report.Format)
	}
	switch {
	case s.Current:
		line += ", of this text (" + Short(s.Content) + ")"
	case s.Content != "" && content != "":
		line += fmt.Sprintf(" (%s, and this is %s)", Short(s.Content), Short(content))
	}
	if !s.Selected {
		line += "; its flags are not selected"
	}
	details := s.details()
	if n := len(details) - maxDetails; n > 0 {
		details = append(details[:maxDetails:maxDetails], fmt.Sprintf("and %d more", n))
	}
	if tests := Plain.Tests(s.Tests); tests != "" {
		details = append(details, "tests: "+tests)
	}
	lines := []string{line}
	for _, d := range details {
		lines = append(lines, "    "+d)
	}
	return lines
}

// Words is what the report says of the line in short: "7 hits".
func (s Said) Words() string {
	switch {
	case s.Content == "":
		return "about a text that nobody knows"
	case !s.Current:
		return "about another text of this file"
	case s.Excluded:
		return "excluded"
	case !s.Instrumented:
		return "does not instrument this line"
	}
	words := "ran"
	if !s.Hits.Inexact() {
		words = Count(s.Hits.Shown(), "hit")
	}
	if s.Hits.Bits&(coverage.Part|coverage.Whole) == coverage.Part {
		words += ", a part of it only"
	}
	return words
}

// details tells what makes a line partial, and what begins on it.
func (s Said) details() []string {
	var out []string
	for _, b := range s.Branches {
		out = append(out, Plain.Branch(b))
	}
	if c := s.Counted; c.Total > 0 {
		out = append(out, fmt.Sprintf("%d of %s taken; the report does not say which", c.Taken, Count(uint64(c.Total), "branch")))
	}
	for _, st := range s.Statements {
		from, to := coverage.Place{Line: st.Line, Col: st.Col}, coverage.Place{Line: st.EndLine, Col: st.EndCol}
		out = append(out, "statement "+extent(from, to)+": "+ran(st.Hits, st.Executed))
	}
	for _, r := range s.Ranges {
		out = append(out, "text "+extent(r.Start, r.End)+": "+ran(r.Hits, r.Executed))
	}
	for _, f := range s.Functions {
		out = append(out, "function "+OneLine(f.Name)+": "+ran(f.Hits, f.Executed))
	}
	return out
}

// extent gives "5:3–5:10", with columns that count from 1 as editors show them.
func extent(from, to coverage.Place) string {
	s := fmt.Sprintf("%d:%d", from.Line, from.Col+1)
	if to.Line > 0 {
		s += fmt.Sprintf("–%d:%d", to.Line, to.Col+1)
	}
	return s
}

func ran(hits uint64, executed bool) string {
	switch {
	case hits == 0 && executed:
		return "ran"
	case hits == 0:
		return "missed"
	}
	return Count(hits, "hit")
}

// Short is a content's id as people compare it: the seven digits that git
// shows, and "" for the unknown one.
func Short(id coverage.ContentID) string {
	digits := hex.EncodeToString([]byte(id))
	return digits[:min(len(digits), 7)]
}
