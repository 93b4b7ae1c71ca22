package lexer

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// How long the token is that a text begins with.

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '$' || c == '\\'
}

func isBlank(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f'
}

// wordLength also covers the mark before a private name or a decorator.
func wordLength(text []byte) int {
	i := 0
	if text[0] == '#' || text[0] == '@' {
		i = 1
	}
	for i < len(text) {
		if text[i] < utf8.RuneSelf {
			if !isWord(text[i]) {
				break
			}
			i++
			continue
		}
		r, size := utf8.DecodeRune(text[i:])
		if unicode.IsSpace(r) || r == '\ufeff' || r == '\u2028' || r == '\u2029' {
			break
		}
		i += size
	}
	return i
}

// operators are those of more than one character, longest first, as far as it
// matters that they are one: a question mark is a decision, ?. is none.
var operators = [][]byte{
	[]byte(">>>="), []byte("..."), []byte("&&="), []byte("||="), []byte("??="), []byte("**="), []byte("==="), []byte("!=="),
	[]byte("=>"), []byte("&&"), []byte("||"), []byte("??"), []byte("?."), []byte("++"), []byte("--"), []byte("=="), []byte("!="), []byte("<="), []byte(">="),
}

func punctLength(text []byte) int {
	for _, op := range operators {
		if !bytes.HasPrefix(text, op) {
			continue
		}
		// x?.5:y is a decision between numbers.
		if string(op) == "?." && len(text) > 2 && '0' <= text[2] && text[2] <= '9' {
			return 1
		}
		return len(op)
	}
	return 1
}

// stringLength is how far a string goes on its line, looking from a byte on, and
// whether a backslash takes it to the next. One without an end ends there.
func stringLength(text []byte, from int, quote byte) (n int, goesOn bool) {
	for i := from; i < len(text); i++ {
		switch text[i] {
		case quote:
			return i + 1, false
		case '\n', '\r':
			return i, false
		case '\\':
			i++
			if i < len(text) && (text[i] == '\n' || text[i] == '\r') {
				return i, true
			}
		}
	}
	return len(text), false
}

// templateLength is how far a template's text goes on its line without a blank.
func templateLength(text []byte) int {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text) && !isBlank(text[i+1]):
			i++
		case c == '`', isBlank(c), c == '$' && i+1 < len(text) && text[i+1] == '{':
			return max(i, 1)
		}
	}
	return len(text)
}

// regexLength is the length of the regular expression that begins here, or 0
// when the slash divides.
func (s *scanner) regexLength(text []byte) int {
	if !s.operandFollows() {
		return 0
	}
	// Each slash of a hostile line would look to the line's end again.
	const longest = 4 << 10
	text = text[:min(len(text), longest)]
	class := false
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\n', '\r':
			return 0
		case '\\':
			if i++; i < len(text) && (text[i] == '\n' || text[i] == '\r') {
				return 0
			}
		case '[':
			class = true
		case ']':
			class = false
		case '/':
			if class {
				continue
			}
			for i++; i < len(text) && isWord(text[i]); {
				i++
			}
			return i
		}
	}
	return 0
}

// operandFollows reports whether the token before wants an operand behind it,
// as opposed to an operator.
func (s *scanner) operandFollows() bool {
	if !s.hasBefore {
		return true
	}
	switch s.before.Kind {
	case Text:
		return false
	case Punct:
		switch s.file.Text(s.before) {
		case ")", "]", "}", "++", "--":
			return false
		}
		return true
	}
	return beforeOperand[s.file.Text(s.before)]
}

// beforeOperand are keywords behind which an expression begins.
var beforeOperand = map[string]bool{
	"return": true, "typeof": true, "case": true, "in": true, "of": true, "delete": true, "void": true, "throw": true,
	"new": true, "instanceof": true, "do": true, "else": true, "yield": true, "await": true, "default": true, "extends": true,
}
