package coverage

import (
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
)

// Totals. A report's own totals are never read: they are wrong in one lcov file
// of four (formats §3). What is printed here is counted from the records.

// A Ratio is how many of how many.
type Ratio struct {
	Covered, Total int64
}

// Add returns the sum of both.
func (r Ratio) Add(o Ratio) Ratio { return Ratio{r.Covered + o.Covered, r.Total + o.Total} }

// Sub returns the difference.
func (r Ratio) Sub(o Ratio) Ratio { return Ratio{r.Covered - o.Covered, r.Total - o.Total} }

// MarshalJSON writes the contract's [covered, total].
func (r Ratio) MarshalJSON() ([]byte, error) {
	b := append([]byte{'['}, strconv.FormatInt(r.Covered, 10)...)
	b = append(b, ',')
	b = strconv.AppendInt(b, r.Total, 10)
	return append(b, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Ratio) UnmarshalJSON(b []byte) error {
	var pair [2]int64
	if err := json.Unmarshal(b, &pair); err != nil {
		return err
	}
	r.Covered, r.Total = pair[0], pair[1]
	return nil
}

// Percent formats the ratio with the given number of decimals, truncated and
// never rounded: 9,999 of 10,000 is not 100 %, and 89.988 is not 90
// (semantics §4). 0 of 0 is "n/a". The percent sign is left to the caller.
func (r Ratio) Percent(decimals int) string {
	if r.Total == 0 {
		return "n/a"
	}
	scale := int64(100)
	for range decimals {
		scale *= 10
	}
	// A product of two counts can pass 2^63 once files are summed up.
	n := new(big.Int).Mul(big.NewInt(r.Covered), big.NewInt(scale))
	n.Div(n, big.NewInt(r.Total))
	s := n.String()
	if decimals == 0 {
		return s
	}
	for len(s) <= decimals {
		s = "0" + s
	}
	return s[:len(s)-decimals] + "." + s[len(s)-decimals:]
}

// A Summary is the totals of a file, a folder or a workspace. A metric that no
// report of it knows has the total 0.
type Summary struct {
	Lines, Branches, Functions, Statements Ratio
}

// Add returns the sum of both.
func (s Summary) Add(o Summary) Summary {
	return Summary{s.Lines.Add(o.Lines), s.Branches.Add(o.Branches), s.Functions.Add(o.Functions), s.Statements.Add(o.Statements)}
}

// Sub returns the difference: totals are adjusted by what changed, never
// recounted (architecture, the trip of one changed report).
func (s Summary) Sub(o Summary) Summary {
	return Summary{s.Lines.Sub(o.Lines), s.Branches.Sub(o.Branches), s.Functions.Sub(o.Functions), s.Statements.Sub(o.Statements)}
}

// MarshalJSON writes the contract's shape, with null for a metric that no
// report knows.
func (s Summary) MarshalJSON() ([]byte, error) {
	known := func(r Ratio) *Ratio {
		if r.Total == 0 {
			return nil
		}
		return &r
	}
	return json.Marshal(struct {
		Lines      Ratio  `json:"lines"`
		Branches   *Ratio `json:"branches"`
		Functions  *Ratio `json:"functions"`
		Statements *Ratio `json:"statements"`
	}{s.Lines, known(s.Branches), known(s.Functions), known(s.Statements)})
}

// Summary counts f. A partial line counts as covered, which is what lcov,
// gcovr, coverage.py and Istanbul print. Excluded lines count nowhere.
func (f *File) Summary() Summary {
	var s Summary
	excluded := f.Excluded
	out := func(line uint32) bool {
		for len(excluded) > 0 && excluded[0] < line {
			excluded = excluded[1:]
		}
		return len(excluded) > 0 && excluded[0] == line
	}
	for _, l := range f.Lines {
		if !out(l.Number) {
			s.Lines.count(l.Ran(), 1)
		}
	}
	s.Branches = f.branchTotals()
	for _, fn := range f.Functions {
		s.Functions.count(fn.Ran(), 1)
	}
	for _, st := range f.Statements {
		s.Statements.count(st.Ran(), int64(st.Weight))
	}
	return s
}

// branchTotals walks the lines that either kind of branch speaks of.
func (f *File) branchTotals() Ratio {
	var r Ratio
	branches, counts := f.Branches, f.BranchCounts
	for len(branches) > 0 || len(counts) > 0 {
		m := Mark{}
		switch {
		case len(branches) == 0:
			m.Line = counts[0].Line
		case len(counts) == 0:
			m.Line = branches[0].Line
		default:
			m.Line = min(branches[0].Line, counts[0].Line)
		}
		branches, counts = m.countBranches(branches, counts)
		if _, excluded := slices.BinarySearch(f.Excluded, m.Line); excluded {
			continue
		}
		r.Covered += int64(m.Taken)
		r.Total += int64(m.Total)
	}
	return r
}

func (r *Ratio) count(covered bool, weight int64) {
	r.Total += weight
	if covered {
		r.Covered += weight
	}
}
