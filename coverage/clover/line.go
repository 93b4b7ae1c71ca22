package clover

import (
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The line element, in its three kinds.

// A lineTag is a line element's attributes, as written. A nil one is missing.
type lineTag struct {
	num, kind, count, yes, no []byte
	label                     []byte // a method's name, or its signature
}

func lineTagOf(s *xmlscan.Scanner) lineTag {
	var t lineTag
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "num":
			t.num = s.AttrValue(i)
		case "type":
			t.kind = s.AttrValue(i)
		case "count":
			t.count = s.AttrValue(i)
		case "truecount":
			t.yes = s.AttrValue(i)
		case "falsecount":
			t.no = s.AttrValue(i)
		case "name", "signature":
			t.label = s.AttrValue(i)
		}
	}
	return t
}

// line reads one line element. It is the only one that there are millions of.
func (r *reader) line() error {
	if !r.file.open {
		r.drop("a line outside of a file")
		return nil
	}
	t := lineTagOf(r.scan)
	n, ok := xmlscan.Uint(t.num)
	if ok && n == 0 {
		return nil // what a compiler made up
	}
	if !ok || n > coverage.MaxLine {
		r.drop("the line number %.40q", t.num)
		return nil
	}
	switch number := uint32(n); string(t.kind) {
	case "stmt", "":
		return r.statement(number, t)
	case "cond":
		if t.count == nil {
			return r.condition(number, t)
		}
		return r.branches(number, t)
	case "method":
		return r.method(number, t)
	}
	r.drop("line %d is of the type %.40q", n, t.kind)
	return nil
}

// statement takes a line with a count.
func (r *reader) statement(number uint32, t lineTag) error {
	hits, ok := parseCount(t.count)
	if !ok {
		r.drop("line %d has the count %.40q", number, t.count)
		return nil
	}
	r.file.statement()
	r.section.File.Lines = append(r.section.File.Lines, coverage.Line{Number: number, Hits: hits})
	return r.count()
}

// mostBranches bounds the branches of a line, far above any source's, so that
// sums of them fit.
const mostBranches = 1 << 30

// branches takes Istanbul's condition: a line like others, and how many of its
// branches were taken and missed.
func (r *reader) branches(number uint32, t lineTag) error {
	if err := r.statement(number, t); err != nil {
		return err
	}
	taken, okTaken := xmlscan.Uint(t.yes)
	missed, okMissed := xmlscan.Uint(t.no)
	if !okTaken || !okMissed || max(taken, missed) > mostBranches {
		r.drop("line %d has %.40q branches taken and %.40q missed", number, t.yes, t.no)
		return nil
	}
	if taken+missed == 0 {
		return nil
	}
	r.section.File.BranchCounts = append(r.section.File.BranchCounts,
		coverage.BranchCount{Line: number, Taken: uint32(taken), Total: uint32(taken + missed)})
	return r.count()
}

// condition takes OpenClover's: two branches, true and then false. Several on
// one line follow one another, which is all that tells them apart.
func (r *reader) condition(number uint32, t lineTag) error {
	yes, okYes := parseCount(t.yes)
	no, okNo := parseCount(t.no)
	if !okYes || !okNo {
		r.drop("line %d was %.40q times true and %.40q times false", number, t.yes, t.no)
		return nil
	}
	block := r.file.condition(number, coverage.AddHits(yes, no))
	for arm, hits := range [2]uint64{yes, no} {
		b := coverage.Branch{Line: number, Block: block, Arm: uint32(arm), Hits: hits, Label: outcome[arm]}
		if yes > 0 || no > 0 {
			b.Bits = coverage.Evaluated
		}
		r.section.File.Branches = append(r.section.File.Branches, b)
		if err := r.count(); err != nil {
			return err
		}
	}
	return nil
}

var outcome = [2]string{"true", "false"}

// method takes a function. Clover 1 does not name them, and there is nothing to
// show for those.
func (r *reader) method(number uint32, t lineTag) error {
	hits, ok := parseCount(t.count)
	if !ok {
		r.drop("the method on line %d has the count %.40q", number, t.count)
		return nil
	}
	r.file.method(number, hits)
	if len(t.label) > 0 {
		r.section.File.Functions = append(r.section.File.Functions,
			coverage.Function{Name: string(t.label), Line: number, Hits: hits})
	}
	return r.count()
}

// parseCount reads a count. One that ran below zero is 0, with a sign or
// without (formats §17). False where it is no number: then nobody knows
// whether the line ran.
func parseCount(value []byte) (uint64, bool) {
	if len(value) > 1 && value[0] == '-' {
		_, ok := xmlscan.Uint(value[1:])
		return 0, ok
	}
	n, ok := xmlscan.Uint(value)
	return coverage.ClampHits(n), ok
}
