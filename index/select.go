package index

import (
	"slices"
	"sync"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/store"
)

// A selection of flags changes every number, and numbers of a selection are in
// no table: a file that two flags ran half of each is merged anew. So this is
// done when somebody asks, once a snapshot and selection, and only files of
// which a part is selected cost a read.

// Select is the same moment seen through some flags only. nil gives everything.
func (s *Snapshot) Select(flags []string) *Snapshot {
	if flags == nil {
		return s
	}
	out := &Snapshot{
		generation: s.generation, db: s.db, reports: s.reports,
		statuses: s.statuses, problems: s.problems, pending: s.pending,
	}
	for _, f := range s.flags {
		if slices.Contains(flags, f.Flag) {
			out.flags = append(out.flags, f)
		}
	}
	var once sync.Once
	out.materialize = func() { once.Do(func() { s.selectInto(out, flags) }) }
	return out
}

func (s *Snapshot) selectInto(out *Snapshot, flags []string) {
	out.entries = make([]*entry, len(s.entries))
	for id, e := range s.entries {
		if !e.visible() {
			continue
		}
		part := s.selected(e, flags)
		if part == nil {
			continue
		}
		out.entries[id] = part
		out.files++
		out.total = out.total.Add(part.summary)
	}
}

// selected is the entry with only the reports that carry one of the flags; nil
// when there are none. A file that cannot be read is left out: whoever looks at
// the file itself is told why.
func (s *Snapshot) selected(e *entry, flags []string) *entry {
	var shown []store.FileRef
	for _, ref := range e.shown {
		if slices.ContainsFunc(flags, s.reports[ref.Name].HasFlag) {
			shown = append(shown, ref)
		}
	}
	switch len(shown) {
	case 0:
		return nil
	case len(e.shown):
		return e
	}
	files := make([]*coverage.File, 0, len(shown))
	for _, ref := range shown {
		o, err := s.observation(store.Ref{Path: e.id, Name: ref.Name, Seq: ref.Seq})
		if err != nil {
			return nil
		}
		files = append(files, o.File)
	}
	return &entry{id: e.id, path: e.path, refs: e.refs, shown: shown, summary: mergeFiles(files).Summary()}
}
