package v8

import (
	"errors"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/v8/lexer"
)

// From stretches of text to lines. The verdict on a line is that of the code on
// it, token by token: a line is covered when all of its tokens ran, missed when
// none did, and partial when some did. Blanks and comments have no verdict, so
// that a line that holds nothing else is not instrumented, and a block that
// begins behind the last character of a line does not make the line partial.
//
// The tokens' counts stay, as the file's ranges: one for every run of tokens on
// a line that count the same, and never one over a line's end. Ranges of other
// reports add up with them place by place, which is why a line that one run
// missed in part and another one in the other part is covered in the end.

// errOtherSource means that the source is not what was measured.
var errOtherSource = errors.New("the ranges of the report do not fit the source: it was changed after the tests ran, or is not what was run")

// Refine replaces f's ranges of text by those of its code, with a line for each
// line of code, and f's calls by functions. Branches are those that are certain
// from the text (branch.go); comments that tell a coverage tool to look away
// exclude lines (ignore.go). f must be sorted, of one content, and not refined
// before.
//
// It is an error, and f is unchanged, when the ranges do not fit the source.
func Refine(f *coverage.File, source []byte) error {
	if len(f.Ranges) == 0 && len(f.Calls) == 0 {
		return nil
	}
	r := &refiner{file: lexer.Scan(source)}
	if !r.fit(f) {
		return errOtherSource
	}
	r.count(f.Ranges)
	r.ignore()
	out := &coverage.File{}
	r.lines(out)
	r.functions(out, f.Calls)
	r.branches(out)
	out.Sort(coverage.Sum)
	f.Ranges, f.Calls = nil, nil
	*f = *coverage.Merge(f, out, coverage.Sum)
	return nil
}

// A refiner is the state of one Refine.
type refiner struct {
	file *lexer.File
	// code are the tokens that are no comments.
	code []token
	// match is for each of them that is an opening bracket the closing one.
	match []int
	// steps and nested are what looking for statements' ends has cost.
	steps, nested int
	// undivided are functions inside which blocks were not counted.
	undivided []coverage.Call
	// shift is what the text that ran has more at its beginning than the source.
	shift int64
}

// A token is one of the source, with what is known of it.
type token struct {
	lexer.Token
	measured bool // it lies in a range
	blocks   bool // it is known how often it ran, whatever is around it
	ignored  bool // a comment takes it out
	executed bool
	hits     uint64
}

func (t *token) ran() bool { return t.hits > 0 || t.executed }

// wrapper is the length of the function that Node before version 11 put around
// a module of CommonJS.
const wrapper = 62

// fit finds out whether the ranges can be those of the source, and how offsets
// count: the text that ran may lack the source's byte order mark, or have a
// function around it.
func (r *refiner) fit(f *coverage.File) bool {
	length, whole, lines := extent(f)
	if lines > r.file.Lines+1 {
		return false
	}
	size := int64(r.file.Units)
	switch left := size - int64(length); {
	case length == 0, left == 0:
	case whole && left == 1 && slices.Equal(r.file.Source[:min(3, len(r.file.Source))], []byte("\ufeff")):
		r.shift = -1
	case whole && left >= -wrapper-3 && left <= -wrapper:
		r.shift = wrapper
	case whole || left < 0:
		return false
	}
	return true
}

// extent is how far the ranges go: in units, where whole says that it is all of
// the text, and in lines.
func extent(f *coverage.File) (units uint32, whole bool, lines uint32) {
	for _, x := range f.Ranges {
		if x.Start.Line > 0 {
			lines = max(lines, x.Start.Line)
		} else {
			units = max(units, x.End.Col)
		}
	}
	for _, c := range f.Calls {
		if c.Start == (coverage.Place{}) && c.Name == "" && c.End.Col == units {
			whole = true
		}
	}
	return units, whole, lines
}

// count gives every token of code the count of the range in which it begins.
// Ranges by offset and ranges by line, which come from scripts that were run as
// they are and from generated ones, add up.
func (r *refiner) count(ranges []coverage.Range) {
	n := 0
	for n < len(ranges) && ranges[n].Start.Line == 0 {
		n++
	}
	byOffset, byLine := ranges[:n], ranges[n:]
	r.code = make([]token, 0, len(r.file.Tokens))
	for _, t := range r.file.Tokens {
		if t.Kind == lexer.Comment {
			continue
		}
		x := token{Token: t}
		byOffset = x.add(byOffset, coverage.Place{Col: uint32(max(int64(t.Units)+r.shift, 0))})
		x.blocks = x.measured
		byLine = x.add(byLine, coverage.Place{Line: t.Line, Col: t.Col})
		r.code = append(r.code, x)
	}
}

// add adds the count of the range at a place, and returns the ranges that do
// not end before it.
func (t *token) add(ranges []coverage.Range, p coverage.Place) []coverage.Range {
	for len(ranges) > 0 && ranges[0].End.Compare(p) <= 0 {
		ranges = ranges[1:]
	}
	if len(ranges) > 0 && ranges[0].Start.Compare(p) <= 0 {
		t.measured = true
		t.executed = t.executed || ranges[0].Executed
		t.hits = coverage.AddHits(t.hits, ranges[0].Hits)
	}
	return ranges
}
