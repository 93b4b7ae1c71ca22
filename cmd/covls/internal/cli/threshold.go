package cli

import (
	"fmt"
	"math/big"
	"regexp"

	"github.com/covls/covls/coverage"
)

// The verdict of --fail-under. It is exact: 89.988 % is not 90 %, however it is
// printed (semantics §4).

// A threshold is a percentage as it was written, and its value.
type threshold struct {
	text  string
	value *big.Rat
}

// decimal is what a threshold may look like: big.Rat alone would also take
// 1/3 and 1e9, and a long one would take long.
var decimal = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,9})?%?$`)

// parseThreshold reads a percentage; an empty one is nil.
func parseThreshold(s string) (*threshold, error) {
	if s == "" {
		return nil, nil
	}
	invalid := hinted(fmt.Errorf("%q is no percentage", s), "give a number from 0 to 100 to --fail-under")
	if !decimal.MatchString(s) {
		return nil, invalid
	}
	if s[len(s)-1] == '%' {
		s = s[:len(s)-1]
	}
	value, ok := new(big.Rat).SetString(s)
	if !ok || value.Cmp(big.NewRat(100, 1)) > 0 {
		return nil, invalid
	}
	return &threshold{s, value}, nil
}

// short is how many more of r must be covered to reach the threshold; 0 when it
// is reached.
func (t *threshold) short(r coverage.Ratio) int64 {
	// The least integer n with n*100 >= value*total.
	need := new(big.Rat).Mul(t.value, new(big.Rat).SetInt64(r.Total))
	need.Quo(need, big.NewRat(100, 1))
	n := new(big.Int).Add(need.Num(), new(big.Int).Sub(need.Denom(), big.NewInt(1)))
	n.Div(n, need.Denom())
	return max(0, n.Int64()-r.Covered)
}

// judge holds the lines against the threshold and says how far they are from it.
// No threshold is no verdict.
func (a *app) judge(t *threshold, lines coverage.Ratio) error {
	switch {
	case t == nil:
		return nil
	case lines.Total == 0:
		a.complain("no lines to hold against "+t.text+"%", "run your tests with coverage, or pick other files or flags")
		return verdict(exitIndeterminate)
	}
	short := t.short(lines)
	if short == 0 {
		return nil
	}
	a.complain(fmt.Sprintf("lines %s%% of %s%% (%d/%d): %s", lines.Percent(2), t.text, lines.Covered, lines.Total, count(short, "more line")), "`covls report --sort missing` shows where they are")
	return verdict(exitFailed)
}
