package coveragepyjson

import (
	"bytes"
	"slices"

	"github.com/covls/covls/coverage"
)

// Docstrings. Python runs the line of a module's or a class's docstring, to
// store it, so the report has the line as executed. coverage.py does not count
// it. What a docstring is, it tells by tokens, and so does this: a string that
// comes first in an indented block, or first of all in the file. A module's
// docstring below a comment is a statement by that rule.

func refine(f *coverage.File, source []byte) error {
	docstrings := findDocstrings(source)
	f.Lines = slices.DeleteFunc(f.Lines, func(l coverage.Line) bool {
		_, found := slices.BinarySearch(docstrings, l.Number)
		return found && l.Ran()
	})
	return nil
}

// findDocstrings gives the lines on which docstrings begin, ascending.
func findDocstrings(source []byte) []uint32 {
	source = bytes.TrimPrefix(source, []byte("\xef\xbb\xbf"))
	p := &python{rest: source, line: 1}
	indents := []int{}
	var found []uint32
	for opens := true; len(p.rest) > 0; opens = false {
		indent := p.indent()
		if p.empty() {
			p.toLineEnd()
			continue
		}
		for len(indents) > 0 && indent < indents[len(indents)-1] {
			indents = indents[:len(indents)-1]
		}
		if indent > 0 && (len(indents) == 0 || indent > indents[len(indents)-1]) {
			indents = append(indents, indent)
			opens = true
		}
		if opens && p.atString() {
			found = append(found, p.line)
		}
		p.skipStatement()
	}
	return found
}

// A python is Python source that is passed over, as far as is needed to tell
// where statements begin.
type python struct {
	rest []byte
	line uint32 // of rest
}

// indent passes over the white space at the beginning of a line and gives its
// width; a tab goes to the next multiple of eight.
func (p *python) indent() int {
	width := 0
	for len(p.rest) > 0 {
		switch p.rest[0] {
		case ' ':
			width++
		case '\t':
			width = width/8*8 + 8
		case '\f':
			width = 0
		default:
			return width
		}
		p.rest = p.rest[1:]
	}
	return width
}

// empty reports whether nothing but a comment is left of the line.
func (p *python) empty() bool {
	return len(p.rest) == 0 || bytes.IndexByte([]byte("#\r\n"), p.rest[0]) >= 0
}

// toLineEnd passes over the rest of the line and its end.
func (p *python) toLineEnd() {
	i := bytes.IndexByte(p.rest, '\n')
	if i < 0 {
		i = len(p.rest) - 1
	}
	p.rest = p.rest[i+1:]
	p.line++
}

// prefixed is how many letters may stand before the quote of a string. Those
// with an f are expressions, and no docstrings.
const prefixed = 2

// atString reports whether a string begins here.
func (p *python) atString() bool {
	for _, c := range p.rest[:min(len(p.rest), prefixed+1)] {
		switch c {
		case '"', '\'':
			return true
		case 'r', 'R', 'b', 'B', 'u', 'U':
		default:
			return false
		}
	}
	return false
}

// skipStatement passes over a statement, with all its lines.
func (p *python) skipStatement() {
	depth := 0
	for len(p.rest) > 0 {
		switch c := p.rest[0]; c {
		case '"', '\'':
			p.skipString(c)
			continue
		case '#':
			i := max(0, bytes.IndexByte(p.rest, '\n'))
			if p.rest = p.rest[i:]; i == 0 {
				p.rest = nil
			}
			continue
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			depth--
		case '\\':
			if p.skipJoined() {
				continue
			}
		case '\n':
			p.line++
			if depth <= 0 {
				p.rest = p.rest[1:]
				return
			}
		}
		p.rest = p.rest[1:]
	}
}

// skipJoined passes over a backslash that joins two lines.
func (p *python) skipJoined() bool {
	for _, end := range []string{"\\\n", "\\\r\n"} {
		if rest, ok := bytes.CutPrefix(p.rest, []byte(end)); ok {
			p.rest = rest
			p.line++
			return true
		}
	}
	return false
}

// skipString passes over a string in quotes of one kind, single or triple. One
// in single quotes that has no end ends with its line.
func (p *python) skipString(quote byte) {
	n := 1
	if triple := bytes.Repeat([]byte{quote}, 3); bytes.HasPrefix(p.rest, triple) {
		n = 3
	}
	end := p.rest[:n]
	p.rest = p.rest[n:]
	for len(p.rest) > 0 {
		switch c := p.rest[0]; {
		case c == '\\' && len(p.rest) > 1:
			if p.rest[1] == '\n' {
				p.line++
			}
			p.rest = p.rest[2:]
			continue
		case bytes.HasPrefix(p.rest, end):
			p.rest = p.rest[n:]
			return
		case c == '\n' && n == 1:
			return
		case c == '\n':
			p.line++
		}
		p.rest = p.rest[1:]
	}
}
