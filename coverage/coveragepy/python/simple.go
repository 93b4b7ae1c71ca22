package python

import "bytes"

// Simple statements: which of them the compiler makes no code of, and which do
// not go on.

// simpleStatements reads the statements up to the end of the line.
func (p *parser) simpleStatements(first bool) ([]statement, error) {
	var statements []statement
	for p.peek().kind != tokenNewline {
		start := p.pos
		var d depth
		for ; p.peek().kind != tokenNewline; p.pos++ {
			if d.at(p.peek(), p.text) == 0 && p.is(";") {
				break
			}
		}
		if start == p.pos {
			return nil, p.fail("a semicolon after nothing")
		}
		kind, err := p.simple(p.tokens[start:p.pos], first)
		if err != nil {
			return nil, err
		}
		statements = append(statements, statement{kind: kind, line: p.line})
		first = false
		if p.is(";") {
			p.pos++
		}
	}
	if len(statements) == 0 {
		return nil, p.fail("a statement is missing")
	}
	p.pos++
	return statements, nil
}

func (p *parser) simple(tokens []token, first bool) (statementKind, error) {
	in := p.inside[len(p.inside)-1]
	if first && isDocstring(tokens, p.text) {
		p.docs.add(tokens[0].line, tokens[len(tokens)-1].last)
		if in == functionScope {
			return kindNothing, nil
		}
		return kindSimple, nil
	}
	if tokens[0].kind != tokenName {
		return p.expression(tokens, in), nil
	}
	switch string(tokens[0].text(p.text)) {
	case "return":
		return kindReturn, nil
	case "raise":
		return kindRaise, nil
	case "break":
		return kindBreak, nil
	case "continue":
		return kindContinue, nil
	case "global", "nonlocal":
		return kindNothing, nil
	case "assert":
		return p.assert(tokens[1:])
	case "pass", "del", "import", "from", "lambda", "not", "await", "yield":
		return kindSimple, nil
	case "if", "elif", "else", "while", "for", "try", "except", "finally", "with", "def", "class", "async",
		"and", "or", "in", "is", "as":
		return 0, p.fail("a statement begins with a word that does not begin one here")
	}
	return p.expression(tokens, in), nil
}

// expression tells annotations from the rest. In a function an annotation of a
// plain name is a remark; that of an attribute has its object looked up.
func (p *parser) expression(tokens []token, in scope) statementKind {
	if in != functionScope {
		return kindSimple
	}
	colon := find(tokens, p.text, ":")
	if colon < 1 || find(tokens, p.text, "=") >= 0 || find(tokens[:colon], p.text, "lambda") >= 0 {
		return kindSimple
	}
	target := unwrap(tokens[:colon], p.text)
	if len(target) == 1 && target[0].kind == tokenName {
		return kindNothing
	}
	return kindSimple
}

// assert tells the assertion that always fails, behind which nothing is reached.
func (p *parser) assert(tokens []token) (statementKind, error) {
	if comma := find(tokens, p.text, ","); comma >= 0 {
		tokens = tokens[:comma]
	}
	test, err := truthOf(tokens, p.text)
	if test == never {
		return kindRaise, err
	}
	return kindSimple, err
}

// isDocstring reports whether a statement is nothing but a string of text.
func isDocstring(tokens []token, text []byte) bool {
	tokens = unwrap(tokens, text)
	for _, t := range tokens {
		if t.kind != tokenString || bytes.ContainsAny([]byte(prefixOf(t.text(text))), "bft") {
			return false
		}
	}
	return len(tokens) > 0
}

// unwrap takes off parentheses around all of the tokens.
func unwrap(tokens []token, text []byte) []token {
	for len(tokens) > 1 && tokens[0].is(text, "(") && closes(tokens, text) == len(tokens)-1 {
		tokens = tokens[1 : len(tokens)-1]
	}
	return tokens
}

// closes is the index of the bracket that closes the one tokens begin with.
func closes(tokens []token, text []byte) int {
	var d depth
	for i, t := range tokens {
		if d.at(t, text) == 0 && i > 0 {
			return i
		}
	}
	return -1
}

// caseTruth judges a case by its guard, and where that is always true or absent,
// by whether the pattern takes whatever comes.
func caseTruth(pattern []token, text []byte) (truth, error) {
	guard := always
	if i := find(pattern, text, "if"); i >= 0 {
		var err error
		if guard, err = truthOf(pattern[i+1:], text); err != nil {
			return unknown, err
		}
		pattern = pattern[:i]
	}
	if guard == always && !takesAll(pattern, text) {
		return unknown, nil
	}
	return guard, nil
}

// takesAll reports whether a pattern is a name, which may be in parentheses or
// have another one with as.
func takesAll(pattern []token, text []byte) bool {
	if as := find(pattern, text, "as"); as > 0 && as == len(pattern)-2 {
		pattern = pattern[:as]
	}
	pattern = unwrap(pattern, text)
	return len(pattern) == 1 && pattern[0].kind == tokenName && !isValue(pattern[0].text(text))
}

// isValue reports whether a word is one of the constants.
func isValue(word []byte) bool {
	switch string(word) {
	case "None", "True", "False":
		return true
	}
	return false
}
