package python

import "bytes"

// Tokens, as https://docs.python.org/3/reference/lexical_analysis.html cuts
// them. Comments and blank lines are none.

type tokenKind uint8

const (
	tokenName tokenKind = iota
	tokenNumber
	tokenString
	tokenOperator
	tokenNewline // the end of a logical line
	tokenIndent
	tokenDedent
	tokenEnd
)

// A token lies between two offsets of the text. Only strings have several lines.
type token struct {
	kind       tokenKind
	start, end int
	line, last uint32
}

func (t token) text(text []byte) []byte { return text[t.start:t.end] }

// is reports whether the token is a word or an operator of the given spelling.
func (t token) is(text []byte, spelling string) bool {
	return (t.kind == tokenName || t.kind == tokenOperator) && string(text[t.start:t.end]) == spelling
}

// isKeyword reports whether a name is one of Python's reserved words, those
// that are values excepted.
func isKeyword(name []byte) bool {
	switch string(name) {
	case "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
		"except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not",
		"or", "pass", "raise", "return", "try", "while", "with", "yield":
		return true
	}
	return false
}

// depth follows brackets: it gives how deep a token is in, its own brackets
// not counted.
type depth int

func (d *depth) at(t token, text []byte) int {
	if t.kind != tokenOperator {
		return int(*d)
	}
	switch text[t.start] {
	case '(', '[', '{':
		*d++
		return int(*d) - 1
	case ')', ']', '}':
		*d--
	}
	return int(*d)
}

// find gives the index of the first token of a spelling outside of brackets,
// or -1.
func find(tokens []token, text []byte, spelling string) int {
	var d depth
	for i, t := range tokens {
		if d.at(t, text) == 0 && t.is(text, spelling) {
			return i
		}
	}
	return -1
}

// spansOf lists the logical lines of more than one physical line. A backslash
// may put the end of one on a line of its own.
func spansOf(tokens []token) []span {
	var spans []span
	first := uint32(0)
	for _, t := range tokens {
		switch t.kind {
		case tokenIndent, tokenDedent, tokenEnd:
		case tokenNewline:
			if t.line > first {
				spans = append(spans, span{first, t.line})
			}
			first = 0
		default:
			if first == 0 {
				first = t.line
			}
		}
	}
	return spans
}

// leadingStrings are the lines of strings that are the first token of a block or
// of the file.
func leadingStrings(tokens []token) lineSet {
	lines := lineSet{}
	for i, t := range tokens {
		first := i == 0 && t.line == 1 || i > 0 && tokens[i-1].kind == tokenIndent
		if t.kind == tokenString && first {
			lines.add(t.line, t.last)
		}
	}
	return lines
}

// prefixOf is a string's letters before its quotes, in lower case.
func prefixOf(literal []byte) string {
	return string(bytes.ToLower(literal[:bytes.IndexAny(literal, `'"`)]))
}
