package simplecov

import (
	"bytes"

	"github.com/covls/covls/coverage"
)

// Keys as Ruby prints arrays. A result set is JSON made of a hash whose keys are
// arrays, so they became text: [:if, 0, 5, 4, 5, 46] is a kind, an id, and where
// it begins and ends; ["Cart", :total, 3, 2, 5, 5] a class, a method and its
// place. Kinds that are no plain symbol are quoted (:"&."), and classes without
// a name print as #<Class:0x00007f>, which is no Ruby at all. The numbers are
// at the end and always are numbers, so keys are read from there.

// A span is where something stands: lines from 1, columns from 0 in bytes.
type span struct {
	line, col, endLine, endCol uint32
}

// cutSpan cuts the four numbers off the end of a key, and the bracket before
// what is left. ok is false if it is no such key.
func cutSpan(key []byte) (rest []byte, s span, ok bool) {
	key = bytes.TrimSpace(key)
	if len(key) < 2 || key[0] != '[' || key[len(key)-1] != ']' {
		return nil, s, false
	}
	rest = key[1 : len(key)-1]
	for _, n := range []*uint32{&s.endCol, &s.endLine, &s.col, &s.line} {
		if rest, *n, ok = cutNumber(rest); !ok {
			return nil, s, false
		}
	}
	return rest, s, s.line > 0 && s.line <= s.endLine && s.endLine <= coverage.MaxLine
}

// cutNumber cuts the last element off a list, if that is a number of at most
// nine digits. Code that was made by eval may lie on lines below 0.
func cutNumber(list []byte) (rest []byte, n uint32, ok bool) {
	i := bytes.LastIndexByte(list, ',')
	if i < 0 {
		return nil, 0, false
	}
	digits := bytes.TrimSpace(list[i+1:])
	const fits = 9
	if len(digits) == 0 || len(digits) > fits {
		return nil, 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return nil, 0, false
		}
		n = n*10 + uint32(c-'0')
	}
	return list[:i], n, true
}

// plain takes the colon and the quotes off a symbol or a string.
func plain(text []byte) []byte {
	text = bytes.TrimPrefix(bytes.TrimSpace(text), []byte{':'})
	if n := len(text); n >= 2 && text[0] == '"' && text[n-1] == '"' {
		text = bytes.ReplaceAll(text[1:n-1], []byte{'\\'}, nil)
	}
	return text
}

// methodName joins a class and a method as Ruby's documentation does: Cart#total
// for one that instances have, Cart.load for the class's own. The name of a
// nameless class is where it lay in memory, and different in every run.
func methodName(list []byte) string {
	i := bytes.LastIndex(list, []byte(", :"))
	if i < 0 {
		return string(plain(list))
	}
	class, method := plain(list[:i]), string(plain(list[i+1:]))
	if own, ok := bytes.CutPrefix(class, []byte("#<Class:")); ok {
		own = bytes.TrimSuffix(own, []byte{'>'})
		if bytes.Contains(own, []byte("0x")) {
			return method
		}
		return string(own) + "." + method
	}
	if bytes.Contains(class, []byte("0x")) {
		return method
	}
	return string(class) + "#" + method
}
