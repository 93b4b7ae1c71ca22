package v8

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/v8/lexer"
)

// Branches. V8's blocks are no alternatives, and which of them it reports
// depends on the run: one that ran as often as what is around it is left out.
// So branches come from the text, where they are the same in every run, and
// take their counts from the ranges. Only those that the text shows for certain
// are given: both sides of ?:, the right side of && || ??, the cases of a
// switch, what an if decides between. An if without an else has one branch,
// since nothing was counted where there is nothing.
//
// In generated code the original's operators have no certain counts, and in a
// function that was only counted as a whole nothing inside has: there are no
// branches then.

func (r *refiner) branches(out *coverage.File) {
	var around []int      // the brackets that are open
	var questions [][]int // the ? that wait for their : in each, and outside of all
	questions = append(questions, nil)
	for i := range r.code {
		top := len(questions) - 1
		if r.code[i].Kind == lexer.Word {
			r.keyword(out, i, around)
			continue
		}
		switch {
		case r.opens(i):
			around, questions = append(around, i), append(questions, nil)
		case r.oneOf(i, ")", "]", "}"):
			if top > 0 {
				around, questions = around[:top-1], questions[:top]
			}
		case r.is(i, ";"):
			questions[top] = nil
		case r.is(i, "?") && !r.oneOf(i+1, ":", ")", ",", "=", ";"): // those mark TypeScript's optional names
			questions[top] = append(questions[top], i)
		case r.is(i, ":") && len(questions[top]) > 0:
			n := len(questions[top]) - 1
			question := questions[top][n]
			questions[top] = questions[top][:n]
			r.decide(out, question, "cond-expr", question, question, i)
		case r.oneOf(i, "&&", "||", "??", "&&=", "||=", "??="):
			r.decide(out, i, "binary-expr", i-1, i)
		}
	}
}

// keyword adds the branches of a statement.
func (r *refiner) keyword(out *coverage.File, i int, around []int) {
	switch {
	case r.is(i, "if"):
		c, ok := r.choice(i)
		switch {
		case !ok:
		case c.other > 0:
			r.decide(out, i, "if", i, c.then, c.other)
		default:
			r.decide(out, i, "if", i, c.then)
		}
	case r.is(i, "case") && !r.property(i), r.is(i, "default") && r.is(i+1, ":"):
		if n := len(around); n > 0 && r.is(around[n-1], "{") && r.is(around[n-1]-1, ")") {
			r.decide(out, i, "switch", around[n-1], i)
		}
	}
}

// decide adds the branches of the decision at a token, each with the count of
// the token that it begins with. reached is a token that runs when the decision
// is taken.
func (r *refiner) decide(out *coverage.File, at int, kind string, reached int, arms ...int) {
	if !r.certain(at) || reached < 0 {
		return
	}
	evaluated := r.code[reached].ran()
	for _, arm := range arms {
		evaluated = evaluated || r.code[arm].ran()
	}
	for n, arm := range arms {
		t := &r.code[arm]
		if t.ignored || !t.blocks {
			continue
		}
		b := coverage.Branch{Line: r.code[at].Line, Block: r.code[at].Col, Arm: uint32(n), Label: kind, Hits: t.hits}
		if evaluated {
			b.Bits |= coverage.Evaluated
		}
		if t.executed {
			b.Bits |= coverage.Taken
		}
		out.Branches = append(out.Branches, b)
	}
}

// certain reports whether it is known how often the code at a token ran,
// whatever is around it.
func (r *refiner) certain(i int) bool {
	t := &r.code[i]
	if !t.blocks || t.ignored {
		return false
	}
	at := uint32(max(int64(t.Units)+r.shift, 0))
	for _, c := range r.undivided {
		if c.Start.Line == 0 && c.Start.Col <= at && at < c.End.Col {
			return false
		}
	}
	return true
}
