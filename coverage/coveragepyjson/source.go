package coveragepyjson

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// One source file, or one function in it, while it is read.

type source struct {
	listed                      bool // it has executed_lines
	executed, missing, excluded []uint32
	statements                  int64 // how many coverage.py counts,
	counted                     bool  // if it says so
	start                       uint32
	branches                    []coverage.Branch
	functions                   []coverage.Function
	tests                       []coverage.TestLines
	testAt                      map[string]int // its place in tests, by name
	records                     int
}

func (s *source) reset() {
	s.listed, s.counted, s.start, s.records = false, false, 0, 0
	s.executed, s.missing, s.excluded = s.executed[:0], s.missing[:0], s.excluded[:0]
	s.branches, s.functions, s.tests = s.branches[:0], s.functions[:0], s.tests[:0]
	clear(s.testAt)
}

// fill makes the file.
func (s *source) fill(f *coverage.File) {
	f.Reset()
	f.Excluded = append(f.Excluded, s.excluded...)
	f.Branches = append(f.Branches, s.branches...)
	f.Functions = append(f.Functions, s.functions...)
	f.Tests = append(f.Tests, s.tests...)
	s.fillLines(f)
	f.Sort(coverage.Sum)
	lines := f.Lines
	for i := range f.Branches {
		b := &f.Branches[i]
		for len(lines) > 0 && lines[0].Number < b.Line {
			lines = lines[1:]
		}
		if len(lines) > 0 && lines[0].Number == b.Line && lines[0].Ran() {
			b.Bits |= coverage.Evaluated
		}
	}
}

// fillLines makes one list of the two. Where coverage.py counts no statement at
// all, as in an empty __init__.py whose first line the tracer sees all the same,
// there is none.
func (s *source) fillLines(f *coverage.File) {
	if s.counted && s.statements == 0 {
		s.executed = s.executed[:0]
	}
	s.dropExcluded()
	slices.Sort(s.missing)
	missing := s.missing
	for _, n := range s.executed {
		for len(missing) > 0 && missing[0] < n {
			f.Lines = append(f.Lines, coverage.Line{Number: missing[0]})
			missing = missing[1:]
		}
		f.Lines = append(f.Lines, coverage.Line{Number: n, Bits: coverage.Executed})
	}
	for _, n := range missing {
		f.Lines = append(f.Lines, coverage.Line{Number: n})
	}
}

// dropExcluded takes the lines out of executed that are in excluded, and sorts
// both.
func (s *source) dropExcluded() {
	slices.Sort(s.executed)
	slices.Sort(s.excluded)
	if len(s.excluded) > 0 {
		s.executed = slices.DeleteFunc(s.executed, func(n uint32) bool {
			_, out := slices.BinarySearch(s.excluded, n)
			return out
		})
	}
}

// function reads one function of "functions" (coverage.py 7.6 and later), which
// are named as they are reached: "Box.double". The one without a name is what
// is outside of all others. Until a report says where a function begins
// (start_line), the first line of its body stands for that.
func (r *reader) function(key []byte) error {
	fn := coverage.Function{Name: string(key)}
	s := &r.region
	s.reset()
	if err := r.Members(func(key []byte) error { return r.lists(s, key) }); err != nil {
		return err
	}
	s.dropExcluded()
	fn.Line = s.start
	if body := slices.Concat(s.executed, s.missing); fn.Line == 0 && len(body) > 0 {
		fn.Line = slices.Min(body)
	}
	if fn.Name == "" || fn.Line == 0 || s.counted && s.statements == 0 {
		return nil // nothing in it counts
	}
	fn.Executed = len(s.executed) > 0
	r.source.functions = append(r.source.functions, fn)
	return nil
}
