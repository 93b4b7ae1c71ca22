package simplecov

import (
	"bytes"
	"regexp"
)

// Which # is a comment. SimpleCov asks Ruby's own lexer. What is needed of that
// here is little: not to take the text of a string, of a heredoc, of a block
// comment or behind __END__ for a comment. A line is looked at by itself, and
// heredocs by their ends.

// heredoc matches the beginning of one, with the word that ends it.
var heredoc = regexp.MustCompile("<<[~-]?([\"'`]?)([A-Za-z_]\\w*)")

// A text walks through lines and knows which are no code.
type text struct {
	lines [][]byte
	last  map[string]int // where a word stands alone on a line for the last time
	until []string       // the words that end the heredocs at hand, in order
	block bool           // between =begin and =end
	ended bool           // behind __END__
}

func textOf(lines [][]byte) *text {
	t := &text{lines: lines, last: map[string]int{}}
	for i, line := range lines {
		if word := bytes.TrimSpace(line); len(word) > 0 && !bytes.ContainsAny(word, " \t#") {
			t.last[string(word)] = i
		}
	}
	return t
}

// skip reports whether line i is not code. It is to be asked for every line in
// order.
func (t *text) skip(i int) bool {
	line := t.lines[i]
	switch {
	case t.ended:
		return true
	case t.block:
		t.block = !bytes.HasPrefix(line, []byte("=end"))
		return true
	case len(t.until) > 0:
		if string(bytes.TrimSpace(line)) == t.until[0] {
			t.until = t.until[1:]
		}
		return true
	case bytes.HasPrefix(line, []byte("=begin")):
		t.block = true
		return true
	case string(bytes.TrimSuffix(line, []byte{'\r'})) == "__END__":
		t.ended = true
		return true
	}
	for _, match := range heredoc.FindAllSubmatch(line, -1) {
		// "a <<B" may as well append to a list. It is a heredoc if it ends.
		if word := string(match[2]); t.last[word] > i {
			t.until = append(t.until, word)
		}
	}
	return false
}

// isComment reports whether the # at at begins a comment, or stands in one: not
// if it is between two quotes.
func isComment(line []byte, at int) bool {
	quote := byte(0)
	for i := 0; i < at; i++ {
		switch c := line[i]; {
		case c == '\\':
			i++
		case quote == 0 && (c == '"' || c == '\'' || c == '`'):
			quote = c
		case quote == 0 && c == '#':
			return true
		case c == quote:
			quote = 0
		}
	}
	return quote == 0 || bytes.IndexByte(line[at:], quote) < 0
}
