package index

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"time"

	"github.com/zeebo/xxh3"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/config"
	"github.com/covls/covls/coverage/policy"
	"github.com/covls/covls/index/paths"
	"github.com/covls/covls/index/store"
)

// A Batch is what may have changed on disk. Names are relative to the root,
// with slashes. A batch is a hint: every name is looked at again.
type Batch struct {
	// Listing, when set, is everything there is, and replaces what was known.
	Listing *Listing
	// Reports are candidates that appeared, changed or went.
	Reports []string
	// Sources are other files that appeared, changed or went.
	Sources []string
}

// A Listing is all files of a workspace at one moment.
type Listing struct {
	Files   []string // all regular files, sorted
	Reports []string // those of them that may be reports
}

// Apply looks at what a batch names, reads the reports that changed, and
// publishes snapshots as it goes on. A report that cannot be read keeps its last
// good data and becomes a problem of the snapshot; an error means that the index
// itself is in trouble, or that ctx ended.
func (w *Workspace) Apply(ctx context.Context, b Batch) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	treeChanged := w.lookAtFiles(b)
	if err := w.lookAtConfig(b); err != nil {
		return err
	}
	w.lookAtReports(b)
	slots := w.slotMembers()
	stale := w.staleSlots(slots, treeChanged)
	for i, name := range stale {
		if w.options.Progress != nil {
			w.options.Progress(name, i, len(stale))
		}
		if err := w.readSlot(ctx, name, slots[name]); err != nil {
			return err
		}
	}
	if err := w.dropGone(slots); err != nil {
		return err
	}
	w.publish()
	return nil
}

// Next is when Apply wants to be called again though nothing may have changed
// by then: a deleted report's grace ends, or a broken one's patience. Zero when
// there is nothing to wait for.
func (w *Workspace) Next() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	var next time.Time
	sooner := func(since time.Time, wait time.Duration) {
		if at := since.Add(wait); !since.IsZero() && at.After(w.options.Now()) && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	for _, s := range w.slots {
		sooner(s.goneSince, w.options.Grace)
		sooner(s.failedSince, w.options.Patience)
	}
	return next
}

// lookAtFiles keeps the list of the workspace's files, and says whether it is
// another than before.
func (w *Workspace) lookAtFiles(b Batch) (changed bool) {
	read := func(rel string) ([]byte, error) { return os.ReadFile(filepath.Join(w.root, filepath.FromSlash(rel))) }
	if b.Listing != nil {
		hash := hashOf(b.Listing.Files)
		if w.tree != nil && hash == w.treeHash {
			return false
		}
		w.tree, w.treeHash = paths.NewTree(w.root, b.Listing.Files, read), hash
		w.hideMissing()
		return true
	}
	var added, removed []string
	modules := false
	for _, name := range slices.Concat(b.Sources, b.Reports) {
		modules = modules || path.Base(name) == "go.mod" || path.Base(name) == "go.work"
		info, err := os.Lstat(filepath.Join(w.root, filepath.FromSlash(name)))
		exists := err == nil && info.Mode().IsRegular()
		switch known := w.tree != nil && w.tree.Has(name); {
		case exists && !known:
			added = append(added, name)
		case !exists && known:
			removed = append(removed, name)
		}
	}
	if w.tree == nil || len(added)+len(removed) == 0 && !modules {
		return false
	}
	// A tree reads Go's module files once, so it is made anew when they change.
	w.tree = w.tree.With(added, removed)
	w.treeHash = xxh3.HashString(fmt.Sprint(w.treeHash, added, removed))
	w.hideMissing()
	return true
}

// hideMissing takes files that are gone, or that the configuration ignores, out
// of the totals, and brings back those that are here again.
func (w *Workspace) hideMissing() {
	w.entries = slices.Clone(w.entries)
	for i, e := range w.entries {
		if e != nil && e.hidden == w.has(e.path) {
			other := *e
			other.hidden = !e.hidden
			w.entries[i] = &other
		}
	}
}

// lookAtReports updates the stamps of the candidates that a batch names.
func (w *Workspace) lookAtReports(b Batch) {
	names := b.Reports
	if b.Listing != nil {
		names = slices.Concat(b.Listing.Reports, b.Reports)
		w.candidates = map[string]store.Stamp{}
	}
	for _, name := range names {
		info, err := os.Stat(filepath.Join(w.root, filepath.FromSlash(name)))
		if err != nil || !info.Mode().IsRegular() || w.excluded(name) {
			delete(w.candidates, name)
			continue
		}
		w.candidates[name] = stampOf(info)
	}
}

