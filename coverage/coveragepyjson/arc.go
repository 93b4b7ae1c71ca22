package coveragepyjson

import (
	"strconv"

	"github.com/covls/covls/coverage"
)

// Branches. coverage.py has arcs: from a line with more than one way on to the
// line that came next, where a negative number is the way out of the function
// that begins there.

// exit is what coverage.py's own report calls the way out of a function.
const exit = "exit"

// arcs reads a list of [from, to].
//
// Up to version 7.6 executed_branches also has arcs from a line to itself, from
// a comprehension over several lines. coverage.py does not count those, and has
// none of them among the missing.
func (r *reader) arcs(ran bool) error {
	return r.Elements(func(int) error {
		if err := r.record(); err != nil {
			return err
		}
		var ends [2]int64
		n := 0
		err := r.Elements(func(i int) (err error) {
			if n = i + 1; i < len(ends) {
				ends[i], _, err = r.Int()
			}
			return err
		})
		from, to := ends[0], ends[1]
		switch {
		case err != nil:
			return err
		case n != 2 || from < 1 || from > coverage.MaxLine || to == 0 || to < -coverage.MaxLine || to > coverage.MaxLine:
			r.info.Dropped.Add(0, "%v is no branch", ends)
			return nil
		case from == to:
			return nil
		}
		b := coverage.Branch{Line: uint32(from), Arm: uint32(max(to, -to)), Label: exit}
		if to > 0 {
			b.Label = r.jump(b.Arm)
		}
		if ran {
			b.Bits = coverage.Taken
		}
		r.source.branches = append(r.source.branches, b)
		return nil
	})
}

// jump names the way to a line. The names are kept: all files have the same
// few thousand lines to jump to.
func (r *reader) jump(line uint32) string {
	label, ok := r.labels[line]
	if !ok {
		label = "jump to line " + strconv.FormatUint(uint64(line), 10)
		const few = 10_000
		if len(r.labels) < few {
			r.labels[line] = label
		}
	}
	return label
}
