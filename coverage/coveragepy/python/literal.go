package python

import "bytes"

// Names, numbers and strings.

func isDigit(c byte) bool     { return '0' <= c && c <= '9' }
func isLetter(c byte) bool    { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
func isNamePart(c byte) bool  { return isNameStart(c) || isDigit(c) }
func isNameStart(c byte) bool { return isLetter(c) || c == '_' || c >= 0x80 }

// number passes over a number. What follows it is a token of its own, even
// without a blank between: 1if x else 2.
func (s *scanner) number() {
	digits := func(more string) {
		for c := s.peek(0); isDigit(c) || c == '_' || c != 0 && bytes.IndexByte([]byte(more), c) >= 0; c = s.peek(0) {
			s.pos++
		}
	}
	if s.peek(0) == '0' {
		switch s.peek(1) {
		case 'x', 'X':
			s.pos += 2
			digits("abcdefABCDEF")
			return
		case 'o', 'O', 'b', 'B':
			s.pos += 2
			digits("")
			return
		}
	}
	digits("")
	if s.peek(0) == '.' {
		s.pos++
		digits("")
	}
	if c := s.peek(0) | 0x20; c == 'e' {
		sign := s.peek(1)
		if isDigit(sign) || (sign == '+' || sign == '-') && isDigit(s.peek(2)) {
			s.pos += 2
			digits("")
		}
	}
	if s.peek(0)|0x20 == 'j' {
		s.pos++
	}
}

// isStringPrefix reports whether a word before a quote belongs to the string.
func isStringPrefix(word []byte) bool {
	switch string(bytes.ToLower(word)) {
	case "r", "b", "u", "f", "t", "rb", "br", "rf", "fr", "rt", "tr":
		return true
	}
	return false
}

// stringToken reads a string whose quotes begin at s.pos and whose prefix begins
// at start. Since Python 3.12 the expressions in a template may hold its own
// quotes. Before, a template was a string like others, and where the new reading
// fails the old one is tried, though not for ever: the new one may have gone to
// the end of the file.
func (s *scanner) stringToken(start int) error {
	const patience = 100
	pos, line := s.pos, s.line
	template := isTemplate(s.text[start:s.pos])
	err := s.quoted(template, 0)
	if err != nil && template && s.retries < patience {
		s.retries++
		s.pos, s.line = pos, line
		err = s.quoted(false, 0)
	}
	s.tokens = append(s.tokens, token{kind: tokenString, start: start, end: s.pos, line: line, last: s.line})
	return err
}

// isTemplate reports whether a prefix is that of a string with expressions in it.
func isTemplate(prefix []byte) bool { return bytes.ContainsAny(prefix, "fFtT") }

// quoted passes over a string from its first quote. nested is how many templates
// it is inside of.
func (s *scanner) quoted(template bool, nested int) error {
	quote := s.text[s.pos : s.pos+1]
	if triple := s.text[s.pos:min(s.pos+3, len(s.text))]; len(triple) == 3 && triple[1] == quote[0] && triple[2] == quote[0] {
		quote = triple
	}
	s.pos += len(quote)
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == quote[0] && bytes.HasPrefix(s.text[s.pos:], quote):
			s.pos += len(quote)
			return nil
		case c == '\\':
			s.pos++
			if s.peek(0) == '\n' {
				s.line++
			}
			s.pos++
		case c == '\n' && len(quote) == 1:
			return s.fail("a string ends with its line")
		case c == '\n':
			s.newline()
		case template && c == '{' && s.peek(1) == '{':
			s.pos += 2
		case template && c == '{':
			s.pos++
			if err := s.field(quote, nested); err != nil {
				return err
			}
		default:
			s.pos++
		}
	}
	return s.fail("a string is not closed")
}

// field passes over an expression of a template, behind its opening brace, and
// the format behind the expression.
func (s *scanner) field(quote []byte, nested int) error {
	if nested >= maxBrackets {
		return s.fail("more than %d templates inside one another", maxBrackets)
	}
	open := 0
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '}' && open == 0:
			s.pos++
			return nil
		case c == ':' && open == 0:
			s.pos++
			return s.format(quote, nested)
		case c == '(' || c == '[' || c == '{':
			open++
			s.pos++
		case c == ')' || c == ']' || c == '}':
			if open--; open < 0 {
				return s.fail("a bracket %q closes none", c)
			}
			s.pos++
		case c == '#':
			s.comment()
		case c == '\n':
			s.newline()
		case c == '"' || c == '\'':
			word := wordBefore(s.text[:s.pos])
			if err := s.quoted(isStringPrefix(word) && isTemplate(word), nested+1); err != nil {
				return err
			}
		default:
			s.pos++
		}
	}
	return s.fail("a template is not closed")
}

// wordBefore is the letters at the end of a text.
func wordBefore(text []byte) []byte {
	i := len(text)
	for i > 0 && isLetter(text[i-1]) {
		i--
	}
	return text[i:]
}

// format passes over a format: text, with fields in it.
func (s *scanner) format(quote []byte, nested int) error {
	for s.pos < len(s.text) {
		switch c := s.text[s.pos]; {
		case c == '}':
			s.pos++
			return nil
		case c == '{':
			s.pos++
			if err := s.field(quote, nested+1); err != nil {
				return err
			}
		case c == '\n' && len(quote) == 1, c == quote[0] && bytes.HasPrefix(s.text[s.pos:], quote):
			return s.fail("a template is not closed")
		case c == '\n':
			s.newline()
		default:
			s.pos++
		}
	}
	return s.fail("a template is not closed")
}
