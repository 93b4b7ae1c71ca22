package v8

import (
	"slices"
	"strconv"
	"strings"

	"github.com/covls/covls/coverage/v8/lexer"
)

// Comments that tell a coverage tool to look away. Several tools have them and
// differ in what the next thing is: c8 and Node count lines, Istanbul takes the
// next statement, function or property. The code that they take out is no
// branch and no function, and a line of which nothing is left is excluded.

// A hint is what such a comment says.
type hint struct {
	tool string // "c8", "istanbul", ...
	what string // "next", "start", "stop", "file", "if", "else"
	n    int    // how many lines, 0 where it is not said
}

// hintOf reads a comment. Whatever follows the words that matter is an
// explanation to people or minifiers.
func hintOf(comment string) (h hint, ok bool) {
	text := strings.TrimLeft(comment, "/*! \t")
	tool, rest, _ := strings.Cut(text, " ")
	switch tool {
	case "v8", "c8", "istanbul", "node:coverage":
	default:
		return h, false
	}
	words := strings.Fields(strings.TrimSuffix(rest, "*/"))
	h.tool = tool
	switch {
	case len(words) > 1 && words[0] == "ignore":
		h.what = strings.TrimRight(words[1], ":,.;")
		if len(words) > 2 {
			h.n, _ = strconv.Atoi(words[2])
		}
	case len(words) > 0 && tool == "node:coverage" && words[0] == "disable":
		h.what = "start"
	case len(words) > 0 && tool == "node:coverage" && words[0] == "enable":
		h.what = "stop"
	}
	return h, h.what != ""
}

// ignore takes out what the source's comments say.
func (r *refiner) ignore() {
	r.matchBrackets()
	next := 0     // the first token of code behind the comment
	started := -1 // where a start was met that is not stopped yet
	for _, c := range r.file.Tokens {
		if c.Kind != lexer.Comment {
			next++
			continue
		}
		h, ok := hintOf(r.file.Text(c))
		if !ok {
			continue
		}
		switch h.what {
		case "file":
			r.takeOut(0, len(r.code))
		case "start":
			if started < 0 {
				started = next
			}
		case "stop", "end":
			if started >= 0 {
				r.takeOut(started, next)
				started = -1
			}
		case "next":
			r.next(c, next, h)
		case "if", "else":
			r.side(next, h.what)
		}
	}
	if started >= 0 {
		r.takeOut(started, len(r.code))
	}
}

func (r *refiner) takeOut(from, to int) {
	for i := from; i < to; i++ {
		r.code[i].ignored = true
	}
}

// next takes out what follows a comment: a node for Istanbul, else lines. A
// comment that shares its line with code means that line.
func (r *refiner) next(comment lexer.Token, next int, h hint) {
	if h.tool == "istanbul" {
		end := r.end(next)
		if r.is(end, ",") {
			end++
		}
		r.takeOut(next, end)
		return
	}
	last := comment.Line + uint32(strings.Count(r.file.Text(comment), "\n"))
	first, until := last+1, last+uint32(max(h.n, 1))
	if next > 0 && r.code[next-1].Line == comment.Line || next < len(r.code) && r.code[next].Line == last {
		first, until = comment.Line, last
	}
	line := func(t token, n uint32) int { return int(t.Line) - int(n) }
	from, _ := slices.BinarySearchFunc(r.code, first, line)
	to, _ := slices.BinarySearchFunc(r.code, until+1, line)
	r.takeOut(from, to)
}

// side takes out one side of the if that follows a comment.
func (r *refiner) side(next int, which string) {
	c, ok := r.choice(next)
	switch {
	case !ok:
	case which == "if":
		r.takeOut(c.then, c.thenEnd)
	case c.other > 0:
		r.takeOut(c.other-1, c.otherEnd) // with the word else
	}
}
