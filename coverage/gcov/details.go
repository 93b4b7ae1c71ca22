package gcov

import (
	"bytes"

	"github.com/covls/covls/coverage"
)

// What stands above and below lines of source: functions and branches.

var (
	functionPrefix = []byte("function ")
	branchPrefix   = []byte("branch ")
)

// function takes "function NAME called 8 returned 100% blocks executed 37%".
// The name may have spaces in it. The function begins on the next line of source.
func (t *text) function(line []byte) error {
	rest := line[len(functionPrefix):]
	i := bytes.LastIndex(rest, []byte(" called "))
	if i <= 0 || i > t.limits.StringSize || !t.open {
		t.info.Dropped.Add(t.number, "%.80q names no function", line)
		return nil
	}
	called, _, _ := bytes.Cut(rest[i+len(" called "):], []byte{' '})
	hits, ok := number(called)
	if !ok {
		t.info.Dropped.Add(t.number, "%q is no count", called)
		return nil
	}
	t.pending = append(t.pending, coverage.Function{Name: string(rest[:i]), Hits: hits})
	return t.record()
}

// branch takes "branch  0 taken 8 (fallthrough)". Without -c gcov says how many
// in a hundred took it and not how many, so that only that it was taken is known.
func (t *text) branch(line []byte) error {
	fields := bytes.Fields(line[len(branchPrefix):])
	if len(fields) < 3 || t.current.Number == 0 {
		t.info.Dropped.Add(t.number, "%.80q is no branch of a line", line)
		return nil
	}
	arm, ok := digits(fields[0])
	if !ok || arm > coverage.MaxLine {
		t.info.Dropped.Add(t.number, "%q is no number of a branch", fields[0])
		return nil
	}
	b := coverage.Branch{Line: t.current.Number, Arm: uint32(arm)}
	if string(fields[1]) == "taken" {
		b.Bits = coverage.Evaluated
		percent, share := bytes.CutSuffix(fields[2], []byte{'%'})
		hits, ok := number(percent)
		switch {
		case !ok:
			t.info.Dropped.Add(t.number, "%q is no count", fields[2])
			return nil
		case !share:
			b.Hits = hits
		case hits > 0:
			b.Bits |= coverage.Taken
		}
	}
	for _, word := range fields[3:] {
		switch string(word) {
		case "(fallthrough)":
			b.Bits |= coverage.Fallthrough
		case "(throw)":
			b.Bits |= coverage.Exception
		}
	}
	t.section.File.Branches = append(t.section.File.Branches, b)
	return t.record()
}
