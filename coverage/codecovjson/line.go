package codecovjson

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// What a line says of itself.

// line reads the value for a line.
func (r *reader) line(number int) error {
	if number > coverage.MaxLine {
		r.info.Dropped.Add(0, "%s: line %d: no source file is that long", r.section.Path, number)
		return nil
	}
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	line := coverage.Line{Number: uint32(number)}
	switch kind {
	case jsonscan.Number:
		hits, _, err := r.Int()
		if err != nil {
			return err
		}
		return r.count(line, hits)
	case jsonscan.String:
		text, _, err := r.Text()
		if err != nil {
			return err
		}
		return r.fraction(line, text)
	case jsonscan.Literal:
		word, err := r.Raw()
		if err != nil || string(word) != "true" {
			return err // null and false: no code
		}
		line.Bits = coverage.Executed | coverage.Part
		return r.add(line)
	}
	r.info.Dropped.Add(0, "%s: line %d is neither a count nor a fraction", r.section.Path, number)
	return nil
}

// count adds a line that was counted. Codecov writes -1 for a line that a
// setting took out; other numbers below zero are counters gone wrong.
func (r *reader) count(line coverage.Line, hits int64) error {
	if hits == -1 {
		f := &r.section.File
		f.Excluded = append(f.Excluded, line.Number)
		return r.record()
	}
	line.Hits = uint64(max(hits, 0))
	return r.add(line)
}

// fraction adds a line of which text says how many branches were taken. One of
// one is no decision, and a line that ran.
func (r *reader) fraction(line coverage.Line, text []byte) error {
	above, below, divided := bytes.Cut(text, []byte{'/'})
	taken, ok := natural(above)
	total, ok2 := natural(below)
	switch {
	case ok && !divided:
		return r.count(line, int64(taken))
	case !ok || !ok2 || taken > total || total == 0:
		r.info.Dropped.Add(0, "%s: line %d: %q is no fraction", r.section.Path, line.Number, text)
		return nil
	}
	if taken > 0 {
		line.Bits = coverage.Executed
	}
	if total > 1 {
		f := &r.section.File
		f.BranchCounts = append(f.BranchCounts, coverage.BranchCount{Line: line.Number, Taken: taken, Total: total})
		if err := r.record(); err != nil {
			return err
		}
	}
	return r.add(line)
}

func (r *reader) add(line coverage.Line) error {
	r.section.File.Lines = append(r.section.File.Lines, line)
	return r.record()
}

// natural is the number that digits spell, if it fits.
func natural(digits []byte) (n uint32, ok bool) {
	const fits = 9 // digits that fit 32 bits whatever they are
	if len(digits) == 0 || len(digits) > fits {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + uint32(c-'0')
	}
	return n, true
}