// staleSlots lists the names whose files are not as they were last read, and
// those whose unresolved files may be here now.
func (w *Workspace) staleSlots(slots map[string][]member, treeChanged bool) []string {
	var stale []string
	mappings := w.mappingsHash()
	for name, members := range slots {
		s := w.slots[name]
		switch {
		case s == nil || s.reread || !sameMembers(members, s.Members):
			stale = append(stale, name)
		case s.run != nil && s.Failed == nil && s.run.Mappings != mappings:
			stale = append(stale, name)
		case treeChanged && s.run != nil && s.run.Unresolved > 0 && s.run.Tree != w.treeHash:
			stale = append(stale, name)
		}
	}
	slices.Sort(stale)
	return stale
}

// readSlot reads one report and makes it current.
func (w *Workspace) readSlot(ctx context.Context, name string, members []member) error {
	s, err := w.slot(name)
	if err != nil {
		return err
	}
	s.reread = false
	s.Members = make(map[string]store.Stamp, len(members))
	for _, m := range members {
		s.Members[m.rel] = m.stamp
	}
	r, err := w.read(ctx, name, members)
	if err != nil {
		if ctxErr := ctx.Err(); ctxErr != nil {
			return fmt.Errorf("reading %s was interrupted: %w", name, ctxErr)
		}
		s.goneSince = time.Time{}
		return w.fail(s, err)
	}
	if w.begins(s, r) {
		return nil
	}
	s.goneSince = time.Time{}
	s.failedSince, s.Failed, s.NotReport = time.Time{}, nil, false
	if err := w.ingest(s, r); err != nil {
		return fmt.Errorf("index %s: %w", name, err)
	}
	return nil
}

// begins reports whether a report that had something to say is empty because a
// run has just begun: go test writes its profile's first line, and the rest
// package by package as they end (formats §1.4). It is as good as deleted, and
// has the same grace.
func (w *Workspace) begins(s *slot, r *reading) bool {
	if r.run.Files+r.run.Unresolved+len(r.sections) > 0 || s.run == nil || s.run.Files == 0 {
		return false
	}
	now := w.options.Now()
	if s.goneSince.IsZero() {
		s.goneSince = now
	}
	s.reread = now.Sub(s.goneSince) < w.options.Grace
	return s.reread
}

// fail keeps what the slot said before and remembers why its new content cannot
// be read, so that it is not read again until it changes.
func (w *Workspace) fail(s *slot, err error) error {
	w.options.Log.Info("a report cannot be read", "report", s.Name.Name, "error", err)
	problem := describe(s.Name.Name, err)
	s.Failed, s.NotReport = &problem, errors.Is(err, coverage.ErrNotReport)
	if s.failedSince.IsZero() {
		s.failedSince = w.options.Now()
	}
	return w.db.PutName(s.Name)
}

// slot returns the slot of a name, a new one where it is new.
func (w *Workspace) slot(name string) (*slot, error) {
	if s := w.slots[name]; s != nil {
		return s, nil
	}
	id, err := w.db.NewName()
	if err != nil {
		return nil, err
	}
	s := &slot{Name: store.Name{ID: id, Name: name}}
	w.slots[name], w.byID[id] = s, s
	return s, nil
}

// dropGone forgets the names whose files have been missing for the grace.
func (w *Workspace) dropGone(slots map[string][]member) error {
	for name, s := range maps.Clone(w.slots) {
		if slots[name] != nil {
			continue
		}
		now := w.options.Now()
		if s.goneSince.IsZero() {
			s.goneSince = now
		}
		if now.Sub(s.goneSince) < w.options.Grace && !w.allExcluded(s) {
			continue
		}
		if err := w.forget(s); err != nil {
			return fmt.Errorf("forget %s: %w", name, err)
		}
	}
	return nil
}

// lookAtConfig reads the configuration again when a batch touches it, and has
// data files of coverage.py read again when their settings may have changed.
func (w *Workspace) lookAtConfig(b Batch) error {
	touched := func(names []string) bool {
		return slices.ContainsFunc(b.Sources, func(rel string) bool { return slices.Contains(names, path.Base(rel)) })
	}
	if touched(config.Names) {
		w.pythonSettingsChanged()
	}
	if b.Listing == nil && !touched(policy.FileNames) {
		return nil
	}
	if !w.loadConfig() {
		return nil
	}
	return w.reflag()
}

func hashOf(names []string) uint64 {
	h := xxh3.New()
	for _, name := range names {
		h.WriteString(name)
		h.Write([]byte{0})
	}
	return h.Sum64()
}
