package coveragepy

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/covls/covls/coverage"
)

// One source file of a database: the union of its rows. Where contexts were
// measured, each is a test; the one without a name is what ran outside of all of
// them, at import, and no test.

// readFile fills the section with the rows of a file.
func (r *reader) readFile(d *data, m *measured) error {
	t := tests{reader: r, data: d, of: map[int64][]uint32{}}
	if err := r.readLines(d, m, &t); err != nil {
		return err
	}
	if err := r.readArcs(d, m, &t); err != nil {
		return err
	}
	t.fill()
	return nil
}

// readLines reads sets of lines: bit n of a blob, the least significant of a
// byte first, is line n.
func (r *reader) readLines(d *data, m *measured, t *tests) error {
	var all []byte
	for _, at := range m.lines {
		row, err := d.Row(at)
		if err != nil {
			return err
		}
		set, ok := row.Blob(numbitsColumn)
		if !ok || len(set) > coverage.MaxLine/8+1 {
			r.info.Dropped.Add(0, "%s: row %d has no set of lines", m.path, row.ID)
			continue
		}
		if grow := len(set) - len(all); grow > 0 {
			all = append(all, make([]byte, grow)...)
		}
		for i, b := range set {
			all[i] |= b
		}
		context, _ := row.Int(contextColumn)
		t.addSet(context, set)
	}
	eachBit(all, func(n int64) { r.line(n) })
	return r.checkRecords(len(r.section.File.Lines))
}

// readArcs reads pairs of lines.
func (r *reader) readArcs(d *data, m *measured, t *tests) error {
	f := &r.section.File
	const atFirst = 4096
	for full := atFirst; len(m.arcs) > 0; m.arcs = m.arcs[1:] {
		row, err := d.Row(m.arcs[0])
		if err != nil {
			return err
		}
		from, ok1 := row.Int(fromColumn)
		to, ok2 := row.Int(toColumn)
		j, ok := r.jumpOf(from, to)
		if !ok || !ok1 || !ok2 {
			continue
		}
		context, _ := row.Int(contextColumn)
		t.addLine(context, j.From)
		t.addLine(context, j.To)
		// Every context repeats the arcs of the others.
		if f.Jumps = append(f.Jumps, j); len(f.Jumps) >= full {
			f.Sort(coverage.Sum)
			full = max(atFirst, 2*len(f.Jumps))
		}
	}
	f.Sort(coverage.Sum)
	r.linesOfJumps()
	return r.checkRecords(len(f.Jumps) + len(f.Lines))
}

func (r *reader) checkRecords(n int) error {
	if n > r.limits.Records {
		return fmt.Errorf("%w: %s has more than %d records", coverage.ErrLimit, r.section.Path, r.limits.Records)
	}
	return nil
}

func eachBit(set []byte, f func(n int64)) {
	for i, b := range set {
		for ; b != 0; b &= b - 1 {
			f(int64(8*i + bits.TrailingZeros8(b)))
		}
	}
}

// tests collects the lines of every context of a file. Its memory is what a few
// records would take; where they are more, as after a hundred thousand tests of
// one large file, which test ran what is left out.
type tests struct {
	*reader
	data  *data
	of    map[int64][]uint32
	count int
	full  bool
}

func (t *tests) addSet(context int64, set []byte) {
	if t.data.contexts[context] != "" {
		eachBit(set, func(n int64) { t.add(context, uint32(n)) })
	}
}

func (t *tests) addLine(context int64, n int32) {
	if n > 0 && t.data.contexts[context] != "" {
		t.add(context, uint32(n))
	}
}

func (t *tests) add(context int64, n uint32) {
	if t.full || n == 0 {
		return
	}
	lines := t.of[context]
	if len(lines) > 0 && lines[len(lines)-1] == n {
		return // the arc before ended where this one begins
	}
	if t.count++; t.count > t.limits.Records {
		t.info.Dropped.Add(0, "%s: more than %d lines of tests: which test ran what is left out", t.section.Path, t.limits.Records)
		t.full = true
		clear(t.of)
		return
	}
	t.of[context] = append(lines, n)
}

// fill moves the tests to the section, which sorts them.
func (t *tests) fill() {
	f := &t.section.File
	for context, lines := range t.of {
		slices.Sort(lines)
		f.Tests = append(f.Tests, coverage.TestLines{Name: t.data.contexts[context], Lines: slices.Clip(slices.Compact(lines))})
	}
}
