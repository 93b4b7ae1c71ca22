package coverage

import "cmp"

// Jumps are what coverage.py records where others record branches: from which
// line to which one execution went. They only name what happened. What else
// could have happened, and so what a branch is, is known when the source is at
// hand: Refine makes Branches of them, and until then they count nowhere.

// A Jump is one way that execution took. A line below 0 is the entry, as From,
// or the exit, as To, of the code that begins on the line of that number.
type Jump struct {
	From, To int32
}

func compareJump(a, b Jump) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

func eitherJump(x, _ Jump) Jump { return x }
