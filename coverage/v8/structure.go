package v8

import "github.com/covls/covls/coverage/v8/lexer"

// As much of the grammar as branches and comments need: which brackets belong
// together, where a statement ends, and which statements an if decides between.

// matchBrackets finds for every opening bracket the closing one. One without is
// matched by the end of the file.
func (r *refiner) matchBrackets() {
	r.match = make([]int, len(r.code))
	var open []int
	for i := range r.code {
		r.match[i] = len(r.code)
		if r.code[i].Kind != lexer.Punct {
			continue
		}
		switch r.file.Source[r.code[i].End-1] { // ${ is an opening bracket, too
		case '(', '[', '{':
			open = append(open, i)
		case ')', ']', '}':
			if n := len(open); n > 0 {
				r.match[open[n-1]] = i
				open = open[:n-1]
			}
		}
	}
}

// is reports whether a token is there and is the given word or operator.
func (r *refiner) is(i int, text string) bool {
	return i >= 0 && i < len(r.code) && r.file.Is(r.code[i].Token, text)
}

// oneOf reports whether a token is one of some words or operators.
func (r *refiner) oneOf(i int, texts ...string) bool {
	for _, text := range texts {
		if r.is(i, text) {
			return true
		}
	}
	return false
}

// opens reports whether a token is an opening bracket.
func (r *refiner) opens(i int) bool { return r.oneOf(i, "(", "[", "{", "${") }

// property reports whether a word is the name of a property: x.if, {if: 1}.
func (r *refiner) property(i int) bool {
	return r.oneOf(i-1, ".", "?.") || r.is(i+1, ":")
}

// A choice is an if with the statements it decides between, as token indices:
// the first of each, and the one behind its last. No else is 0, 0.
type choice struct{ then, thenEnd, other, otherEnd int }

// choice reads the if at i. ok is false where it is not plain where its
// statements end.
func (r *refiner) choice(i int) (c choice, ok bool) {
	if !r.is(i, "if") || r.property(i) || !r.is(i+1, "(") {
		return c, false
	}
	c.then = r.match[i+1] + 1
	if c.then >= len(r.code) {
		return c, false
	}
	c.thenEnd = r.end(c.then)
	if r.is(c.thenEnd, "else") {
		c.other = c.thenEnd + 1
		c.otherEnd = r.end(c.other)
	}
	return c, c.other < len(r.code)
}

// Source is no report, and may be a megabyte on one line all the same: what it
// costs to look for the ends of statements inside statements is bounded. Beyond
// that, a statement reaches to the end of the file, and is no choice.
const (
	stepsPerToken = 50
	mostNested    = 500
)

// end is the index behind the last token of the statement, the property or the
// argument that begins at i.
func (r *refiner) end(i int) int {
	if r.is(i, "{") {
		return min(r.match[i]+1, len(r.code))
	}
	if r.nested++; r.nested > mostNested {
		r.steps = stepsPerToken * len(r.code)
	}
	defer func() { r.nested-- }()
	declares := r.oneOf(i, "const", "let", "var", "export")
	for j := i; j < len(r.code); j++ {
		if r.steps++; r.steps > stepsPerToken*len(r.code) {
			return len(r.code)
		}
		switch {
		case r.is(j, ";"):
			return j + 1
		case r.oneOf(j, ")", "]", "}"), r.is(j, ",") && !declares:
			return j
		case r.opens(j):
			body := r.is(j, "{")
			j = min(r.match[j], len(r.code)-1)
			if body && !r.goesOn(j+1) {
				return j + 1
			}
			if r.headEnds(i, j) {
				// What follows the head of an if or a loop belongs to it.
				return r.tail(r.end(j + 1))
			}
		}
		if r.breaks(j) {
			return j + 1
		}
	}
	return len(r.code)
}

// headEnds reports whether the bracket that closes at j is the one behind a
// keyword at i or behind an else that follows it.
func (r *refiner) headEnds(i, j int) bool {
	return r.oneOf(i, "if", "for", "while", "with") && (r.match[min(i+1, len(r.code)-1)] == j || r.is(i+1, "await") && r.match[min(i+2, len(r.code)-1)] == j)
}

// tail takes an else behind a statement to it.
func (r *refiner) tail(end int) int {
	for r.is(end, "else") {
		end = r.end(end + 1)
	}
	return end
}

// goesOn reports whether the token at i continues what a closing brace ended.
func (r *refiner) goesOn(i int) bool {
	if i >= len(r.code) {
		return false
	}
	if r.oneOf(i, "else", "catch", "finally", "of", "in", "instanceof", "from") {
		return true
	}
	return r.code[i].Kind == lexer.Punct && !r.oneOf(i, "}", "{", "[", "(", "++", "--")
}

// breaks reports whether a statement ends behind the token at i without a
// semicolon: the next one is on another line, and no operator joins the two.
func (r *refiner) breaks(i int) bool {
	if i+1 >= len(r.code) || r.code[i].Line == r.code[i+1].Line || r.code[i].Kind == lexer.Punct && !r.oneOf(i, ")", "]", "}") {
		return false
	}
	return r.code[i+1].Kind == lexer.Word && r.file.Source[r.code[i].Start] != '@' && !r.oneOf(i+1, "extends", "of", "in", "instanceof", "else")
}
