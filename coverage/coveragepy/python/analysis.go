// Package python tells which lines of a Python file coverage.py counts: where
// statements begin, which of them are taken out, and which lines decide where
// execution goes on.
//
// coverage.py compiles the file and asks the compiler's line table. Nothing here
// runs Python. Instead the package knows what that comes down to since Python
// 3.10, which made line tables exact (PEP 626): every logical line counts, as
// its first physical line, if the compiler makes code of it. It makes none of
// global and nonlocal, of annotations of local variables, of a function's
// docstring, of else and finally, and of statements that cannot be reached. The
// last are the reason for a tree of statements and a walk along the ways that
// execution can take. Expressions only matter where a constant decides.
//
// Where the text is not certainly the Python that ran, Analyze refuses it. To
// show fewer marks is better than to show wrong ones.
package python

import (
	"errors"
	"slices"
)

// ErrNotPython means that a text is not Python 3, or holds something that this
// package cannot judge for certain.
var ErrNotPython = errors.New("cannot tell the statements of this Python source")

// An Analysis is what is known of a file. Lines count from 1, and those of a
// statement over several lines are its first line.
type Analysis struct {
	// Statements are the lines that count, ascending.
	Statements []uint32
	// Excluded are the lines taken out, ascending. Comments that say so are
	// among them.
	Excluded []uint32
	// Decisions are the lines that lead to more than one other, ascending.
	// Those whose ways cannot all be told are not here.
	Decisions []Decision
	// Lines is how many lines the file has.
	Lines uint32

	spans   []span   // of statements over several lines, ascending
	code    []uint32 // lines with code, ascending
	catches []uint32 // where exceptions lead, ascending
	entry   uint32   // what line 1 stands for; see FirstLine
}

// A Decision is an if, an elif, a loop or a case.
type Decision struct {
	Line uint32
	// Targets are the lines it may lead to, ascending. Below 0 it is the end of
	// the function, class or module that begins on the line of that number.
	Targets []int32
}

// A span is a logical line that covers several physical ones.
type span struct{ first, last uint32 }

// Analyze reads a file. An error wraps ErrNotPython.
func Analyze(source []byte, rules Rules) (*Analysis, error) {
	text, err := normalize(source)
	if err != nil {
		return nil, err
	}
	tokens, err := scan(text)
	if err != nil {
		return nil, err
	}
	module, docs, err := parse(text, tokens)
	if err != nil {
		return nil, err
	}
	w := walkModule(module)
	a := &Analysis{Lines: countLines(text), spans: spansOf(tokens), code: w.lines, catches: w.catches}
	slices.Sort(a.catches)
	a.setEntry()
	if !rules.SyntaxDocstrings {
		docs = leadingStrings(tokens)
	}
	a.exclude(text, tokens, module, rules)
	for _, line := range w.lines {
		if !docs.has(line) && !a.IsExcluded(line) {
			a.Statements = append(a.Statements, line)
		}
	}
	a.Decisions = w.decide(a)
	return a, nil
}

// FirstLine is the line that stands for a line of the file: the first one of its
// statement. An end of code, below 0, is that of its first line.
func (a *Analysis) FirstLine(line int32) int32 {
	if line < 0 {
		return -a.FirstLine(-line)
	}
	if line == 1 {
		return int32(a.entry)
	}
	i, found := slices.BinarySearchFunc(a.spans, uint32(line), func(s span, line uint32) int {
		switch {
		case s.last < line:
			return -1
		case s.first > line:
			return 1
		}
		return 0
	})
	if found {
		return int32(a.spans[i].first)
	}
	return line
}

// Known reports whether there is code on a line, counted or taken out.
func (a *Analysis) Known(line uint32) bool {
	_, code := slices.BinarySearch(a.code, line)
	return code || a.IsExcluded(line)
}

// Catches reports whether an exception may lead to a line: to a handler, a
// finally or the end of a with.
func (a *Analysis) Catches(line uint32) bool {
	_, found := slices.BinarySearch(a.catches, line)
	return found
}

// IsExcluded reports whether a line is taken out.
func (a *Analysis) IsExcluded(line uint32) bool {
	_, found := slices.BinarySearch(a.Excluded, line)
	return found
}

// setEntry says what line 1 stands for. Since Python 3.10 modules claim to begin
// on line 1 whatever stands there, and coverage.py takes that for the first
// statement, though only if the file has a statement over several lines.
func (a *Analysis) setEntry() {
	a.entry = 1
	if len(a.spans) > 0 && len(a.code) > 0 {
		a.entry = a.code[0]
	}
}
