package cobertura

import (
	"bytes"
	"math"
	"strconv"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The numbers as tools really write them (formats §4).

// parseHits reads a count. Counters that ran below zero are 0, as "-1" and as
// the same in 64 bits without a sign; what is larger still saturates. A fraction
// counts as what it is at least, and more than none is one. False where it is
// no number: then nobody knows whether the line ran.
func parseHits(value []byte) (uint64, bool) {
	if n, ok := xmlscan.Uint(value); ok {
		return coverage.ClampHits(n), true
	}
	f, err := strconv.ParseFloat(string(bytes.TrimSpace(value)), 64)
	switch {
	case math.IsNaN(f) || err != nil && !math.IsInf(f, 0):
		return 0, false
	case f <= 0:
		return 0, true
	case f < 1:
		return 1, true
	case f >= 1<<64:
		return coverage.MaxHits, true
	}
	return coverage.ClampHits(uint64(f)), true
}

// parseConditions reads "50% (1/2)". The percentage is in the producer's
// language ("50,0%", "50 %"), so only what is in the last parentheses counts.
// There, too, a language may group digits. Without parentheses the total is 0
// and nothing is known of the branches.
func parseConditions(value []byte) (taken, total uint32, ok bool) {
	open := bytes.LastIndexByte(value, '(')
	if open < 0 {
		return 0, 0, true
	}
	inside, _, closed := bytes.Cut(value[open+1:], []byte(")"))
	first, second, both := bytes.Cut(inside, []byte("/"))
	if !closed || !both {
		return 0, 0, false
	}
	taken, ok = parseGrouped(first)
	if !ok {
		return 0, 0, false
	}
	total, ok = parseGrouped(second)
	return taken, total, ok
}

// parseGrouped reads digits with whatever a language puts between groups of
// them: a comma, a dot, an apostrophe, a space of any kind.
func parseGrouped(value []byte) (uint32, bool) {
	n, digits := uint64(0), 0
	for _, r := range string(value) {
		switch {
		case r >= '0' && r <= '9':
			n, digits = n*10+uint64(r-'0'), digits+1
		case r == '-' || r == '+' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z':
			return 0, false
		}
		if n > math.MaxUint32 {
			return 0, false
		}
	}
	return uint32(n), digits > 0
}
