package gcovjson

import "github.com/covls/covls/coverage"

// Lines and their branches. The members of a line come in any order, so the
// branches wait, without a line, until the line is read.

// A row is one line as one function has it.
type row struct {
	number   uint32
	hits     uint64
	part     bool
	owner    uint32
	noncode  bool // gcovr: nothing to run here, such as a lone brace
	excluded bool // gcovr: a marker in the source took it out
}

func (r *Reader) line(int) error {
	if err := r.record(); err != nil {
		return err
	}
	first := len(r.file.Branches)
	var row row
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "line_number":
			row.number, err = r.number(coverage.MaxLine)
		case "count":
			row.hits, err = r.hits()
		case "unexecuted_block":
			r.blocks = true
			row.part, err = r.yes()
		case "function_name":
			var name []byte
			name, _, err = r.Text()
			row.owner = r.owner(name)
		case "branches":
			err = r.Elements(r.arm)
		case "gcovr/noncode":
			row.noncode, err = r.yes()
		case "gcovr/excluded":
			row.excluded, err = r.yes()
		}
		return err
	})
	if err != nil {
		return err
	}
	f := &r.file
	if row.number == 0 || row.noncode || row.excluded {
		f.Branches, r.ownedBy = f.Branches[:first], r.ownedBy[:first]
		switch {
		case row.number == 0:
			r.Dropped.Add(0, "%s: a line without a number", r.path)
		case row.excluded:
			f.Excluded = append(f.Excluded, row.number)
		}
		return nil
	}
	line := coverage.Line{Number: row.number, Hits: row.hits}
	if row.part {
		line.Bits = coverage.Part
	}
	f.Lines = append(f.Lines, line)
	for i := first; i < len(f.Branches); i++ {
		f.Branches[i].Line, r.ownedBy[i] = row.number, row.owner
		if row.hits > 0 {
			f.Branches[i].Bits |= coverage.Evaluated
		}
	}
	return nil
}

// arm reads one branch of a line. Its number is its place in the list, except
// where gcovr says branchno: that of gcov's text, which counts calls too.
func (r *Reader) arm(i int) error {
	if err := r.record(); err != nil {
		return err
	}
	b, excluded := coverage.Branch{Arm: uint32(i)}, false
	bit := func(bit coverage.BranchBits) error {
		set, err := r.yes()
		if set {
			b.Bits |= bit
		}
		return err
	}
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "count":
			b.Hits, err = r.hits()
		case "fallthrough":
			err = bit(coverage.Fallthrough)
		case "throw":
			err = bit(coverage.Exception)
		case "branchno":
			b.Arm, err = r.number(coverage.MaxLine)
		case "gcovr/excluded":
			excluded, err = r.yes()
		}
		return err
	})
	if !excluded {
		r.file.Branches, r.ownedBy = append(r.file.Branches, b), append(r.ownedBy, 0)
	}
	return err
}
