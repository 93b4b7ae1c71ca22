package istanbul

import (
	"cmp"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/jsonscan"
)

// Branches. Istanbul's unit is a decision with the counts of its arms; how many
// arms there are is what b says, as it is for the totals that Istanbul prints,
// and not what branchMap lists. A decision may have a single arm: default-arg
// is one by nature, and producers that work from V8 ranges write a "branch" for
// each block. Those are no alternatives (formats §7), but they are counted.

// A branch's block is its column in the low bits, and its number among twins,
// decisions of one kind that begin at one place, in the others.
const (
	columnBits = 24 // minified files are a single line, and 16 MB are a long one
	maxColumn  = 1<<columnBits - 1
	maxTwins   = 1 << (32 - columnBits)
)

type branch struct {
	kind    string // "if", "cond-expr", "IfStatement"
	place   place
	loc     place  // as the report has it
	locs    [2]int // its share of the source's places, from and to
	arms    [2]int // and of its arms
	counted bool
}

func (r *reader) branch(key id) error {
	if err := r.record(); err != nil {
		return err
	}
	var kind string
	var line uint32
	var loc place
	from := len(r.source.places)
	err := r.Members(func(key []byte) (err error) {
		switch string(key) {
		case "type":
			kind, err = r.kind()
		case "line":
			line, _, err = r.number(coverage.MaxLine)
		case "loc":
			loc, err = r.place()
		case "locations":
			err = r.locations()
		}
		return err
	})
	row := r.source.branches.row(key)
	row.loc, row.locs = loc, [2]int{from, len(r.source.places)}
	// Where nothing else says it, a decision begins with its first arm.
	row.kind, row.place = kind, known(loc, known(r.source.places[from:]...))
	// Istanbul's own line for the decision goes before the place's.
	if line > 0 {
		row.place.line = line
	}
	return err
}

// kind reads a decision's kind and keeps one copy of each.
func (r *reader) kind() (string, error) {
	text, _, err := r.Text()
	if kind, ok := r.kinds[string(text)]; ok || err != nil {
		return kind, err
	}
	kind := string(text)
	const few = 1000 // real reports have a dozen
	if len(r.kinds) < few {
		r.kinds[kind] = kind
	}
	return kind, nil
}

// locations reads the places of a decision's arms.
func (r *reader) locations() error {
	return r.Elements(func(int) error {
		if err := r.record(); err != nil {
			return err
		}
		p, err := r.place()
		r.source.places = append(r.source.places, p)
		return err
	})
}

func (r *reader) branchHits(key id) error {
	src := &r.source
	from := len(src.arms)
	kind, err := r.Kind()
	if err != nil {
		return err
	}
	err = r.Elements(func(int) error {
		if err := r.record(); err != nil {
			return err
		}
		n, _, err := r.hits() // an arm whose count is null was not taken
		src.arms = append(src.arms, n)
		return err
	})
	row := src.branches.row(key)
	row.arms, row.counted = [2]int{from, len(src.arms)}, kind == jsonscan.Array
	return err
}

// sorted brings the decisions into an order in which twins are neighbours, and
// which does not depend on ids.
func (s *source) sorted() []branch {
	slices.SortStableFunc(s.branches.rows, func(a, b branch) int {
		return cmp.Or(cmp.Compare(a.place.line, b.place.line), cmp.Compare(a.place.col, b.place.col),
			cmp.Compare(a.kind, b.kind),
			cmp.Compare(a.place.endLine, b.place.endLine), cmp.Compare(a.place.endCol, b.place.endCol))
	})
	return s.branches.rows
}

// twins reports whether two decisions would have the same identity.
func (b branch) twins(c branch) bool {
	return b.place.line == c.place.line && b.place.col == c.place.col && b.kind == c.kind
}
