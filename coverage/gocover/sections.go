package gocover

import (
	"bytes"
	"fmt"
	"hash/maphash"

	"github.com/covls/covls/coverage"
)

// From blocks to sections. Go writes the same blocks into text profiles and
// into the folder that GOCOVERDIR names, and what is read of one must equal
// what is read of the other, so both readers come through here.

// Sections collects the blocks of one file after the other and emits a section
// for each run of blocks of a file.
type Sections struct {
	limits  coverage.Limits
	emit    func(*coverage.Section) error
	fail    func(err error, detail string) error
	emitted int
	section coverage.Section
	open    bool // section has a file
	blocks  int  // of the section
	span    int  // lines that blocks of the report touch, each block by itself
	all     int  // blocks of the report
	// files are the hashes of the source files, which are fewer than the
	// sections: -coverpkg repeats each for every test binary.
	files map[uint64]struct{}
	seed  maphash.Seed
}

// NewSections returns an empty collector. fail makes the error that is returned
// where a limit is exceeded.
func NewSections(limits coverage.Limits, emit func(*coverage.Section) error, fail func(err error, detail string) error) *Sections {
	return &Sections{limits: limits.OrDefault(), emit: emit, fail: fail, seed: maphash.MakeSeed(), files: map[uint64]struct{}{}}
}

// Emitted is how many sections were emitted.
func (s *Sections) Emitted() int { return s.emitted }

// AcceptsFile reports whether a file name makes sense.
func (s *Sections) AcceptsFile(file []byte) bool {
	return len(file) > 0 && len(file) <= s.limits.StringSize && bytes.IndexByte(file, 0) < 0
}

// AcceptsBlock reports whether the place of a block makes sense.
func (s *Sections) AcceptsBlock(b coverage.Statement) bool {
	return b.Line >= 1 && b.EndLine >= b.Line && b.EndLine <= coverage.MaxLine
}

// File says which file the next blocks are of. AcceptsFile let it pass; it is
// not kept.
func (s *Sections) File(file []byte) error {
	if s.open && s.section.Path == string(file) {
		return nil
	}
	if err := s.Flush(); err != nil {
		return err
	}
	s.open = true
	s.section.Path = string(file)
	s.section.Kind = pathKind(s.section.Path)
	return nil
}

// Block adds one block that AcceptsBlock let pass. counts says whether its hits are
// a count, and not only whether it ran. A block without statements (an empty
// body) is no statement of any kind, but its file is there.
func (s *Sections) Block(b coverage.Statement, counts bool) error {
	s.blocks++
	s.all++
	if s.blocks > s.limits.Records {
		return s.fail(coverage.ErrLimit, fmt.Sprintf("a source file has more than %d blocks", s.limits.Records))
	}
	if b.Weight == 0 {
		return nil
	}
	if !counts {
		b.Executed, b.Hits = b.Hits > 0, 0
	}
	// A block's lines are written out one by one, so that thirty bytes can ask
	// for ten million of them. Real blocks have three or four.
	const atFirst, each = 1 << 20, 64
	if s.span += int(b.EndLine - b.Line + 1); s.span > atFirst+each*s.all {
		return s.fail(coverage.ErrLimit, fmt.Sprintf("%d blocks span %d lines", s.all, s.span))
	}
	s.section.File.Statements = append(s.section.File.Statements, b)
	return nil
}

// Flush emits the section that is open, if one is.
func (s *Sections) Flush() error {
	if !s.open {
		return nil
	}
	f := &s.section.File
	f.Sort(coverage.Sum)
	NaiveLines(f)
	s.emitted++
	s.files[maphash.String(s.seed, s.section.Path)] = struct{}{}
	if len(s.files) > s.limits.Sections {
		return s.fail(coverage.ErrLimit, fmt.Sprintf("it speaks of more than %d source files", s.limits.Sections))
	}
	err := s.emit(&s.section)
	f.Reset()
	s.open, s.blocks = false, 0
	return err
}
