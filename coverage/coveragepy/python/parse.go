package python

import "fmt"

// From tokens to statements. Only the grammar around bodies is known here; what
// a header or a simple statement says is looked at as far as it matters, which
// is little. See simple.go and constant.go.

type parser struct {
	text   []byte
	tokens []token
	pos    int
	line   uint32  // first line of the logical line
	docs   lineSet // lines of docstrings
	inside []scope // functions and classes around
}

// A scope decides what becomes of annotations and docstrings.
type scope uint8

const (
	moduleScope scope = iota
	classScope
	functionScope
)

// parse reads a module. docs are the lines of docstrings, by the syntax.
func parse(text []byte, tokens []token) (module []statement, docs lineSet, err error) {
	p := &parser{text: text, tokens: tokens, docs: lineSet{}, inside: []scope{moduleScope}}
	if err := checkOperands(text, tokens); err != nil {
		return nil, nil, err
	}
	for first := true; p.peek().kind != tokenEnd; first = false {
		statements, err := p.logicalLine(first)
		if err != nil {
			return nil, nil, err
		}
		module = append(module, statements...)
	}
	return module, p.docs, nil
}

func (p *parser) peek() token { return p.tokens[p.pos] }

func (p *parser) is(spelling string) bool { return p.peek().is(p.text, spelling) }

func (p *parser) fail(what string) error {
	return fmt.Errorf("%w: line %d: %s", ErrNotPython, p.peek().line, what)
}

// logicalLine reads a statement, or several in one line. first is set for the
// first of a scope, which may be its docstring.
func (p *parser) logicalLine(first bool) ([]statement, error) {
	if k := p.peek().kind; k == tokenIndent || k == tokenDedent {
		return nil, p.fail("a block that nothing opens")
	}
	p.line = p.peek().line
	switch c, err := p.compound(); {
	case err != nil:
		return nil, err
	case c != nil:
		return []statement{*c}, nil
	}
	return p.simpleStatements(first)
}

// compound reads a statement with bodies, or gives nil where none begins.
func (p *parser) compound() (*statement, error) {
	if p.is("@") {
		return p.decorated()
	}
	if p.peek().kind != tokenName {
		return nil, nil
	}
	if p.is("async") {
		p.pos++
	}
	s := &statement{line: p.line}
	var err error
	switch string(p.peek().text(p.text)) {
	case "if":
		s.kind = kindIf
		err = p.ifStatement(s)
	case "while":
		s.kind = kindWhile
		err = p.loop(s)
	case "for":
		s.kind = kindFor
		err = p.loop(s)
	case "try":
		s.kind = kindTry
		err = p.try(s)
	case "with":
		s.kind = kindWith
		err = p.clause(s, unknown)
	case "def":
		s.kind = kindFunction
		err = p.scoped(s, functionScope)
	case "class":
		s.kind = kindClass
		err = p.scoped(s, classScope)
	case "match":
		if !p.beginsMatch() {
			return nil, nil
		}
		s.kind = kindMatch
		err = p.match(s)
	default:
		return nil, nil
	}
	return s, err
}

// decorated reads decorators, each a logical line, and what they decorate.
func (p *parser) decorated() (*statement, error) {
	var lines []uint32
	for p.is("@") {
		lines = append(lines, p.peek().line)
		for p.peek().kind != tokenNewline {
			p.pos++
		}
		p.pos++
	}
	p.line = p.peek().line
	s, err := p.compound()
	if err != nil {
		return nil, err
	}
	if s == nil || s.kind != kindFunction && s.kind != kindClass {
		return nil, p.fail("a decorator before something else than a function or a class")
	}
	s.decorators = lines
	return s, nil
}

// header reads up to the colon before a body, which is not that of a lambda, and
// gives what stands between the first word and it.
func (p *parser) header() ([]token, error) {
	start := p.pos + 1
	var d depth
	lambdas := 0
	for ; p.peek().kind != tokenNewline; p.pos++ {
		t := p.peek()
		if d.at(t, p.text) != 0 {
			continue
		}
		switch {
		case t.is(p.text, "lambda"):
			lambdas++
		case t.is(p.text, ":") && lambdas > 0:
			lambdas--
		case t.is(p.text, ":"):
			p.pos++
			return p.tokens[start : p.pos-1], nil
		}
	}
	return nil, p.fail("a colon is missing")
}

