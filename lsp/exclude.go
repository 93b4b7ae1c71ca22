package lsp

import (
	"strings"

	"go.lsp.dev/protocol"
)

// Edits that take lines out of coverage, in the words of the language's own
// tools. Where a language has no such comment there is no edit: a pragma that
// nobody reads would only look as if it worked.

// exclude gives the edits for a stretch, from the top; none where the language
// has no pragma or the lines leave no room for one.
func (v *fileView) exclude(s stretch) []protocol.TextEdit {
	p := v.syntax().exclude
	for _, m := range s.marks {
		// Behind a backslash at the end of a line a comment cuts a macro or a
		// statement in two.
		if strings.HasSuffix(v.lines().line(int(m.Line)-1), `\`) {
			return nil
		}
	}
	switch {
	case p.above != "":
		return []protocol.TextEdit{v.insertAbove(s.first(), p.above)}
	case p.start != "" && (len(s.marks) > 1 || p.line == ""):
		return []protocol.TextEdit{v.insertAbove(s.first(), p.start), v.insertBelow(s.last(), p.stop)}
	case p.line != "":
		return v.append(s, p.line)
	}
	return nil
}

// append puts a pragma at the end of every instrumented line of the stretch.
func (v *fileView) append(s stretch, pragma string) []protocol.TextEdit {
	var edits []protocol.TextEdit
	for _, m := range s.marks {
		line := int(m.Line) - 1
		edits = append(edits, insertion(line, v.client.encoding.column(v.lines().line(line)), "  "+pragma))
	}
	return edits
}

// insertAbove puts a line before a line, as far to the right as that is.
func (v *fileView) insertAbove(line int, text string) protocol.TextEdit {
	return insertion(line, 0, v.indent(line)+text+v.lines().lineBreak(line))
}

// insertBelow puts one after it; at its end, since it may be the last.
func (v *fileView) insertBelow(line int, text string) protocol.TextEdit {
	return insertion(line, v.client.encoding.column(v.lines().line(line)), v.lines().lineBreak(line)+v.indent(line)+text)
}

// indent is the white space before a line's text.
func (v *fileView) indent(line int) string {
	text := v.lines().line(line)
	return text[:len(text)-len(strings.TrimLeft(text, " \t"))]
}

func insertion(line int, column uint32, text string) protocol.TextEdit {
	at := protocol.Position{Line: uint32(line), Character: column}
	return protocol.TextEdit{Range: protocol.Range{Start: at, End: at}, NewText: text}
}
