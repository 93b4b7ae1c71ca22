package v8

import (
	"fmt"
	"sort"

	"github.com/covls/covls/coverage"
)

// What becomes of counted tokens: lines with the ranges on them, and functions.

// lines adds a line for every line with code that was measured, and an excluded
// one where a comment took out all of it.
func (r *refiner) lines(out *coverage.File) {
	for rest := r.code; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Line == rest[0].Line {
			n++
		}
		line(out, rest[:n])
		rest = rest[n:]
	}
}

// line adds one line. It ran as often as its first token, which is where the
// statement begins that people count; where that did not run, as in a "} else {"
// behind a block that never did, as often as the rest.
func line(out *coverage.File, tokens []token) {
	l := coverage.Line{Number: tokens[0].Line}
	measured, ignored := false, false
	for i := range tokens {
		t := &tokens[i]
		ignored = ignored || t.ignored
		if !t.measured || t.ignored {
			continue
		}
		if !measured {
			l.Hits = t.hits
		}
		measured = true
		if t.executed {
			l.Bits |= coverage.Executed
		}
		out.Ranges = coverage.AppendRange(out.Ranges, rangeOf(tokens[i:]))
	}
	switch {
	case !measured && ignored:
		out.Excluded = append(out.Excluded, l.Number)
		return
	case !measured:
		return
	}
	if l.Hits == 0 {
		for _, t := range tokens {
			if t.measured && !t.ignored {
				l.Hits = max(l.Hits, t.hits)
			}
		}
	}
	out.Lines = append(out.Lines, l)
}

// rangeOf is the first token's own range, up to the next token.
func rangeOf(tokens []token) coverage.Range {
	t := tokens[0]
	end := t.Col + t.Size
	if len(tokens) > 1 {
		end = tokens[1].Col
	}
	return coverage.Range{
		Start: coverage.Place{Line: t.Line, Col: t.Col}, End: coverage.Place{Line: t.Line, Col: end},
		Executed: t.executed, Hits: t.hits,
	}
}

// functions adds the functions that begin at a token of code.
func (r *refiner) functions(out *coverage.File, calls []coverage.Call) {
	for _, c := range calls {
		i := r.at(c.Start)
		if i == len(r.code) || r.module(c) {
			continue
		}
		if c.Undivided {
			r.undivided = append(r.undivided, c)
		}
		t := r.code[i]
		if t.ignored {
			continue
		}
		f := coverage.Function{Name: c.Name, Line: t.Line, EndLine: t.Line, Hits: c.Hits}
		if f.Name == "" {
			// Two on a line must not be taken for one.
			f.Name = fmt.Sprintf("(anonymous at column %d)", t.Col+1)
		}
		if last := r.at(c.End); last > i {
			f.EndLine = r.code[last-1].Line
		}
		out.Functions = append(out.Functions, f)
	}
}

// module reports whether a call is that of the whole script.
func (r *refiner) module(c coverage.Call) bool {
	return c.Name == "" && c.Start == (coverage.Place{}) && int64(c.End.Col) >= int64(r.file.Units)+r.shift
}

// at is the index of the first token that begins at or behind a place.
func (r *refiner) at(p coverage.Place) int {
	return sort.Search(len(r.code), func(i int) bool {
		t := &r.code[i]
		if p.Line == 0 {
			return int64(t.Units)+r.shift >= int64(p.Col)
		}
		return coverage.Place{Line: t.Line, Col: t.Col}.Compare(p) >= 0
	})
}
