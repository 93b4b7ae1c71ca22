package lexer

import "unicode/utf8"

// Moving through the source. Every move keeps the three counts that reports
// use: lines, columns in them, and UTF-16 units from the beginning.

// take makes a token of the next size bytes.
func (s *scanner) take(kind Kind, size int) {
	t := Token{Kind: kind, Start: s.pos, Line: s.line, Col: s.col, Units: s.units}
	s.forward(size)
	t.End, t.Size = s.pos, s.units-t.Units
	s.file.Tokens = append(s.file.Tokens, t)
	if kind != Comment {
		s.before, s.hasBefore = t, true
	}
}

// forward passes over size bytes.
func (s *scanner) forward(size int) {
	source := s.file.Source
	for end := min(s.pos+size, len(source)); s.pos < end; {
		c := source[s.pos]
		switch {
		case c == '\n', c == '\r' && (s.pos+1 == len(source) || source[s.pos+1] != '\n'):
			s.pos++
			s.line++
			s.units++
			s.col = 0
		case c < utf8.RuneSelf:
			s.pos++
			s.units++
			s.col++
		default:
			s.rune(source)
		}
	}
}

// rune passes over a character beyond ASCII. Bytes that are not UTF-8 count as
// the replacement character that they are decoded to.
func (s *scanner) rune(source []byte) {
	r, size := utf8.DecodeRune(source[s.pos:])
	units := uint32(1)
	if r > 0xffff {
		units = 2
	}
	s.pos += size
	s.units += units
	s.col += units
}

// lineLength is how many bytes are left of the line, without its break.
func (s *scanner) lineLength() int {
	for i, c := range s.rest() {
		if c == '\n' || c == '\r' {
			return i
		}
	}
	return len(s.rest())
}
