package llvmcov

import "github.com/covls/covls/coverage"

// One source file, while it is read, and what becomes of it.

type source struct {
	path       string
	detailed   bool // it has segments, and not only totals
	segments   []segment
	conditions []condition // of the macro that is being read
	file       coverage.File
	records    int
}

func (s *source) reset() {
	s.path, s.detailed, s.records = "", false, 0
	s.segments = s.segments[:0]
	s.file.Reset()
}

// fill makes the file. The branches are in it already; they are those of every
// instance of a template, and add up.
func (s *source) fill(dropped *coverage.Dropped) *coverage.File {
	s.sortSegments()
	s.fillLines(&s.file, dropped)
	s.fillStatements(&s.file)
	s.file.Sort(coverage.Sum)
	return &s.file
}
