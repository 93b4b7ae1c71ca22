package cli

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// The text of `covls status`: what was found first, what is wrong with it after
// that, since a list of problems means little without what it is about.

func (s standing) text(p palette, now time.Time, verbose bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n", p.bold("workspace"), clean(s.root))
	if len(s.reports) > 0 {
		b.WriteString("\n" + s.reportTable(p, now, verbose))
		b.WriteString("\n" + s.totalTable(p, now))
	}
	if len(s.problems) > 0 {
		b.WriteString("\n" + p.bold("problems") + "\n")
	}
	for _, problem := range s.problems {
		fmt.Fprintf(&b, "  %s (%s)\n", p.yellow(clean(problem.Message)), clean(problem.Hint))
	}
	fmt.Fprintf(&b, "\n%s %s (%s)\n", p.bold("index"), clean(s.indexPath), size(s.indexSize))
	if verbose {
		fmt.Fprintf(&b, "reports read: %d\ngeneration: %d\n", s.reads, s.generation)
	}
	return b.String()
}

// reportTable lists the reports.
func (s standing) reportTable(p palette, now time.Time, verbose bool) string {
	t := table{
		header: []string{"report", "format", "flags", "age", "files"},
		right:  []bool{false, false, false, true, true, true, true},
	}
	if verbose {
		t.header = append(t.header, "size", "dropped")
	}
	t.header = append(t.header, "")
	for _, r := range s.reports {
		row := []string{
			clean(r.Name), cmp.Or(r.Format, "-"), cmp.Or(strings.Join(r.Flags, ","), "-"),
			age(now, r.Time), strconv.Itoa(r.Files),
		}
		if verbose {
			row = append(row, size(r.Size), strconv.Itoa(r.Dropped.Count))
		}
		t.rows = append(t.rows, append(row, remark(r)))
	}
	t.paint = func(row, column int, cell string) string {
		switch {
		case row == -1:
			return p.dim(cell)
		case column == len(t.header)-1:
			return p.yellow(cell)
		}
		return cell
	}
	return t.String()
}

// remark is what a person should know of a report, in a few words.
func remark(r coverage.ReportStatus) string {
	var words []string
	if r.Problem != nil {
		words = append(words, "cannot be read, see below")
	}
	if r.SameRun != "" {
		words = append(words, "same run as "+clean(r.SameRun))
	}
	if r.Unresolved > 0 {
		words = append(words, count(r.Unresolved, "file")+" not in this workspace")
	}
	return strings.Join(words, "; ")
}

// totalTable lists the flags, where there are any, and the totals.
func (s standing) totalTable(p palette, now time.Time) string {
	t := table{header: []string{"flag", "lines", "state", "measured"}, right: []bool{false, true}}
	for _, f := range s.flags {
		t.rows = append(t.rows, []string{flagName(f.Flag), share(f.Lines), string(f.State), age(now, f.Time)})
	}
	t.paint = func(row, column int, cell string) string {
		switch {
		case row == -1:
			return p.dim(cell)
		case column == 1:
			return p.share(cell, s.flags[row].Lines)
		}
		return cell
	}
	text := ""
	if len(s.flags) != 1 || s.flags[0].Flag != "" {
		text = t.String()
	}
	return text + p.bold("total") + " " + totalsLine(s.totals, s.files) + "\n"
}

// totalsLine gives the totals in one line.
func totalsLine(s coverage.Summary, files int) string {
	line := "lines " + share(s.Lines)
	for _, m := range []struct {
		name  string
		share coverage.Ratio
	}{{"branches", s.Branches}, {"functions", s.Functions}, {"statements", s.Statements}} {
		if m.share.Total > 0 {
			line += ", " + m.name + " " + share(m.share)
		}
	}
	return line + " in " + count(files, "file")
}
