package lsp

import (
	"strings"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// Lines and positions. An editor counts columns in UTF-16 code units unless it
// agreed to bytes, and sends positions that are past the end of a line or of
// the text, which LSP defines as the end. Lines break at LF, CRLF and CR alone
// (LSP 3.18, Text Documents).

// An encoding is the unit in which columns are counted.
type encoding uint8

const (
	utf16 encoding = iota // what every client understands
	utf8s                 // bytes, where the client prefers them
)

// kind is how LSP calls the encoding.
func (e encoding) kind() protocol.PositionEncodingKind {
	if e == utf8s {
		return protocol.PositionEncodingKindUTF8
	}
	return protocol.PositionEncodingKindUTF16
}

// negotiate takes the first of the client's encodings that is ours.
func negotiate(offered []string) encoding {
	for _, name := range offered {
		switch protocol.PositionEncodingKind(name) {
		case protocol.PositionEncodingKindUTF8:
			return utf8s
		case protocol.PositionEncodingKindUTF16:
			return utf16
		}
	}
	return utf16
}

// A lineTable is where the lines of a text begin.
type lineTable struct {
	text   string
	starts []int // byte offset of every line; the first is 0
}

func newLineTable(text string) lineTable {
	starts := make([]int, 1, 1+strings.Count(text, "\n"))
	if strings.IndexByte(text, '\r') < 0 {
		for at := 0; ; {
			n := strings.IndexByte(text[at:], '\n')
			if n < 0 {
				return lineTable{text, starts}
			}
			at += n + 1
			starts = append(starts, at)
		}
	}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' || text[i] == '\r' && (i+1 == len(text) || text[i+1] != '\n') {
			starts = append(starts, i+1)
		}
	}
	return lineTable{text, starts}
}

// count is how many lines there are for a report to speak of: what follows the
// last line break is none unless there is something.
func (t lineTable) count() int {
	n := len(t.starts)
	if t.starts[n-1] == len(t.text) {
		n--
	}
	return n
}

// line gives the 0-based line n without its line break, "" past the end.
func (t lineTable) line(n int) string {
	if n < 0 || n >= len(t.starts) {
		return ""
	}
	line := t.text[t.starts[n]:]
	if n+1 < len(t.starts) {
		line = t.text[t.starts[n]:t.starts[n+1]]
	}
	return strings.TrimRight(line, "\r\n")
}

// lineBreak is how line n ends, "\n" where it does not.
func (t lineTable) lineBreak(n int) string {
	if n >= 0 && n+1 < len(t.starts) {
		if end := t.text[t.starts[n]:t.starts[n+1]]; strings.HasSuffix(end, "\r\n") {
			return "\r\n"
		}
	}
	return "\n"
}

// offset is the byte offset of a position. One past the end of its line or of
// the text is that end, and one inside a character is its beginning.
func (t lineTable) offset(p protocol.Position, e encoding) int {
	if int(p.Line) >= len(t.starts) {
		return len(t.text)
	}
	line := t.line(int(p.Line))
	return t.starts[p.Line] + e.bytes(line, int(p.Character))
}

// bytes is how many bytes of line come before column.
func (e encoding) bytes(line string, column int) int {
	if e == utf8s {
		column = min(column, len(line))
		for column > 0 && column < len(line) && !utf8.RuneStart(line[column]) {
			column--
		}
		return column
	}
	for i, r := range line {
		if column -= units(r); column < 0 {
			return i
		}
	}
	return len(line)
}

// column is the length of a piece of a line in the encoding's unit.
func (e encoding) column(s string) uint32 {
	if e == utf8s {
		return uint32(len(s))
	}
	n := 0
	for _, r := range s {
		n += units(r)
	}
	return uint32(n)
}

// units is how many UTF-16 code units a rune takes. A byte that is no UTF-8
// cannot arrive in JSON other than as U+FFFD, one unit.
func units(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

// span is the range from the first character of line first that is no space to
// the end of line last; both are 0-based.
func (t lineTable) span(first, last int, e encoding) protocol.Range {
	from := t.line(first)
	indent := from[:len(from)-len(strings.TrimLeft(from, " \t"))]
	return protocol.Range{
		Start: protocol.Position{Line: uint32(first), Character: e.column(indent)},
		End:   protocol.Position{Line: uint32(last), Character: e.column(t.line(last))},
	}
}

// blank reports whether there is nothing on line n to see.
func (t lineTable) blank(n int) bool { return strings.TrimSpace(t.line(n)) == "" }
