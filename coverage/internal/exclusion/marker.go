package exclusion

import "bytes"

// How a marker is spelled: who reads it, EXCL, and what it does.

var infix = []byte("_EXCL_")

// prefixes are the tools that markers name.
var prefixes = [][]byte{[]byte("LCOV"), []byte("GCOV"), []byte("GCOVR")}

// markers are what the markers of one line do.
type markers struct{ line, start, stop scope }

// markersOn finds the markers of a line.
func markersOn(line []byte) (m markers) {
	for {
		i := bytes.Index(line, infix)
		if i < 0 {
			return m
		}
		before, after := line[:i], line[i+len(infix):]
		line = after
		if !endsWithTool(before) {
			continue
		}
		scope := lines
		if rest, ok := bytes.CutPrefix(after, []byte("EXCEPTION_BR_")); ok {
			scope, after = exceptions, rest
		} else if rest, ok := bytes.CutPrefix(after, []byte("BR_")); ok {
			scope, after = branches, rest
		}
		switch {
		case bytes.HasPrefix(after, []byte("LINE")):
			m.line |= scope
		case bytes.HasPrefix(after, []byte("START")):
			m.start |= scope
		case bytes.HasPrefix(after, []byte("STOP")):
			m.stop |= scope
		}
	}
}

func endsWithTool(text []byte) bool {
	for _, prefix := range prefixes {
		if bytes.HasSuffix(text, prefix) {
			return true
		}
	}
	return false
}
