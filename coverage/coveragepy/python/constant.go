package python

import (
	"bytes"
	"fmt"
)

// Conditions that the compiler decides: it leaves out what follows from the
// other outcome, so that coverage.py does not count it. while True, if 0 and
// if not __debug__ are what people write.

// truthOf judges a condition. It gives an error for arithmetic on constants,
// which the compiler would work out and this package does not.
func truthOf(tokens []token, text []byte) (truth, error) {
	tokens = unwrap(tokens, text)
	if len(tokens) == 0 {
		return never, nil // an empty tuple
	}
	for _, word := range []string{"lambda", "if", ":="} {
		if find(tokens, text, word) >= 0 {
			return unknown, nil
		}
	}
	if find(tokens, text, "or") >= 0 {
		return anyOf(tokens, text, "or", always)
	}
	if find(tokens, text, "and") >= 0 {
		return anyOf(tokens, text, "and", never)
	}
	if tokens[0].is(text, "not") {
		t, err := truthOf(tokens[1:], text)
		return t.not(), err
	}
	return atomTruth(tokens, text)
}

// anyOf judges operands between which the same word stands. One that is decisive
// decides; without one, all have to be known.
func anyOf(tokens []token, text []byte, word string, decisive truth) (truth, error) {
	result := decisive.not()
	for {
		i := find(tokens, text, word)
		operand := tokens
		if i >= 0 {
			operand = tokens[:i]
		}
		t, err := truthOf(operand, text)
		switch {
		case err != nil:
			return unknown, err
		case t == decisive:
			return decisive, nil
		case t == unknown:
			result = unknown
		}
		if i < 0 {
			return result, nil
		}
		tokens = tokens[i+1:]
	}
}

// atomTruth judges an operand without and, or and not.
func atomTruth(tokens []token, text []byte) (truth, error) {
	for _, t := range tokens {
		if t.kind == tokenName && !isConstant(t.text(text)) {
			return unknown, nil
		}
		if t.kind == tokenString && isTemplate([]byte(prefixOf(t.text(text)))) {
			return unknown, nil
		}
	}
	for len(tokens) > 1 && (tokens[0].is(text, "-") || tokens[0].is(text, "+")) {
		tokens = tokens[1:]
	}
	first := tokens[0]
	switch {
	case first.kind == tokenString:
		return stringsTruth(tokens, text)
	case len(tokens) > 1:
		return severalTruth(tokens, text)
	case first.kind == tokenNumber:
		return numberTruth(first.text(text)), nil
	case first.is(text, "True"), first.is(text, "__debug__"), first.is(text, "..."):
		return always, nil
	case first.is(text, "False"), first.is(text, "None"):
		return never, nil
	}
	return unknown, nil
}

func isConstant(word []byte) bool { return isValue(word) || string(word) == "__debug__" }

// severalTruth judges constants with something between them. Comparisons and the
// displays of lists, sets and dictionaries are not worked out by the compiler; a
// tuple of constants is one, and not empty.
func severalTruth(tokens []token, text []byte) (truth, error) {
	for _, word := range []string{"==", "!=", "<", ">", "<=", ">=", "is", "in", "not"} {
		if find(tokens, text, word) >= 0 {
			return unknown, nil
		}
	}
	switch {
	case tokens[0].is(text, "["), tokens[0].is(text, "{"):
		return unknown, nil
	case find(tokens, text, ",") >= 0:
		return always, nil
	}
	return unknown, fmt.Errorf("%w: line %d: arithmetic in a condition", ErrNotPython, tokens[0].line)
}

func stringsTruth(tokens []token, text []byte) (truth, error) {
	result := never
	for _, t := range tokens {
		if t.kind != tokenString {
			return severalTruth(tokens, text)
		}
		literal := t.text(text)
		quoted := literal[len(prefixOf(literal)):]
		if len(bytes.Trim(quoted, string(quoted[0]))) > 0 {
			result = always
		}
	}
	return result, nil
}

// numberTruth tells whether a number has a digit that is not 0.
func numberTruth(number []byte) truth {
	digits := bytes.ToLower(number)
	hex := bytes.HasPrefix(digits, []byte("0x"))
	if len(digits) > 1 && digits[0] == '0' && isLetter(digits[1]) {
		digits = digits[2:]
	}
	for _, c := range digits {
		switch {
		case c == 'e' && !hex:
			return never
		case c != '0' && (isDigit(c) || hex && isLetter(c)):
			return always
		}
	}
	return never
}
