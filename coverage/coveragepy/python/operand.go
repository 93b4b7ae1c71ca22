package python

import "fmt"

// A check that stands in for a grammar of expressions: that operands and
// operators take turns. It refuses what is not Python 3 without knowing what is:
// Python 2 (print "x"), notebooks, HTML, and templates under a Python name.

// checkOperands refuses two operands without an operator between them, and an
// operator for two operands that has none before it.
func checkOperands(text []byte, tokens []token) error {
	before := noOperand
	for i, t := range tokens {
		operand, begins := noOperand, false
		switch t.kind {
		case tokenName:
			operand = wordOperand(t.text(text), tokens[:i])
			begins = operand != noOperand
		case tokenNumber:
			operand, begins = anOperand, true
		case tokenString:
			operand, begins = anOperand, i == 0 || tokens[i-1].kind != tokenString
		case tokenOperator:
			switch c := text[t.start]; {
			case c == ')' || c == ']' || c == '}' || t.is(text, "..."):
				operand = anOperand
			case needsOperand(c) && before == noOperand:
				return fmt.Errorf("%w: line %d: %q without anything before it", ErrNotPython, t.line, t.text(text))
			}
		}
		if begins && before == anOperand {
			return fmt.Errorf("%w: line %d: %q where an operator should be", ErrNotPython, t.line, t.text(text))
		}
		before = operand
	}
	return nil
}

// An operandKind says whether a token ends an operand.
type operandKind uint8

const (
	noOperand operandKind = iota
	anOperand
	maybeOperand // match, case or type at the start of a line
)

// wordOperand judges a name by the tokens before it.
func wordOperand(word []byte, before []token) operandKind {
	if isKeyword(word) {
		return noOperand
	}
	switch string(word) {
	case "match", "case", "type":
		if n := len(before); n == 0 || before[n-1].kind >= tokenOperator {
			return maybeOperand
		}
	}
	return anOperand
}

// needsOperand reports whether an operator that begins with c always has an
// operand before it. * and / also stand alone among parameters, and = behind a
// comma.
func needsOperand(c byte) bool {
	switch c {
	case '<', '>', '%', '&', '|', '^', '!':
		return true
	}
	return false
}
