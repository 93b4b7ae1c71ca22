package python

import (
	"bytes"
	"fmt"
)

// The scanner: from text to tokens, with the indentation as tokens of its own.

// Python's own bounds on nesting.
const (
	maxIndent   = 100
	maxBrackets = 200
)

type scanner struct {
	text     []byte
	pos      int
	line     uint32
	tokens   []token
	brackets []byte
	retries  int // see stringToken
	// indents are the open blocks' columns, with tabs to multiples of eight,
	// and with tabs as one: where the two disagree, what a tab means decides
	// what belongs to a block, and Python refuses the file.
	indents, alternate []int
}

func scan(text []byte) ([]token, error) {
	s := &scanner{text: text, line: 1, indents: []int{0}, alternate: []int{0}, tokens: make([]token, 0, len(text)/5)}
	for s.pos < len(text) {
		if err := s.logicalLine(); err != nil {
			return nil, err
		}
	}
	if len(s.brackets) > 0 {
		return nil, s.fail("a bracket is not closed")
	}
	for range s.indents[1:] {
		s.add(tokenDedent, s.pos)
	}
	s.add(tokenEnd, s.pos)
	return s.tokens, nil
}

func (s *scanner) add(kind tokenKind, start int) {
	s.tokens = append(s.tokens, token{kind: kind, start: start, end: s.pos, line: s.line, last: s.line})
}

func (s *scanner) fail(format string, args ...any) error {
	return fmt.Errorf("%w: line %d: "+format, append([]any{ErrNotPython, s.line}, args...)...)
}

// logicalLine reads up to the next token for the end of a line. Blank lines and
// those with only a comment have none.
func (s *scanner) logicalLine() error {
	col, alt := s.indentation()
	switch s.peek(0) {
	case '\n':
		s.newline()
		return nil
	case '#':
		s.comment()
		return nil
	}
	if err := s.indent(col, alt); err != nil {
		return err
	}
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == ' ' || c == '\t' || c == '\f':
			s.pos++
		case c == '#':
			s.comment()
		case c == '\\':
			if s.peek(1) != '\n' {
				return s.fail("a backslash that is not at the end of its line")
			}
			s.pos++
			s.newline()
		case c == '\n' && len(s.brackets) == 0:
			s.add(tokenNewline, s.pos)
			s.newline()
			return nil
		case c == '\n':
			s.newline()
		default:
			if err := s.token(c); err != nil {
				return err
			}
		}
	}
	if len(s.brackets) == 0 {
		return s.fail("the last line goes on")
	}
	return nil
}

func (s *scanner) peek(ahead int) byte {
	if s.pos+ahead < len(s.text) {
		return s.text[s.pos+ahead]
	}
	return 0
}

// newline passes over a line break.
func (s *scanner) newline() {
	s.pos++
	s.line++
}

// comment passes over a comment up to the line break.
func (s *scanner) comment() {
	if n := bytes.IndexByte(s.text[s.pos:], '\n'); n >= 0 {
		s.pos += n
	}
}

// indentation measures the blanks at the start of a line.
func (s *scanner) indentation() (col, alt int) {
	const tab = 8
	for ; ; s.pos++ {
		switch s.peek(0) {
		case ' ':
			col, alt = col+1, alt+1
		case '\t':
			col, alt = (col/tab+1)*tab, alt+1
		case '\f':
			col, alt = 0, 0
		default:
			return col, alt
		}
	}
}

// indent opens and closes blocks.
func (s *scanner) indent(col, alt int) error {
	top := len(s.indents) - 1
	switch {
	case col == s.indents[top]:
	case col > s.indents[top]:
		if alt <= s.alternate[top] {
			return s.fail("tabs and spaces are mixed")
		}
		if len(s.indents) >= maxIndent {
			return s.fail("more than %d blocks inside one another", maxIndent)
		}
		s.indents, s.alternate = append(s.indents, col), append(s.alternate, alt)
		s.add(tokenIndent, s.pos)
		return nil
	default:
		for col < s.indents[top] {
			s.add(tokenDedent, s.pos)
			top--
		}
		s.indents, s.alternate = s.indents[:top+1], s.alternate[:top+1]
		if col != s.indents[top] {
			return s.fail("a block ends at no column where one began")
		}
	}
	if alt != s.alternate[top] {
		return s.fail("tabs and spaces are mixed")
	}
	return nil
}

// token reads one token that begins with c.
func (s *scanner) token(c byte) error {
	start, line := s.pos, s.line
	switch {
	case isNameStart(c):
		for s.pos < len(s.text) && isNamePart(s.text[s.pos]) {
			s.pos++
		}
		if quote := s.peek(0); (quote == '"' || quote == '\'') && isStringPrefix(s.text[start:s.pos]) {
			return s.stringToken(start)
		}
		s.add(tokenName, start)
	case isDigit(c) || c == '.' && isDigit(s.peek(1)):
		s.number()
		s.add(tokenNumber, start)
	case c == '"' || c == '\'':
		return s.stringToken(start)
	default:
		if err := s.operator(c); err != nil {
			return err
		}
		s.add(tokenOperator, start)
	}
	s.tokens[len(s.tokens)-1].line = line
	return nil
}

// operator passes over an operator and keeps track of brackets.
func (s *scanner) operator(c byte) error {
	rest := s.text[s.pos:]
	switch c {
	case '(', '[', '{':
		if len(s.brackets) >= maxBrackets {
			return s.fail("more than %d brackets inside one another", maxBrackets)
		}
		s.brackets = append(s.brackets, c)
	case ')', ']', '}':
		n := len(s.brackets)
		if n == 0 || s.brackets[n-1] != opening(c) {
			return s.fail("a bracket %q closes none", c)
		}
		s.brackets = s.brackets[:n-1]
	case ',', ';', '~':
	case '.':
		if bytes.HasPrefix(rest, []byte("...")) {
			s.pos += 2
		}
	case '+', '-', '*', '/', '%', '&', '|', '^', '<', '>', '=', '!', ':', '@':
		s.pos += operatorTail(rest)
		if c == '!' && rest[1] != '=' {
			return s.fail("an exclamation mark")
		}
	default:
		return s.fail("the character %q", c)
	}
	s.pos++
	return nil
}

// operatorTail is how many bytes an operator has behind its first one: those
// that are doubled, those that assign, and the arrow.
func operatorTail(rest []byte) int {
	n := 0
	switch {
	case rest[0] == '-' && rest[1] == '>':
		return 1
	case bytes.IndexByte([]byte("*/<>"), rest[0]) >= 0 && rest[1] == rest[0]:
		n = 1
	}
	if rest[n+1] == '=' {
		n++
	}
	return n
}

func opening(closing byte) byte {
	switch closing {
	case ')':
		return '('
	case ']':
		return '['
	}
	return '{'
}
