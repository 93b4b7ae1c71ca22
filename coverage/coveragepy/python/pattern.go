package python

import (
	"fmt"
	"regexp"
	"strings"
)

// Patterns are written for Python's re. Nearly all that projects write means the
// same to Go's regexp, which in return matches in linear time whatever a
// configuration asks for. What does not mean the same is translated, and what
// Go lacks, looking around and back-references, is refused.

// CompilePattern compiles a pattern of Python's, to be searched in a line, or
// with ^ and $ at every line in a text. The error says what Go lacks.
func CompilePattern(pattern string) (*regexp.Regexp, error) {
	re, err := regexp.Compile("(?m)" + translate(pattern))
	if err != nil {
		return nil, fmt.Errorf("the pattern %q cannot be used: %w", pattern, err)
	}
	return re, nil
}

// Go's classes are those of ASCII, and Python's of all of Unicode.
var classes = map[byte][2]string{ // outside of brackets, and inside
	's': {`[\s\v\x1c-\x1f\x{85}\p{Z}]`, `\s\v\x1c-\x1f\x{85}\p{Z}`},
	'w': {`[\p{L}\p{N}_]`, `\p{L}\p{N}_`},
	'd': {`\p{Nd}`, `\p{Nd}`},
	'Z': {`\z`, `Z`},
	'S': {`[^\s\v\x1c-\x1f\x{85}\p{Z}]`, `\S`},
	'W': {`[^\p{L}\p{N}_]`, `\W`},
	'D': {`\P{Nd}`, `\P{Nd}`},
}

func translate(pattern string) string {
	var b strings.Builder
	brackets := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+1 < len(pattern):
			i++
			b.WriteString(escape(pattern[i], brackets))
			continue
		case c == '[' && !brackets:
			brackets = true
			b.WriteByte(c)
			// A bracket that comes first stands for itself.
			if i+1 < len(pattern) && pattern[i+1] == '^' {
				i++
				b.WriteByte('^')
			}
			if i+1 < len(pattern) && pattern[i+1] == ']' {
				i++
				b.WriteString(`\]`)
			}
			continue
		case c == '[':
			b.WriteByte('\\') // opens a named class in Go
		case c == ']':
			brackets = false
		}
		b.WriteByte(c)
	}
	return b.String()
}

// escape translates what follows a backslash. Before a character outside of
// ASCII Python lets one stand that Go does not.
func escape(c byte, brackets bool) string {
	class, ok := classes[c]
	switch {
	case ok && brackets:
		return class[1]
	case ok:
		return class[0]
	case c >= 0x80:
		return string([]byte{c})
	}
	return `\` + string(c)
}
