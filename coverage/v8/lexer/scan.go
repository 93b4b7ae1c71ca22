package lexer

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// Scan cuts a source into tokens.
func Scan(source []byte) *File {
	s := scanner{file: &File{Source: source, Tokens: make([]Token, 0, len(source)/5)}, line: 1}
	if bytes.HasPrefix(source, []byte("\ufeff")) {
		s.forward(utf8.RuneLen('\ufeff'))
	}
	if bytes.HasPrefix(s.rest(), []byte("#!")) {
		s.take(Comment, s.lineLength())
	}
	for s.pos < len(source) {
		s.next()
	}
	s.file.Units, s.file.Lines = s.units, s.line
	if s.line > 1 && s.col == 0 {
		s.file.Lines--
	}
	return s.file
}

// A scanner is the state of one Scan.
type scanner struct {
	file       *File
	pos        int
	line       uint32
	col, units uint32
	// templates are the open ones, each with the braces that are open in the
	// expression that it is interrupted by.
	templates []int
	braces    int
	// before is the last token that is no comment; none when hasBefore is false.
	before    Token
	hasBefore bool
}

func (s *scanner) rest() []byte { return s.file.Source[s.pos:] }

// next reads a token, or what lies between tokens.
func (s *scanner) next() {
	rest := s.rest()
	switch c := rest[0]; {
	case c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == '\v' || c == '\f':
		s.forward(1)
	case c >= utf8.RuneSelf:
		s.wide(rest)
	case isWord(c) || c == '#' || c == '@':
		s.take(Word, wordLength(rest))
	case c == '"' || c == '\'':
		s.quoted(c)
	case c == '`':
		s.take(Text, 1)
		s.templates = append(s.templates, s.braces)
		s.template()
	case c == '/':
		s.slash(rest)
	case c == '{':
		s.braces++
		s.take(Punct, 1)
	case c == '}':
		s.closeBrace()
	default:
		s.take(Punct, punctLength(rest))
	}
}

// wide reads what begins with a character beyond ASCII: a blank or a word.
func (s *scanner) wide(rest []byte) {
	r, size := utf8.DecodeRune(rest)
	if r == '\ufeff' || unicode.IsSpace(r) || r == '\u2028' || r == '\u2029' {
		s.forward(size)
		return
	}
	s.take(Word, max(wordLength(rest), size))
}

// slash reads what begins with a slash.
func (s *scanner) slash(rest []byte) {
	switch {
	case len(rest) > 1 && rest[1] == '/':
		s.take(Comment, s.lineLength())
	case len(rest) > 1 && rest[1] == '*':
		n := bytes.Index(rest[2:], []byte("*/"))
		if n < 0 {
			n = len(rest) - 4
		}
		s.take(Comment, n+4)
	default:
		if n := s.regexLength(rest); n > 0 {
			s.take(Text, n)
			return
		}
		s.take(Punct, 1)
	}
}

// closeBrace reads a closing brace, which may lead back into a template.
func (s *scanner) closeBrace() {
	if n := len(s.templates); n > 0 && s.templates[n-1] == s.braces {
		s.take(Punct, 1)
		s.template()
		return
	}
	s.braces--
	s.take(Punct, 1)
}

// template reads a template's text up to an expression or its end.
func (s *scanner) template() {
	for s.pos < len(s.file.Source) {
		rest := s.rest()
		switch {
		case rest[0] == '`':
			s.take(Text, 1)
			s.templates = s.templates[:len(s.templates)-1]
			return
		case bytes.HasPrefix(rest, []byte("${")):
			s.take(Punct, 2)
			return
		case isBlank(rest[0]):
			s.forward(1)
		default:
			s.take(Text, templateLength(rest))
		}
	}
}

// quoted reads a string, which is a token on each of its lines.
func (s *scanner) quoted(quote byte) {
	n, goesOn := stringLength(s.rest(), 1, quote)
	s.take(Text, n)
	for goesOn {
		if bytes.HasPrefix(s.rest(), []byte("\r\n")) {
			s.forward(1)
		}
		s.forward(1)
		if n, goesOn = stringLength(s.rest(), 0, quote); n > 0 {
			s.take(Text, n)
		}
	}
}
