package python

import (
	"bytes"
	"regexp"
	"slices"
)

// What is taken out: lines that a pattern matches, and with the header of a
// clause all of the clause. coverage.py goes by the tokens for that, and by any
// colon outside of brackets, which also is that of an annotation or a lambda;
// there it does no harm, since nothing deeper follows.

// exclude fills in a.Excluded.
func (a *Analysis) exclude(text []byte, tokens []token, module []statement, rules Rules) {
	lines := matching(text, rules)
	if len(lines) == 0 {
		return
	}
	e := exclusion{text: text, lines: lines, rules: rules}
	for _, t := range tokens {
		e.token(t)
	}
	out := make([]uint32, 0, len(lines))
	for line := range lines {
		out = append(out, uint32(a.FirstLine(int32(line))))
	}
	slices.Sort(out)
	a.Excluded = slices.Compact(out)
	if rules.WholeText {
		a.excludeDefinitions(module)
	}
}

// matching gives the lines that patterns match.
func matching(text []byte, rules Rules) lineSet {
	lines := lineSet{}
	if rules.WholeText {
		for _, pattern := range rules.Exclude {
			matchText(lines, text, pattern)
		}
		return lines
	}
	number := uint32(0)
	for rest := text; len(rest) > 0; {
		line, after, _ := bytes.Cut(rest, []byte{'\n'})
		number++
		if slices.ContainsFunc(rules.Exclude, func(p *regexp.Regexp) bool { return p.Match(line) }) {
			lines.add(number, number)
		}
		rest = after
	}
	return lines
}

// matchText adds all lines that a match covers. A match may be empty.
func matchText(lines lineSet, text []byte, pattern *regexp.Regexp) {
	line, at := uint32(1), 0
	for _, m := range pattern.FindAllIndex(text, -1) {
		line += uint32(bytes.Count(text[at:m[0]], []byte{'\n'}))
		at = m[0]
		lines.add(line, line+uint32(bytes.Count(text[m[0]:m[1]], []byte{'\n'})))
	}
}

// An exclusion goes over the tokens and takes clauses out.
type exclusion struct {
	text  []byte
	lines lineSet
	rules Rules

	depth  depth
	indent int    // blocks that are open
	first  uint32 // first line of the logical line, 0 before its first token
	// active is set inside of an excluded clause, whose header has the
	// indentation outer; decorated from an excluded decorator on to the colon
	// of what it decorates.
	active, decorated bool
	outer             int
}

func (e *exclusion) token(t token) {
	switch t.kind {
	case tokenIndent:
		e.indent++
		return
	case tokenDedent:
		e.indent--
		return
	case tokenNewline:
		e.first = 0
		return
	case tokenEnd:
		return
	}
	if e.depth.at(t, e.text) == 0 && t.kind == tokenOperator {
		e.operator(t)
	}
	if e.first != 0 {
		return
	}
	e.first = t.line
	if e.active && e.indent <= e.outer {
		e.active = false
	}
	if e.active {
		e.lines.add(t.last, t.last)
	}
}

func (e *exclusion) operator(t token) {
	switch {
	case t.is(e.text, "@") && e.first == 0:
		e.decorated = e.decorated || e.lines.has(t.line)
		if e.decorated {
			e.lines.add(t.line, t.line)
		}
	case t.is(e.text, ":") && !e.active && (e.decorated || e.header(t.line)):
		e.lines.add(t.line, t.line)
		e.active, e.outer, e.decorated = true, e.indent, false
	}
}

// header reports whether the header that ends on a line is taken out.
func (e *exclusion) header(last uint32) bool {
	if e.rules.HeaderSpans {
		return e.lines.hasAny(e.first, last)
	}
	return e.lines.has(last)
}

// excludeDefinitions takes out all lines of functions and classes of whose
// decorators or header a line is taken out, blank ones too.
func (a *Analysis) excludeDefinitions(module []statement) {
	more := lineSet{}
	for _, line := range a.Excluded {
		more.add(line, line)
	}
	var visit func(statements []statement)
	visit = func(statements []statement) {
		for i := range statements {
			s := &statements[i]
			if s.kind == kindFunction || s.kind == kindClass {
				if more.hasAny(s.begin(), s.line) {
					more.add(s.begin(), s.last)
				}
			}
			for _, c := range s.clauses {
				visit(c.body)
			}
			visit(s.other)
			visit(s.final)
		}
	}
	visit(module)
	a.Excluded = a.Excluded[:0]
	for line := range more {
		a.Excluded = append(a.Excluded, line)
	}
	slices.Sort(a.Excluded)
}
