package index

import (
	"slices"

	"github.com/zeebo/xxh3"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy"
	"github.com/covls/covls/index/store"
)

// Ingesting: a reading becomes the slot's new run. Only what differs from the
// run before is stored; a run that says the same of a file, measured on the same
// content, refers to the observation that is there.

// ingest stores a reading and makes it current, in memory and on disk.
func (w *Workspace) ingest(s *slot, r *reading) error {
	seq := s.Seq + 1
	batch := w.db.Begin(s.ID, seq)
	refs := map[uint32]store.FileRef{} // by path id, what the new run says
	for len(r.sections) > 0 {
		path, said, err := r.next()
		if err != nil {
			return err
		}
		id := w.db.PathID(path)
		ref, value, err := w.observe(w.entryOf(id).ref(s.ID), s.run, path, said, r)
		if err != nil {
			return err
		}
		if value != nil {
			ref.Name, ref.Seq = s.ID, seq
			if err := batch.Put(id, value); err != nil {
				return err
			}
		}
		refs[id] = ref
	}
	r.run.Files, r.run.Tree, r.run.Mappings = len(refs), w.treeHash, w.mappingsHash()
	return w.makeCurrent(s, batch, refs, r.run)
}

// observe turns what a report says of a file, in the store's encoding, into an
// observation. value is nil when the one that is there says the same. known is
// that one, of the run before; both are nil where there is none.
func (w *Workspace) observe(known *store.FileRef, before *store.Run, path string, said []byte, r *reading) (ref store.FileRef, value []byte, err error) {
	var since int64
	if before != nil {
		since = before.Time
	}
	raw := r.python.said(xxh3.Hash(said))
	unchanged := known != nil && known.Raw == raw
	refine := r.format.Refine != nil
	a := w.anchor(path, r, known, since, refine && !unchanged)
	if a.changed {
		r.run.Unanchored++
	}
	if unchanged && known.Content == a.content {
		ref = *known
		ref.Source = a.stamp
		return ref, nil, nil
	}
	o, err := store.DecodeObservation(said)
	if err != nil {
		return ref, nil, err
	}
	if refine {
		w.refine(o.File, path, a, r)
	}
	ref = store.FileRef{Content: a.content, Source: a.stamp, Raw: raw, Lines: o.File.Summary().Lines}
	return ref, store.EncodeObservation(a.content, o.File), nil
}

// refine brings in what only the source can tell. Where it cannot, what the
// report alone says stands.
func (w *Workspace) refine(f *coverage.File, path string, a anchor, r *reading) {
	if a.source == nil {
		return
	}
	refine := r.format.Refine
	if r.format.Name == coveragepy.Format.Name {
		refine = r.python.refiner(r.producer)
	}
	if err := refine(f, a.source); err != nil {
		w.options.Log.Debug("the source does not refine its coverage", "file", path, "error", err)
	}
}

// makeCurrent publishes the slot's new run and commits it. Where all of it is
// still in memory, editors are told first: a commit waits for the disk, and
// what it writes can be read again from the report if the machine dies now.
func (w *Workspace) makeCurrent(s *slot, batch *store.Batch, refs map[uint32]store.FileRef, run store.Run) error {
	before := *s
	s.Seq++
	s.run = &run
	s.report = w.reportOf(s)
	w.pending = map[store.Ref][]byte{}
	pending, inMemory := batch.Pending()
	if inMemory {
		for id, value := range pending {
			w.pending[store.Ref{Path: id, Name: s.ID, Seq: s.Seq}] = value
		}
	}
	if !inMemory {
		if err := batch.Flush(); err != nil {
			*s = before
			return err
		}
	}
	changed, gone, err := w.update(s.ID, refs)
	if err != nil {
		*s = before
		return err
	}
	regrouped, err := w.regroup()
	if err != nil {
		return err
	}
	if inMemory {
		w.publish()
	}
	files := make([]store.File, 0, len(changed)+len(regrouped))
	for _, id := range union(changed, regrouped) {
		files = append(files, w.entries[id].record())
	}
	if err := batch.Commit(store.Commit{Name: s.Name, Run: &run, Gone: gone, Files: files}); err != nil {
		return err
	}
	if !inMemory {
		w.publish()
	}
	return nil
}

// update gives every file that the slot speaks of, or spoke of, its new entry.
// It returns the ids of those that changed and the observations nobody needs.
func (w *Workspace) update(name uint32, refs map[uint32]store.FileRef) (changed []uint32, gone []store.Ref, err error) {
	for _, e := range w.entries {
		old := e.ref(name)
		if old == nil {
			continue
		}
		ref, still := refs[e.id]
		if still && ref == *old {
			delete(refs, e.id)
			continue
		}
		if !still {
			changed = append(changed, e.id)
		}
		if !still || ref.Seq != old.Seq {
			gone = append(gone, store.Ref{Path: e.id, Name: name, Seq: old.Seq})
		}
	}
	w.entries = slices.Clone(w.entries)
	for _, id := range changed {
		e := w.entries[id]
		if w.entries[id], err = w.build(id, e.path, withoutRef(e.refs, name), w.load); err != nil {
			return nil, nil, err
		}
	}
	for id, ref := range refs {
		path := w.db.PathOf(id)
		var others []store.FileRef
		if e := w.entryOf(id); e != nil {
			others = e.refs
		}
		e, err := w.build(id, path, withRef(others, ref), w.load)
		if err != nil {
			return nil, nil, err
		}
		w.setEntry(e)
		changed = append(changed, id)
	}
	return changed, gone, nil
}

// regroup finds out anew which reports are one run, and rebuilds the files on
// which that has a bearing.
func (w *Workspace) regroup() (changed []uint32, err error) {
	names, err := w.groupRuns()
	if err != nil || len(names) == 0 {
		return nil, err
	}
	return w.rebuild(func(e *entry) bool {
		return len(e.refs) > 1 && slices.ContainsFunc(names, func(name uint32) bool { return e.ref(name) != nil })
	})
}

// rebuild makes the entries anew that want picks.
func (w *Workspace) rebuild(want func(*entry) bool) (changed []uint32, err error) {
	w.entries = slices.Clone(w.entries)
	for id, e := range w.entries {
		if e == nil || !want(e) {
			continue
		}
		if w.entries[id], err = w.build(e.id, e.path, e.refs, w.load); err != nil {
			return nil, err
		}
		changed = append(changed, e.id)
	}
	return changed, nil
}

// forget drops a slot with all it said.
func (w *Workspace) forget(s *slot) error {
	changed, gone, err := w.update(s.ID, map[uint32]store.FileRef{})
	if err != nil {
		return err
	}
	delete(w.slots, s.Name.Name)
	delete(w.byID, s.ID)
	regrouped, err := w.regroup()
	if err != nil {
		return err
	}
	var files []store.File
	for _, id := range union(changed, regrouped) {
		files = append(files, w.entries[id].record())
	}
	return w.db.Begin(s.ID, s.Seq+1).Commit(store.Commit{Name: s.Name, Gone: gone, Files: files})
}

func (w *Workspace) entryOf(id uint32) *entry {
	if int(id) < len(w.entries) {
		return w.entries[id]
	}
	return nil
}

func (w *Workspace) setEntry(e *entry) {
	for int(e.id) >= len(w.entries) {
		w.entries = append(w.entries, nil)
	}
	w.entries[e.id] = e
}

func union(a, b []uint32) []uint32 {
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