// body reads what a header opens: the rest of its line, or a block.
func (p *parser) body(first bool) ([]statement, error) {
	if p.peek().kind != tokenNewline {
		return p.simpleStatements(first)
	}
	p.pos++
	if p.peek().kind != tokenIndent {
		return nil, p.fail("a block is missing")
	}
	p.pos++
	var body []statement
	for p.peek().kind != tokenDedent {
		statements, err := p.logicalLine(first)
		if err != nil {
			return nil, err
		}
		body = append(body, statements...)
		first = false
	}
	p.pos++
	return body, nil
}

// clause reads a header and its body.
func (p *parser) clause(s *statement, test truth) error {
	c := clause{line: p.peek().line, test: test}
	p.line = c.line
	if _, err := p.header(); err != nil {
		return err
	}
	body, err := p.body(false)
	c.body = body
	s.clauses = append(s.clauses, c)
	return err
}

// optional reads an else or a finally clause if one follows.
func (p *parser) optional(word string, into *[]statement) error {
	if !p.is(word) {
		return nil
	}
	var s statement
	if err := p.clause(&s, unknown); err != nil {
		return err
	}
	*into = s.clauses[0].body
	return nil
}

// conditional reads a clause whose header is a condition.
func (p *parser) conditional(s *statement) error {
	c := clause{line: p.peek().line}
	p.line = c.line
	header, err := p.header()
	if err != nil {
		return err
	}
	if c.test, err = truthOf(header, p.text); err != nil {
		return err
	}
	c.body, err = p.body(false)
	s.clauses = append(s.clauses, c)
	return err
}

func (p *parser) ifStatement(s *statement) error {
	for {
		if err := p.conditional(s); err != nil {
			return err
		}
		if !p.is("elif") {
			return p.optional("else", &s.other)
		}
	}
}

func (p *parser) loop(s *statement) error {
	read := p.conditional
	if s.kind == kindFor {
		read = func(s *statement) error { return p.clause(s, unknown) }
	}
	if err := read(s); err != nil {
		return err
	}
	return p.optional("else", &s.other)
}

func (p *parser) try(s *statement) error {
	if err := p.clause(s, unknown); err != nil {
		return err
	}
	for p.is("except") {
		if err := p.clause(s, unknown); err != nil {
			return err
		}
	}
	if err := p.optional("else", &s.other); err != nil {
		return err
	}
	if err := p.optional("finally", &s.final); err != nil {
		return err
	}
	if len(s.clauses) == 1 && s.final == nil {
		return p.fail("a try without except and finally")
	}
	return nil
}

// scoped reads a function or a class.
func (p *parser) scoped(s *statement, in scope) error {
	c := clause{line: p.peek().line}
	if _, err := p.header(); err != nil {
		return err
	}
	p.inside = append(p.inside, in)
	var err error
	c.body, err = p.body(true)
	p.inside = p.inside[:len(p.inside)-1]
	s.clauses = []clause{c}
	s.last = p.lastLine()
	return err
}

// lastLine is the line on which what was read last ends.
func (p *parser) lastLine() uint32 {
	i := p.pos - 1
	for p.tokens[i].kind == tokenDedent || p.tokens[i].kind == tokenNewline || p.tokens[i].kind == tokenIndent {
		i--
	}
	return p.tokens[i].last
}

// beginsMatch reports whether the name match begins a statement: it does if a
// block of cases follows.
func (p *parser) beginsMatch() bool {
	i := p.pos + 1
	for p.tokens[i].kind != tokenNewline {
		i++
	}
	block := i > p.pos+2 && p.tokens[i-1].is(p.text, ":") && p.tokens[i+1].kind == tokenIndent
	return block && p.tokens[i+2].is(p.text, "case")
}

func (p *parser) match(s *statement) error {
	if _, err := p.header(); err != nil {
		return err
	}
	p.pos += 2 // the end of the line, and the indentation
	for p.is("case") {
		c := clause{line: p.peek().line}
		p.line = c.line
		pattern, err := p.header()
		if err != nil {
			return err
		}
		if c.test, err = caseTruth(pattern, p.text); err != nil {
			return err
		}
		if c.body, err = p.body(false); err != nil {
			return err
		}
		s.clauses = append(s.clauses, c)
	}
	if p.peek().kind != tokenDedent {
		return p.fail("a statement among the cases of a match")
	}
	p.pos++
	return nil
}
