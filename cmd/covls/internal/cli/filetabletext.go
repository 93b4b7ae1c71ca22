package cli

import (
	"fmt"
	"strings"

	"github.com/covls/covls/coverage"
)

// The table of `covls report` as text, Markdown and JSON.

var tableHeader = []string{"path", "lines", "branches", "functions", "missing"}

// staleNote stands for the ranges of a file that changed.
const staleNote = "unknown: changed since measured"

func (r fileRow) cells(share func(coverage.Ratio) string) []string {
	missing := rangesText(r.missing)
	if r.stale {
		missing = staleNote
	}
	s := r.summary
	return []string{clean(r.path), share(s.Lines), share(s.Branches), share(s.Functions), missing}
}

// total is the last row. Branches and functions that no report knows are n/a in
// it, as in the rows.
func (t *fileTable) total(share func(coverage.Ratio) string) []string {
	return fileRow{path: "total", summary: t.totals}.cells(share)
}

// text renders the table for a terminal of that width; 0 is without bounds. A
// table without rows is nothing.
func (t *fileTable) text(width int, p palette) string {
	if len(t.rows) == 0 && t.totals == (coverage.Summary{}) {
		return ""
	}
	out := table{header: tableHeader, right: []bool{false, true, true, true}, width: width}
	for _, r := range t.rows {
		out.rows = append(out.rows, r.cells(share))
	}
	out.rows = append(out.rows, t.total(share))
	last := len(out.rows) - 1
	out.paint = func(row, column int, cell string) string {
		switch {
		case row == -1:
			return p.dim(cell)
		case row == last && column == 0:
			return p.bold(cell)
		case row < last && column == 1:
			return p.share(cell, t.rows[row].summary.Lines)
		case row < last && column == 4 && t.rows[row].stale:
			return p.yellow(cell)
		}
		return cell
	}
	text := out.String()
	if t.skipped > 0 {
		text += p.dim(fmt.Sprintf("%s without gaps left out", count(t.skipped, "file"))) + "\n"
	}
	return text
}

// share colours a share of lines: green is whole, red is none.
func (p palette) share(cell string, r coverage.Ratio) string {
	switch {
	case r.Total == 0:
		return p.dim(cell)
	case r.Covered == r.Total:
		return p.green(cell)
	case r.Covered == 0:
		return p.red(cell)
	}
	return p.yellow(cell)
}

// markdown renders the table for a comment or a job summary.
func (t *fileTable) markdown() string {
	if len(t.rows) == 0 && t.totals == (coverage.Summary{}) {
		return ""
	}
	var b strings.Builder
	line := func(cells []string) { b.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
	line(tableHeader)
	line([]string{":---", "---:", "---:", "---:", ":---"})
	for _, r := range t.rows {
		cells := r.cells(share)
		cells[0] = inMarkdown(cells[0])
		line(cells)
	}
	cells := t.total(share)
	for i := range cells[:4] {
		cells[i] = "**" + cells[i] + "**"
	}
	line(cells)
	if t.skipped > 0 {
		fmt.Fprintf(&b, "\n%s without gaps left out\n", count(t.skipped, "file"))
	}
	return b.String()
}

// inMarkdown writes a path as code, in which nothing is markup but the bar of
// the table, even there (GitHub's tables extension), and the fence itself.
func inMarkdown(path string) string {
	fence := "`"
	for strings.Contains(path, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		path = " " + path + " "
	}
	return fence + strings.ReplaceAll(path, "|", `\|`) + fence
}

// A tableDocument is the table in JSON.
type tableDocument struct {
	Schema int              `json:"schema"`
	Files  []rowDocument    `json:"files"`
	Totals coverage.Summary `json:"totals"`
}

type rowDocument struct {
	Path    string           `json:"path"`
	Summary coverage.Summary `json:"summary"`
	// Missing are the uncovered lines as [first, last], 1-based.
	Missing [][2]uint32 `json:"missing"`
	Stale   bool        `json:"stale,omitempty"`
}

func (t *fileTable) document() tableDocument {
	d := tableDocument{Schema: schema, Files: []rowDocument{}, Totals: t.totals}
	for _, r := range t.rows {
		row := rowDocument{Path: r.path, Summary: r.summary, Missing: [][2]uint32{}, Stale: r.stale}
		for _, m := range r.missing {
			row.Missing = append(row.Missing, [2]uint32{m.First, m.Last})
		}
		d.Files = append(d.Files, row)
	}
	return d
}
