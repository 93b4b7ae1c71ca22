package formats

import (
	"cmp"
	"fmt"
	"io"
	"path"

	"github.com/covls/covls/coverage"
)

// Reading the reports of an archive, when it is known which there are.
//
// A broken entry must not take the others with it, and must not have emitted
// anything either. So where there are several reports, each is read to its end
// once before anything of it is passed on: that costs time, where holding back
// sections would cost memory without bound.

// keepSound drops the units that cannot be read. If there is but one in the
// archive, that is left to be found out when it is emitted.
func (c *contents) keepSound(g *group) error {
	if len(c.groups) == 1 && len(g.units) == 1 {
		return nil
	}
	nobody := func(*coverage.Section) error { return nil }
	sound := g.units[:0]
	for _, unit := range g.units {
		_, err := c.read(g.format, unit, nobody)
		switch {
		case c.fatal() != nil:
			return c.fatal()
		case err != nil:
			c.drop(err)
		default:
			sound = append(sound, unit)
		}
	}
	g.units = sound
	return nil
}

// emit passes on what the units of a group say.
func (c *contents) emit(g *group, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	all := coverage.ReadInfo{Dropped: c.dropped}
	for _, unit := range g.units {
		info, err := c.read(g.format, unit, emit)
		all.Sections += info.Sections
		all.Producer = cmp.Or(all.Producer, info.Producer)
		if info.Dropped.Count > 0 && len(unit) == 1 {
			info.Dropped.First = fmt.Sprintf("%.200q: %s", unit[0].Name, info.Dropped.First)
		}
		all.Dropped.Merge(info.Dropped)
		if err == nil && all.Sections > c.limits.Sections {
			err = &coverage.ReadError{Format: "zip", Err: coverage.ErrLimit, Detail: fmt.Sprintf("more than %d source files", c.limits.Sections)}
		}
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// read reads a unit.
func (c *contents) read(f *coverage.Format, unit []*entry, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	info, err := guarded(f.Name, emit, func(emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
		if f.ReadSet != nil {
			inputs := make([]coverage.Input, len(unit))
			for i, e := range unit {
				inputs[i] = coverage.Input{Name: path.Base(e.Name), Open: func() (io.ReadCloser, error) { return c.open(e) }}
			}
			return f.ReadSet(inputs, c.limits, emit)
		}
		text, err := c.open(unit[0])
		if err != nil {
			return coverage.ReadInfo{}, err
		}
		defer text.Close()
		return f.Read(text, c.limits, emit)
	})
	return info, named(unit, err)
}

// named says in which entry something went wrong.
func named(unit []*entry, err error) error {
	if err == nil || len(unit) > 1 {
		return err
	}
	return fmt.Errorf("%.200q: %w", unit[0].Name, err)
}
