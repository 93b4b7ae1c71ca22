// Package lexer cuts JavaScript and TypeScript into tokens, as far as coverage
// needs it: which characters of a line are code and which are comments and
// blanks, and where the operators stand at which one of several ways is taken.
//
// It is no parser. What only a parser can tell, whether a slash divides or
// begins a regular expression, whether an angle bracket begins JSX, is told by
// the token before; a wrong guess ends with the line, and costs at most that a
// comment counts as code or code as a comment there. Any text has tokens: there
// is no error.
package lexer

// A Kind is what a token is.
type Kind uint8

const (
	// Word is an identifier, a keyword, a private name or a number.
	Word Kind = iota
	// Punct is an operator or a bracket.
	Punct
	// Text is a string, a regular expression, or a part of a template that lies
	// on one line.
	Text
	// Comment is a comment, as a whole, whatever lines it spans.
	Comment
)

// A Token is a piece of source. All but comments lie on one line.
type Token struct {
	Kind       Kind
	Start, End int    // bytes
	Line       uint32 // where it begins, 1-based
	Col        uint32 // where it begins in the line, 0-based, in UTF-16 units
	Units      uint32 // where it begins in the file, in UTF-16 units
	Size       uint32 // UTF-16 units
}

// A File is a source and its tokens.
type File struct {
	Source []byte
	Tokens []Token // in the source's order
	Lines  uint32  // a line break at the end begins no line
	Units  uint32  // length in UTF-16 units, with a byte order mark
}

// Is reports whether a token is the given word or operator.
func (f *File) Is(t Token, text string) bool {
	return (t.Kind == Word || t.Kind == Punct) && string(f.Source[t.Start:t.End]) == text
}

// Text is a token's own text.
func (f *File) Text(t Token) string { return string(f.Source[t.Start:t.End]) }
