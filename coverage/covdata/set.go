package covdata

import (
	"errors"
	"io/fs"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/gocover"
)

// A folder. It may hold several binaries, or several builds of one, and any
// number of processes of each. Binaries are read one after the other, so that
// no more than the counters of one are in memory.
//
// A broken file must not take the others with it, and must be known for broken
// before anything is made of it. So every file is read twice: covcounters files
// to see whether they are whole, and to add them up; covmeta files to learn how
// many blocks there are, and to emit them.

// ReadSet reads the covmeta and covcounters files of one folder, in any order:
// see coverage.Format. Files are told apart by their content and belong
// together by their hashes; their names are for messages only. A file that is
// broken, or whose other half is missing, is dropped and counted, as long as
// there is a binary of which everything that is needed can be read.
func ReadSet(files []coverage.Input, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	s := &set{limits: limits, space: make([]byte, bufferSize), sections: newSections(limits, emit), broken: map[hash]bool{}}
	err := s.read(files)
	s.info.Sections = s.sections.Emitted()
	return s.info, err
}

// A set is the state of one ReadSet.
type set struct {
	limits   coverage.Limits
	space    []byte // of the file that is open
	size     int64  // of the files that were read
	sections *gocover.Sections
	info     coverage.ReadInfo
	metas    []member
	counters []member // that are whole
	// broken are the binaries of which counters are lost. The zero hash stands
	// for those of which even that cannot be read.
	broken   map[hash]bool
	binaries int   // that were emitted
	first    error // of the files that were dropped
}

// A member is a file and the hash in it.
type member struct {
	coverage.Input
	hash hash
}

// read reads the set.
func (s *set) read(files []coverage.Input) error {
	for _, f := range files {
		if err := s.drop(s.sort(f)); err != nil {
			return err
		}
	}
	sound := map[hash]bool{} // binaries whose covmeta file can be read
	for _, m := range s.metas {
		if sound[m.hash] {
			continue // the same binary again, from another folder
		}
		t, err := s.survey(m)
		if err != nil {
			if err := s.drop(err); err != nil {
				return err
			}
			continue
		}
		sound[m.hash] = true
		if err := s.binary(m, t); err != nil {
			return err
		}
	}
	for _, c := range s.counters {
		if !sound[c.hash] {
			_ = s.drop(orphan(c.Name, c.hash)) // which never ends the reading
		}
	}
	switch {
	case s.binaries > 0:
		return nil
	case s.first != nil:
		return s.first
	}
	return problem("", 0, coverage.ErrEmpty, "")
}

// sort finds out what a file is, and whether it is whole if it has counters.
func (s *set) sort(f coverage.Input) error {
	return s.open(f, s.left(), func(in *input) error {
		if isMeta(in) {
			m := openMeta(in, s.limits)
			s.metas = append(s.metas, member{f, m.hash})
			return nil // what is wrong with it is found again by survey
		}
		if in.err != nil {
			if !errors.Is(in.err, coverage.ErrNotReport) {
				s.broken[hash{}] = true
			}
			return in.err
		}
		c := openCounters(in)
		for c.nextFunction() {
			c.merge(nil)
		}
		s.size += in.taken
		if in.err != nil {
			s.broken[c.hash] = true
			return in.err
		}
		s.counters = append(s.counters, member{f, c.hash})
		return nil
	})
}

// survey reads a covmeta file for the first time.
func (s *set) survey(m member) (t *table, err error) {
	err = s.open(m.Input, s.left(), func(in *input) error {
		t = survey(openMeta(in, s.limits), s.limits)
		s.size += in.taken
		return in.err
	})
	return t, err
}

// binary adds up the counters of one binary and emits its blocks. From here on
// every error ends the reading, since half a binary may have been emitted.
func (s *set) binary(m member, t *table) error {
	processes := 0
	for _, c := range s.counters {
		if c.hash != m.hash {
			continue
		}
		processes++
		err := s.open(c.Input, s.limits.Size, func(in *input) error {
			t.add(openCounters(in), &s.info.Dropped)
			return in.err
		})
		if err != nil {
			return changed(c.Name, 0)
		}
	}
	if processes == 0 && (s.broken[m.hash] || s.broken[hash{}]) {
		// To show nothing of it as covered would be a lie.
		return s.drop(problem(m.Name, 0, coverage.ErrTruncated, "none of its counters can be read"))
	}
	s.binaries++
	return s.open(m.Input, s.limits.Size, func(in *input) error {
		return emitBlocks(openMeta(in, s.limits), t.hits, s.sections, &s.info.Dropped)
	})
}

// left is how large the next file may be.
func (s *set) left() int64 { return s.limits.Size - s.size }

// open opens a file of at most limit bytes for the time of use, and gives what
// use returns.
func (s *set) open(f coverage.Input, limit int64, use func(*input) error) error {
	r, err := f.Open()
	if err != nil {
		return problem(f.Name, 0, err, "")
	}
	defer r.Close()
	return use(&input{r: r, name: f.Name, space: s.space, limit: limit})
}

// drop counts a file that cannot be used, and returns the error if there is
// more wrong than a file.
func (s *set) drop(err error) error {
	for _, known := range []error{coverage.ErrEmpty, coverage.ErrNotReport, coverage.ErrTruncated, coverage.ErrSyntax, fs.ErrNotExist, fs.ErrPermission} {
		if errors.Is(err, known) {
			s.info.Dropped.Add(0, "%v", err)
			if s.first == nil {
				s.first = err
			}
			return nil
		}
	}
	return err
}
