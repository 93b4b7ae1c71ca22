package cli

import (
	"fmt"
	"io"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/covls/covls/cmd/covls/internal/demo"
	"github.com/covls/covls/coverage"
)

// The words of `covls demo`, and what an editor paints, painted with letters.
// The source is printed as `covls show` prints it, from what the server told the
// editor and not from the index: what is seen here came over the wire.

type demoText struct {
	out io.Writer
	palette
}

// margin is what stands before everything but headings.
const margin = "   "

// paragraph prints lines behind the margin, with a blank line before them.
func (t demoText) paragraph(text string) {
	fmt.Fprintln(t.out)
	for line := range strings.Lines(text) {
		fmt.Fprintln(t.out, strings.TrimRight(margin+line, " \n"))
	}
}

func (t demoText) heading(number int, words string) {
	fmt.Fprintf(t.out, "\n%s  %s\n", t.green(strconv.Itoa(number)), t.bold(words))
}

// repository introduces what there is to see.
func (t demoText) repository(r *demo.Repository) {
	t.heading(1, "A repository whose tests have run")
	rows := table{header: []string{"report", "written by", "flag"}, paint: t.header}
	for _, report := range r.Reports {
		rows.rows = append(rows.rows, []string{report.Path, report.Tool, report.Flag})
	}
	t.paragraph(rows.String())
	history := " in one git commit, " + r.Commit
	if r.NoGit != nil {
		history = ", and no commit: " + clean(r.NoGit.Error())
	}
	t.paragraph(t.bold(clean(r.Root)) + "\n" + count(r.Sources, "file") + history)
	t.paragraph("The tests ran on other machines, and the reports have those machines' paths, such as\n" +
		"/srv/cwork/c/src/main.c. No setting says which files they mean. covls.yaml has the flags.")
}

// header dims the first line of a table.
func (t demoText) header(row, _ int, cell string) string {
	if row == -1 {
		return t.dim(cell)
	}
	return cell
}

// status shows what the server says once it has read everything.
func (t demoText) status(s demo.Status, took time.Duration) {
	t.heading(2, "The language server finds the reports and reads them")
	rows := table{header: []string{"flag", "lines", "branches", "functions", "statements"}}
	var shares [][]coverage.Ratio
	for _, f := range s.Flags {
		rows.rows = append(rows.rows, []string{clean(flagName(f.Flag)), share(f.Lines)})
		shares = append(shares, []coverage.Ratio{f.Lines})
	}
	total, totals := []string{"total"}, []coverage.Ratio{s.Summary.Lines, s.Summary.Branches, s.Summary.Functions, s.Summary.Statements}
	for _, r := range totals {
		total = append(total, share(r))
	}
	rows.rows, shares = append(rows.rows, total), append(shares, totals)
	rows.paint = func(row, column int, cell string) string {
		if row >= 0 && column > 0 {
			return t.share(cell, shares[row][column-1])
		}
		return t.header(row, column, cell)
	}
	t.paragraph(rows.String())
	t.paragraph(fmt.Sprintf("%s about %s, ready %s after the start of %s",
		count(s.Reports, "report"), count(s.Files, "file"), t.bold(milliseconds(took)), t.bold("covls serve")))
}

// document shows a part of a file as an editor does.
func (t demoText) document(d *demo.Document, s stop, hover string) {
	t.paragraph(t.bold(d.Path) + "\n" + t.excerpt(d, s))
	t.diagnostics(d, s)
	said := t.dim("hover "+baseName(d.Path)+":"+strconv.Itoa(s.hover)) + "\n"
	for line := range strings.Lines(hover) {
		if line = clean(strings.TrimRight(line, "\n")); line != "" {
			said += "  " + line + "\n"
		}
	}
	t.paragraph(said)
}

// excerpt gives lines with their gutter and the lenses above them. The file's
// lens comes first, wherever the excerpt begins.
func (t demoText) excerpt(d *demo.Document, s stop) string {
	page := shown{view: coverage.View{Marks: d.Coverage.Marks}, lines: d.Lines}
	columns := page.columns()
	var b strings.Builder
	t.lenses(&b, columns, d, 0)
	for line := s.first; line <= s.last; line++ {
		if line > 1 {
			t.lenses(&b, columns, d, line-1)
		}
		page.line(&b, t.palette, columns, line, markOf(d.Coverage.Marks, line), d.Lines[line-1])
	}
	return b.String()
}

