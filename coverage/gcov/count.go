package gcov

import (
	"bytes"
	"strconv"

	"github.com/covls/covls/coverage"
)

// The counts of annotated source: plain, with -H in thousands ("10.5k"), and
// the marks that gcov has for none.

// A count is what stands before the first colon of a line.
type count struct {
	hits uint64
	code bool // there is something to run
	part bool // a block of the line did not run: "4*"
}

// countOf reads a count. ok is false where text is none.
func countOf(text []byte) (c count, ok bool) {
	text, c.part = bytes.CutSuffix(text, []byte{'*'})
	switch string(text) {
	case "-":
		return c, true
	case "#####", "=====": // never, and never but on the way of an exception
		c.code = true
		return c, true
	case "%%%%%", "$$$$$": // the same of a block
		return c, true
	}
	c.hits, ok = number(text)
	c.code = ok
	return c, ok
}

// units are what -H divides by, a thousand each.
const units = "kMGTPEZY"

// number reads a count in digits. One below zero ran over in a race, so that
// nobody knows it, and is 0.
func number(text []byte) (uint64, bool) {
	if n, ok := digits(text); ok {
		return coverage.ClampHits(n), true
	}
	if rest, negative := bytes.CutPrefix(text, []byte{'-'}); negative {
		_, ok := digits(rest)
		return 0, ok
	}
	if len(text) < 2 {
		return 0, false
	}
	unit := bytes.IndexByte([]byte(units), text[len(text)-1])
	whole := text[:len(text)-1]
	if unit < 0 || len(whole) > len("1000.0") || len(bytes.Trim(whole, "0123456789.")) > 0 {
		return 0, false
	}
	x, err := strconv.ParseFloat(string(whole), 64)
	for range unit + 1 {
		x *= 1000
	}
	if x >= coverage.MaxHits {
		return coverage.MaxHits, err == nil
	}
	return uint64(x), err == nil
}
