package covdata

import (
	"bytes"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/gocover"
)

// A single file. A covmeta file says what could have run, so all of it is there
// and nothing ran; counters alone say nothing.

// Read reads one file by itself; see coverage.Reader. A covcounters file is
// refused with the name of the covmeta file that it wants beside it.
func Read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	limits = limits.OrDefault()
	in := &input{r: r, space: make([]byte, bufferSize), limit: limits.Size}
	var info coverage.ReadInfo
	if !isMeta(in) {
		if c := openCounters(in); in.err == nil {
			return info, orphan("", c.hash)
		}
		return info, in.err
	}
	sections := newSections(limits, emit)
	err := emitBlocks(openMeta(in, limits), nil, sections, &info.Dropped)
	info.Sections = sections.Emitted()
	return info, err
}

// isMeta tells the two kinds of file apart, and fails where it is neither.
func isMeta(in *input) bool {
	in.have(len(metaMagic))
	head := in.buf[:min(len(in.buf), len(metaMagic))]
	switch {
	case in.err != nil || bytes.Equal(head, counterMagic):
		return false
	case bytes.Equal(head, metaMagic):
		return true
	case len(head) == 0:
		in.fail(coverage.ErrEmpty, "")
	case bytes.HasPrefix(metaMagic, head), bytes.HasPrefix(counterMagic, head):
		in.fail(coverage.ErrTruncated, "it ends too soon")
	default:
		in.fail(coverage.ErrNotReport, "it begins neither as covmeta nor as covcounters files do")
	}
	return false
}

// orphan says that counters are of no use. They may have been copied without
// what they belong to, or that is still on its way.
func orphan(file string, h hash) error {
	return problem(file, 0, coverage.ErrTruncated, "the counters belong to "+h.fileName()+", which is missing or broken")
}

func newSections(limits coverage.Limits, emit func(*coverage.Section) error) *gocover.Sections {
	return gocover.NewSections(limits, emit, func(err error, detail string) error {
		return problem("", 0, err, detail)
	})
}

// emitBlocks reads a covmeta file to its end and gives its blocks to sections,
// with their hits; nil where nothing ran.
func emitBlocks(m *meta, hits []uint32, sections *gocover.Sections, dropped *coverage.Dropped) error {
	ran, number := hits != nil, 0
	for m.nextPackage() {
		for m.pkg.nextFunction() {
			named := sections.AcceptsFile(m.pkg.file)
			for m.pkg.nextBlock() {
				b := m.pkg.block
				if ran && number >= len(hits) {
					return changed(m.in.name, m.in.taken)
				} else if ran {
					b.Hits = uint64(hits[number])
				}
				number++
				if !named || !sections.AcceptsBlock(b) {
					dropped.Add(0, "%s: cannot make sense of a block from line %d to %d of %.80q", m.in.name, b.Line, b.EndLine, m.pkg.file)
					continue
				}
				if err := sections.File(m.pkg.file); err != nil {
					return err
				}
				if err := sections.Block(b, m.counts); err != nil {
					return err
				}
			}
		}
	}
	if m.in.err != nil {
		return m.in.err
	}
	return sections.Flush()
}

// changed says that a file is not what it was when it was first read.
func changed(file string, offset int64) error {
	return problem(file, offset, coverage.ErrTruncated, "it was written to while it was being read")
}
