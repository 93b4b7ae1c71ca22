package cli

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/covls/covls/coverage"
)

// The annotated source. The signs differ in shape and not in colour alone, so
// that they can be told apart in a log, on paper and by everybody.

// sign is what stands before a line.
func sign(s coverage.State) string {
	switch s {
	case coverage.Covered:
		return "✓"
	case coverage.Partial:
		return "~"
	case coverage.Uncovered:
		return "✗"
	case coverage.Unknown:
		return "?"
	case coverage.Excluded:
		return "○"
	}
	return " "
}

// render prints the file: what is known of it as a whole, then every line.
func (s *shown) render(p palette, now time.Time) string {
	var b strings.Builder
	s.heading(&b, p, now)
	columns := s.columns()
	s.columnNames(&b, p, columns)
	marks := s.view.Marks
	for i, line := range s.lines {
		var m coverage.Mark
		if len(marks) > 0 && int(marks[0].Line) == i+1 {
			m, marks = marks[0], marks[1:]
		}
		s.line(&b, p, columns, i+1, m, line)
		if tests := s.testLine(i + 1); tests != "" {
			b.WriteString(p.dim("  "+strings.Repeat(" ", columns.number)+" └ "+tests) + "\n")
		}
	}
	return b.String()
}

// heading says what is known of the file as a whole.
func (s *shown) heading(b *strings.Builder, p palette, now time.Time) {
	v := &s.view
	b.WriteString(p.bold(clean(v.Path)))
	if v.Summary.Lines.Total > 0 {
		b.WriteString("  lines " + share(v.Summary.Lines))
	}
	if v.Summary.Branches.Total > 0 {
		b.WriteString(", branches " + share(v.Summary.Branches))
	}
	if v.Summary.Functions.Total > 0 {
		b.WriteString(", functions " + share(v.Summary.Functions))
	}
	b.WriteByte('\n')
	if v.Stale {
		b.WriteString("  " + p.yellow("the file changed since it was measured: its lines are unknown until the tests run again") + "\n")
		return
	}
	for _, f := range v.Flags {
		switch {
		case len(v.Flags) == 1 && f.Flag == "":
		case !slices.ContainsFunc(v.Known, func(o coverage.Observation) bool { return o.Report.HasFlag(f.Flag) }):
			fmt.Fprintf(b, "  %s unknown: the file changed since it was measured\n", flagName(f.Flag))
		default:
			fmt.Fprintf(b, "  %s %s, measured %s\n", flagName(f.Flag), share(f.Lines), age(now, f.Time))
		}
	}
}

// columns are the widths of what stands before the source.
type columns struct {
	number, hits, branches int
	flags                  []int
}

func (s *shown) columns() columns {
	c := columns{number: len(strconv.Itoa(len(s.lines)))}
	for _, m := range s.view.Marks {
		c.hits = max(c.hits, len(hits(m)))
		c.branches = max(c.branches, len(branches(m)))
	}
	for _, f := range s.byFlag {
		width := utf8.RuneCountInString(flagName(f.flag))
		for _, m := range f.marks {
			width = max(width, len(hits(m)))
		}
		c.flags = append(c.flags, width)
	}
	if len(c.flags) > 0 {
		c.hits = max(c.hits, len("all"))
	}
	return c
}

// columnNames names the columns where there are several of hits.
func (s *shown) columnNames(b *strings.Builder, p palette, c columns) {
	if len(c.flags) == 0 {
		return
	}
	line := fmt.Sprintf("  %*s %*s", c.number, "", c.hits, "all")
	for i, f := range s.byFlag {
		line += fmt.Sprintf(" %*s", c.flags[i], flagName(f.flag))
	}
	b.WriteString(p.dim(line) + "\n")
}

func (s *shown) line(b *strings.Builder, p palette, c columns, number int, m coverage.Mark, source string) {
	gutter := fmt.Sprintf("%s %*d %*s", sign(m.State), c.number, number, c.hits, hits(m))
	for i := range s.byFlag {
		gutter += fmt.Sprintf(" %*s", c.flags[i], s.byFlag[i].at(uint32(number)))
	}
	if c.branches > 0 {
		gutter += fmt.Sprintf(" %*s", c.branches, branches(m))
	}
	switch m.State {
	case coverage.Covered:
		gutter = p.green(gutter)
	case coverage.Partial:
		gutter = p.yellow(gutter)
	case coverage.Uncovered:
		gutter = p.red(gutter)
	default:
		gutter = p.dim(gutter)
	}
	b.WriteString(strings.TrimRight(gutter+" │ "+printable(source), " ") + "\n")
}

// at gives the flag's hits of a line.
func (f flagView) at(line uint32) string {
	i, found := slices.BinarySearchFunc(f.marks, line, func(m coverage.Mark, line uint32) int { return cmp.Compare(m.Line, line) })
	if !found {
		return ""
	}
	return hits(f.marks[i])
}

// hits is a mark's count as the gutter shows it. Large ones are rounded down to
// three digits: what matters of 1,234,567,890 is that it is hot.
func hits(m coverage.Mark) string {
	switch m.State {
	case coverage.Unknown:
		return "?"
	case coverage.Covered, coverage.Partial, coverage.Uncovered:
	default:
		return ""
	}
	if m.Bits&coverage.InexactHits != 0 {
		return strconv.FormatUint(m.Hits, 10) + "+"
	}
	n, unit := m.Hits, ""
	for _, u := range []string{"k", "M", "G", "T", "P", "E"} {
		if n < 100_000 {
			break
		}
		n, unit = n/1000, u
	}
	return strconv.FormatUint(n, 10) + unit
}

// branches gives "1/2" where the line has branches.
func branches(m coverage.Mark) string {
	if m.Total == 0 || m.State == coverage.Excluded {
		return ""
	}
	return fmt.Sprintf("%d/%d", m.Taken, m.Total)
}

// printable is source that a terminal may be given: without control characters
// but tabs, which could move its cursor or rename its window.
func printable(source string) string {
	parts := strings.Split(source, "\t")
	for i := range parts {
		parts[i] = clean(parts[i])
	}
	return strings.Join(parts, "\t")
}

// blank reports whether a line holds nothing but white space.
func blank(line string) bool { return strings.TrimSpace(line) == "" }
