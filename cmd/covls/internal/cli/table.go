package cli

import (
	"strings"
	"unicode/utf8"
)

// Tables of the terminal: columns two spaces apart, without lines, so that they
// can be read, cut and grepped alike.

// A table is rows of cells. Cells are plain text; colours come in with paint,
// after everything was measured.
type table struct {
	header []string
	rows   [][]string
	right  []bool // by column: numbers stand at the right
	// width is that of the terminal; what is longer loses the end of its last
	// column. 0 is without bounds.
	width int
	// paint colours a padded cell; nil leaves all as they are. row -1 is the
	// header.
	paint func(row, column int, cell string) string
}

// String renders the table. The last column is not padded.
func (t table) String() string {
	widths := t.widths()
	var b strings.Builder
	if len(t.header) > 0 {
		t.line(&b, -1, t.header, widths)
	}
	for i, row := range t.rows {
		t.line(&b, i, row, widths)
	}
	return b.String()
}

func (t table) widths() []int {
	var widths []int
	for _, row := range append([][]string{t.header}, t.rows...) {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	return widths
}

func (t table) line(b *strings.Builder, row int, cells []string, widths []int) {
	last := len(cells) - 1
	for last > 0 && cells[last] == "" {
		last--
	}
	used := 0
	for i, cell := range cells[:last+1] {
		if i > 0 {
			b.WriteString("  ")
			used += 2
		}
		if t.width > 0 && i == len(widths)-1 {
			cell = shorten(cell, t.width-used)
		}
		pad := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
		used += widths[i]
		right := i < len(t.right) && t.right[i]
		switch {
		case right:
			cell = pad + cell
		case i < last:
			cell += pad
		}
		if t.paint != nil {
			cell = t.paint(row, i, cell)
		}
		b.WriteString(cell)
	}
	b.WriteByte('\n')
}

// shorten cuts text to a number of columns and shows that it did. Without room
// for a few letters, or without bounds (0 or less), it leaves it alone.
func shorten(s string, columns int) string {
	if columns < 8 || utf8.RuneCountInString(s) <= columns {
		return s
	}
	return string([]rune(s)[:columns-1]) + "…"
}