// lenses prints those of a 0-based line, as far to the right as the line.
func (t demoText) lenses(b *strings.Builder, c columns, d *demo.Document, line int) {
	gutter := fmt.Sprintf("%s %*s %*s", sign(0), c.number, "", c.hits, "")
	if c.branches > 0 {
		gutter += fmt.Sprintf(" %*s", c.branches, "")
	}
	source := d.Lines[line]
	indent := source[:len(source)-len(strings.TrimLeft(source, " \t"))]
	for _, l := range d.Lenses {
		if l.Range.Start.Line == line {
			b.WriteString(t.dim(gutter+" │ "+indent+"▸ "+clean(l.Command.Title)) + "\n")
		}
	}
}

// diagnostics lists those of the part that is shown, and counts the others.
func (t demoText) diagnostics(d *demo.Document, s stop) {
	rows, others := table{paint: t.code}, 0
	for _, p := range d.Diagnostics {
		first, last := p.Range.Start.Line+1, p.Range.End.Line+1
		if last < s.first || first > s.last {
			others++
			continue
		}
		at := baseName(d.Path) + ":" + strconv.Itoa(first)
		if last > first {
			at += "-" + strconv.Itoa(last)
		}
		rows.rows = append(rows.rows, []string{"  " + at, clean(p.Code), clean(p.Message)})
	}
	title := "problems"
	if others > 0 {
		title += fmt.Sprintf(" (and %d elsewhere in the file)", others)
	}
	t.paragraph(t.dim(title) + "\n" + rows.String())
}

// code colours a diagnostic's code as the gutter does its lines.
func (t demoText) code(_, column int, cell string) string {
	switch {
	case column != 1:
		return cell
	case strings.TrimSpace(cell) == coverage.Uncovered.String():
		return t.red(cell)
	}
	return t.yellow(cell)
}

// update shows what became of an open file when its report was rewritten.
func (t demoText) update(d *demo.Document, now demo.FileCoverage, took time.Duration) {
	t.heading(4, "The tests run again, and more of them")
	t.paragraph(demo.Again + " was rewritten; " + t.bold(milliseconds(took)) + " later the editor had the new marks")
	rows := table{right: []bool{false, true}}
	for _, m := range d.Coverage.Marks {
		after := markOf(now.Marks, int(m.Line))
		if after.State == m.State {
			continue
		}
		rows.rows = append(rows.rows, []string{
			sign(m.State) + " → " + sign(after.State), strconv.Itoa(int(m.Line)),
			m.State.String() + " → " + after.State.String(), strings.TrimSpace(printable(d.Lines[m.Line-1])),
		})
	}
	rows.paint = func(_, column int, cell string) string {
		if column == 0 {
			return t.green(cell) // more tests cover more
		}
		return cell
	}
	t.paragraph(t.bold(d.Path) + "\n" + rows.String())
	lines := now.Summary.Lines
	t.paragraph("lines " + share(d.Coverage.Summary.Lines) + " → " + t.share(share(lines), lines))
}

// end says where to go on.
func (t demoText) end(root string) {
	t.heading(5, "Your turn")
	rows := table{rows: [][]string{
		{"covls report", "what is covered, file by file"},
		{"covls show c/src/main.c", "a file with its coverage"},
		{"covls watch", "totals, drawn again as reports change"},
		{"covls serve", "the language server, to be named in your editor's settings"},
	}}
	rows.paint = func(_, column int, cell string) string {
		if column == 0 {
			return t.bold(cell)
		}
		return cell
	}
	t.paragraph(t.bold("cd "+clean(root)) + "\n" + rows.String())
	if _, err := exec.LookPath("covls"); err != nil {
		t.paragraph("covls is not in your PATH yet; `go install ./cmd/covls` in its sources puts it there.")
	}
	t.paragraph("The folder stays until you delete it. Open it in an editor that runs `covls serve`, and\n" +
		"change a line: its marks become unknown until the tests run again.")
}

// markOf is the mark of a 1-based line, which may be none.
func markOf(marks []coverage.Mark, line int) coverage.Mark {
	for _, m := range marks {
		if int(m.Line) == line {
			return m
		}
	}
	return coverage.Mark{}
}

// baseName is what an editor's tab has of a path.
func baseName(path string) string { return path[strings.LastIndexByte(path, '/')+1:] }

func milliseconds(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
