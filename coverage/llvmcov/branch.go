package llvmcov

import "github.com/covls/covls/coverage"

// Branches. A row is a condition with how often it was true and how often it
// was false, so it makes two. Independence of conditions (MC/DC) is another
// metric, and its rows stay out, as they do from llvm-cov's count of branches.

// The ways out of a condition.
const (
	whenTrue  = "true"
	whenFalse = "false"
)

// branch reads [line, column, end line, end column, true, false, file, expanded
// file, kind]. The file is the function's own numbering, in which 0 is where it
// stands: others are macros of this file that are used elsewhere, and count
// there (LLVM 22 lists them here too, and leaves them out of its totals).
func (r *reader) branch(int) error {
	if err := r.record(); err != nil {
		return err
	}
	row, err := r.readRow()
	if err != nil || row.cells[6] != 0 {
		return err
	}
	line := row.line(0)
	if row.n < 6 || line == 0 {
		r.info.Dropped.Add(0, "%s: a branch without a place", r.source.path)
		return nil
	}
	r.source.addBranch(line, row.col(1), 0, row.hits(4), row.hits(5))
	return nil
}

// addBranch adds the two ways out of the nth condition at a place.
func (s *source) addBranch(line, col, nth uint32, yes, no uint64) {
	var bits coverage.BranchBits
	if yes > 0 || no > 0 {
		bits = coverage.Evaluated
	}
	b := coverage.Branch{Line: line, Block: col, Bits: bits}
	b.Arm, b.Hits, b.Label = 2*nth, yes, whenTrue
	s.file.Branches = append(s.file.Branches, b)
	b.Arm, b.Hits, b.Label = 2*nth+1, no, whenFalse
	s.file.Branches = append(s.file.Branches, b)
}

// A condition is one inside of a macro.
type condition struct{ yes, no uint64 }

// expansion reads the use of a macro: where it is (source_region) and the
// conditions in its text (branches), which count on the line of the use. Either
// comes first.
//
// Conditions of a single character are left out: they are the 0 of
// do { … } while (0) in nearly every macro, which never was a choice, and JSON
// does not say what llvm-cov knows, that it is constant.
func (r *reader) expansion(int) error {
	var line, col uint32
	inFile := false
	conditions := r.source.conditions[:0]
	err := r.Members(func(key []byte) error {
		switch string(key) {
		case "source_region":
			row, err := r.readRow()
			line, col, inFile = row.line(0), row.col(1), row.cells[5] == 0
			return err
		case "branches":
			return r.Elements(func(int) error {
				if err := r.record(); err != nil {
					return err
				}
				row, err := r.readRow()
				if oneCharacter := row.cells[0] == row.cells[2] && row.cells[3]-row.cells[1] == 1; !oneCharacter {
					conditions = append(conditions, condition{row.hits(4), row.hits(5)})
				}
				return err
			})
		}
		return nil
	})
	r.source.conditions = conditions
	if err != nil || line == 0 || !inFile {
		return err
	}
	for i, c := range conditions {
		r.source.addBranch(line, col, uint32(i), c.yes, c.no)
	}
	return nil
}
