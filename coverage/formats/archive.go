package formats

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/covls/covls/coverage"
)

// Archives of reports, as CI systems hand them out. Their entries are told by
// content like any file, and what is no report, the HTML beside it above all, is
// passed over. Reports of several formats in one archive are taken for one run
// (semantics §4): only the richest format that can be read is used, and all
// entries of it.

// ErrArchive is what Detect says of a zip archive: it may hold reports, and which
// only Read can tell, since the directory of an archive stands at its end. It is
// a *NotReadable.
var ErrArchive error = other("a zip archive, which may hold reports", "")

// A contents is what the entries of an archive turned out to be.
type contents struct {
	*archive
	groups  []*group // by format, in the order of the archive
	dropped coverage.Dropped
	failed  error          // of the first entry that was dropped
	other   *NotReadable   // of the entry that explains most
	called  string         // that entry's name
	empty   bool           // a report without anything in it is there
	head    [headSize]byte // of the entry that is looked at
}

// A group is the reports of one format. A unit is what has to be read together:
// one entry, or all of them where the format wants a set.
type group struct {
	format *coverage.Format
	units  [][]*entry
}

// readArchive is Read for an archive.
func readArchive(r io.Reader, w *wrapped, format string, limits coverage.Limits, emit func(*coverage.Section) error) (Result, error) {
	if format != "" {
		if _, err := ByName(format); err != nil {
			return Result{}, err
		}
	}
	a, err := openArchive(r, w, limits)
	if err != nil {
		return Result{}, err
	}
	c := &contents{archive: a}
	if err := c.look(format); err != nil {
		return Result{}, err
	}
	for _, g := range c.groups {
		if err := c.keepSound(g); err != nil {
			return Result{}, err
		}
		if len(g.units) > 0 {
			info, err := c.emit(g, emit)
			return Result{Format: g.format, Info: info}, err
		}
	}
	return Result{}, c.nothing()
}

// look tells what the entries are, and puts the richest format first. Where a
// format is named, others are of no interest.
func (c *contents) look(format string) error {
	if c.more > 0 {
		c.dropped.Add(0, "of its files, only the first %d were looked at, and %d were not", mostEntries, c.more)
	}
	for _, e := range c.entries {
		f, err := c.detect(e)
		var other *NotReadable
		switch {
		case c.fatal() != nil:
			return c.fatal()
		case err == nil && (format == "" || format == f.Name):
			c.add(f, e)
		case err == nil:
			c.explain(data("a report in the format "+f.Name, "name that format, or none, for this file in covls.yaml"), e)
		case errors.Is(err, coverage.ErrEmpty):
			c.empty = true
		case errors.As(err, &other):
			c.explain(other, e)
			if other == locked || other == exotic {
				c.dropped.Add(0, "%.200q is %s", e.Name, other.What)
			}
		default:
			c.drop(named([]*entry{e}, err))
		}
	}
	slices.SortStableFunc(c.groups, func(a, b *group) int {
		return cmp.Compare(Richness(b.format.Name), Richness(a.format.Name))
	})
	return nil
}

// detect tells an entry's format by its first bytes.
func (c *contents) detect(e *entry) (*coverage.Format, error) {
	text, err := c.open(e)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	n, err := io.ReadFull(text, c.head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, err
	}
	return detect(c.head[:n])
}

func (c *contents) add(f *coverage.Format, e *entry) {
	i := slices.IndexFunc(c.groups, func(g *group) bool { return g.format == f })
	switch {
	case i < 0:
		c.groups = append(c.groups, &group{f, [][]*entry{{e}}})
	case f.ReadSet != nil:
		c.groups[i].units[0] = append(c.groups[i].units[0], e)
	default:
		c.groups[i].units = append(c.groups[i].units, []*entry{e})
	}
}

// explain remembers the entry that says most about an archive without reports:
// coverage in another form, then what may hold a report, then the first one.
func (c *contents) explain(n *NotReadable, e *entry) {
	if c.other == nil || telling(n) > telling(c.other) {
		c.other, c.called = n, e.Name
	}
}

func telling(n *NotReadable) int {
	switch {
	case n.Coverage:
		return 2
	case n.packed:
		return 1
	}
	return 0
}

// drop counts reports that cannot be used.
func (c *contents) drop(err error) {
	c.dropped.Add(0, "%v", err)
	if c.failed == nil {
		c.failed = err
	}
}

// nothing says what an archive is in which no report can be read.
func (c *contents) nothing() error {
	switch {
	case c.failed != nil:
		return c.failed
	case c.other != nil && c.other.Coverage:
		return data(fmt.Sprintf("a zip archive with %s in %.200q", c.other.What, c.called), c.other.Hint)
	case c.empty:
		return coverage.ErrEmpty
	case c.other != nil && c.other.packed:
		return other(fmt.Sprintf("a zip archive with %s in %.200q", c.other.What, c.called), c.other.Hint)
	case c.other != nil:
		return other(fmt.Sprintf("a zip archive without coverage reports (%.200q is %s)", c.called, c.other.What), "")
	}
	return other("a zip archive with nothing in it", "")
}
