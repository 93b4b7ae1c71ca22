package gcov

import "bytes"

// The one line that every text has, most of which are it: a count, a colon, a
// number, a colon and the source.

// A row is such a line.
type row struct {
	count
	line   uint64
	block  bool   // it counts a block of the line: "2:    8-block  0"
	source []byte // what is behind the second colon
}

// parseRow takes a line apart; ok is false where it is another kind of line.
func parseRow(text []byte) (r row, ok bool) {
	before, rest, ok := bytes.Cut(text, []byte{':'})
	if !ok {
		return r, false
	}
	if r.count, ok = countOf(bytes.TrimLeft(before, " ")); !ok {
		return r, false
	}
	rest = bytes.TrimLeft(rest, " ")
	n := 0
	for n < len(rest) && '0' <= rest[n] && rest[n] <= '9' {
		n++
	}
	if n == len(rest) {
		return r, false
	}
	if r.line, ok = digits(rest[:n]); !ok {
		return r, false
	}
	switch rest[n] {
	case ':':
		r.source = rest[n+1:]
		return r, true
	case '-':
		r.block = true
		return r, bytes.HasPrefix(rest[n:], []byte("-block"))
	}
	return r, false
}

// headerOf gives the key and the value of a header, or an empty key.
func headerOf(text []byte) (key, value string) {
	r, ok := parseRow(text)
	if !ok || r.block || r.line != 0 || r.code {
		return "", ""
	}
	k, v, ok := bytes.Cut(r.source, []byte{':'})
	switch string(k) {
	case "Source", "Graph", "Data", "Runs", "Programs", "Working directory":
		if ok {
			return string(k), string(v)
		}
	}
	return "", ""
}
