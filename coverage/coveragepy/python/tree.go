package python

// The tree of statements. It has what decides where execution goes, and leaves
// out what does not.

type statementKind uint8

const (
	kindSimple  statementKind = iota // goes on with the next one
	kindNothing                      // the compiler makes no code of it
	kindReturn
	kindRaise // also an assert that always fails
	kindBreak
	kindContinue
	kindIf
	kindWhile
	kindFor
	kindTry
	kindWith
	kindMatch
	kindFunction
	kindClass
)

// A statement stands on the first line of its logical line, which it may share
// with others.
type statement struct {
	kind statementKind
	line uint32
	// decorators are the lines of a function's or class's decorators.
	decorators []uint32
	last       uint32 // the last line of a function or class
	// clauses are the parts of a compound statement that have a body: if and
	// elif, then cases or handlers, in their order. A loop, a with, a function
	// and a class have one, and a try begins with one.
	clauses []clause
	// other is the else clause, final the finally clause; nil without.
	other, final []statement
}

// begin is the statement's first line, with its decorators.
func (s *statement) begin() uint32 {
	if len(s.decorators) > 0 {
		return s.decorators[0]
	}
	return s.line
}

// A clause is a header with a body.
type clause struct {
	line uint32
	// test is what is known of an if's or a loop's condition. A case that takes
	// everything is always.
	test truth
	body []statement
}

// truth is what the compiler knows of a condition.
type truth uint8

const (
	unknown truth = iota
	never
	always
)

func (t truth) not() truth {
	switch t {
	case never:
		return always
	case always:
		return never
	}
	return unknown
}
