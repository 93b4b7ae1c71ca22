package gocover

import (
	"bytes"
	"strings"

	"github.com/covls/covls/coverage"
)

// One line of a profile. A file name may hold colons, commas and spaces, and
// everything behind it is numbers, so a line is read from its end.

// modes says which modes count; set only tells that a block ran.
var modes = map[string]bool{"set": false, "count": true, "atomic": true}

// modeWord returns what stands behind "mode:", and whether line is a mode line.
func modeWord(line []byte) (word []byte, ok bool) {
	word, ok = bytes.CutPrefix(line, []byte("mode:"))
	return bytes.TrimSpace(word), ok
}

// parseBlock reads "<file>:<line>.<col>,<line>.<col> <statements> <count>".
func parseBlock(line []byte) (file []byte, s coverage.Statement, ok bool) {
	r := fromEnd{rest: line, ok: true}
	s.Hits = r.count(' ')
	s.Weight = r.number(' ')
	s.EndCol = Column(r.number('.'))
	s.EndLine = r.number(',')
	s.Col = Column(r.number('.'))
	s.Line = r.number(':')
	return r.rest, s, r.ok && len(r.rest) > 0
}

// Column turns a column of a block, which is 1-based in bytes, into one of a
// Statement; the 0 that a //line directive leaves stays.
func Column(oneBased uint32) uint32 {
	return oneBased - min(oneBased, 1)
}

// fromEnd takes numbers off the end of a line. After the first that is none, ok
// is false.
type fromEnd struct {
	rest []byte
	ok   bool
}

// digits takes the digits at the end, and the separator before them.
func (r *fromEnd) digits(separator byte) []byte {
	i := len(r.rest)
	for i > 0 && r.rest[i-1]-'0' <= 9 {
		i--
	}
	found := r.rest[i:]
	if i == 0 || r.rest[i-1] != separator || len(found) == 0 {
		r.ok = false
		return nil
	}
	r.rest = r.rest[:i-1]
	return found
}

// number takes a number of 32 bits.
func (r *fromEnd) number(separator byte) uint32 {
	n := uint64(0)
	for _, c := range r.digits(separator) {
		if n = n*10 + uint64(c-'0'); n >= 1<<32 {
			r.ok = false
			return 0
		}
	}
	return uint32(n)
}

// count takes a count and saturates it: concatenated and merged profiles hold
// sums that no counter could reach, so that unlike in other formats a count
// beyond 2^63 is large and not below zero.
func (r *fromEnd) count(separator byte) uint64 {
	n := uint64(0)
	for _, c := range r.digits(separator) {
		if n > coverage.MaxHits/10 {
			return coverage.MaxHits
		}
		n = n*10 + uint64(c-'0')
	}
	return min(n, coverage.MaxHits)
}

// pathKind says how the go command means a file name: a package's import path
// and the file, unless the package had none and was named by its folder.
func pathKind(file string) coverage.PathKind {
	drive := len(file) > 2 && file[1] == ':' && (file[2] == '\\' || file[2] == '/')
	switch {
	case drive, !strings.Contains(file, "/"):
		return coverage.FilePath
	case strings.HasPrefix(file, "/"), strings.HasPrefix(file, "./"), strings.HasPrefix(file, "../"), strings.HasPrefix(file, "_/"):
		return coverage.FilePath
	}
	return coverage.ImportPath
}
