package lcov

import (
	"bytes"
	"strconv"

	"github.com/covls/covls/coverage"
)

// Numbers as tracefiles have them. Almost all are a few digits, and those must
// cost little; Perl also writes 1e+06, and counters that threads raced on come
// out negative or close to 2^64 (mozilla/grcov#525).

// digits reads b as an unsigned number and reports whether it is nothing but
// digits that fit.
func digits(b []byte) (n uint64, ok bool) {
	if len(b) == 0 || len(b) > 19 {
		return 0, false
	}
	for _, c := range b {
		d := uint64(c - '0')
		if d > 9 {
			return 0, false
		}
		n = n*10 + d
	}
	return n, true
}

// number32 reads an unsigned number of 32 bits.
func number32(b []byte) (uint32, bool) {
	n, ok := digits(b)
	return uint32(n), ok && n < 1<<32
}

// lineNumber reads a line number that may be passed on: coverage.py before
// 7.6.2 wrote 0 for the way out of a function (coveragepy#1846).
func lineNumber(b []byte) (uint32, bool) {
	n, ok := digits(b)
	return uint32(n), ok && n >= 1 && n <= coverage.MaxLine
}

// hits reads a count. What is negative or 2^63 and more ran below zero, and is
// 0; see coverage.ClampHits.
func hits(b []byte) (uint64, bool) {
	if n, ok := digits(b); ok {
		return coverage.ClampHits(n), true
	}
	return oddHits(b)
}

// oddHits reads a count that is not plain digits.
func oddHits(b []byte) (uint64, bool) {
	// ParseFloat alone would also take "inf", "nan" and hexadecimal.
	const maxDigits = 400
	if len(b) == 0 || len(b) > maxDigits || len(bytes.Trim(b, "0123456789.eE+-")) > 0 {
		return 0, false
	}
	f, err := strconv.ParseFloat(string(b), 64)
	if err != nil && !isRange(err) {
		return 0, false
	}
	if f < 0 || f >= 1<<63 {
		return 0, true
	}
	return uint64(f), true
}

func isRange(err error) bool {
	e, ok := err.(*strconv.NumError)
	return ok && e.Err == strconv.ErrRange
}
