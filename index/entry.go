package index

import (
	"maps"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/store"
)

// Entries: the totals of every covered file, in memory; its lines stay in the
// store. 50,000 of them take some ten megabytes. They never change: a file
// whose state changed gets a new one, so that snapshots share the rest.

type entry struct {
	id   uint32
	path string
	// refs are the observations of every report that is here.
	refs []store.FileRef
	// shown are those that count: of several formats that one run wrote, only
	// the richest.
	shown   []store.FileRef
	summary coverage.Summary
	flags   []flagLines // by name
	// hidden is set while the workspace has no such file: a deleted file leaves
	// every total at once, and comes back with its marks.
	hidden bool
}

type flagLines struct {
	flag  string
	lines coverage.Ratio
}

// loadFunc reads one observation's data.
type loadFunc func(path uint32, ref store.FileRef) (*coverage.File, error)

// build computes what an entry says in sum. Data is read only where the totals
// of several reports have to be merged line by line.
func (w *Workspace) build(id uint32, path string, refs []store.FileRef, load loadFunc) (*entry, error) {
	e := &entry{id: id, path: path, refs: refs, hidden: !w.has(path)}
	e.shown = w.richest(refs)
	if len(e.shown) == 0 {
		return e, nil
	}
	files := make([]*coverage.File, len(e.shown))
	for i, ref := range e.shown {
		f, err := load(id, ref)
		if err != nil {
			return nil, err
		}
		files[i] = f
	}
	e.summary = mergeFiles(files).Summary()
	e.flags = w.flagShares(e.shown, e.summary.Lines, func(part []int) coverage.Ratio {
		chosen := make([]*coverage.File, len(part))
		for i, n := range part {
			chosen[i] = files[n]
		}
		return mergeFiles(chosen).Summary().Lines
	})
	return e, nil
}

// restore makes an entry from what the store kept of it, without reading data
// unless the flags of its reports overlap in part.
func (w *Workspace) restore(f store.File, load loadFunc) (*entry, error) {
	e := &entry{id: f.ID, path: f.Path, refs: f.Refs, summary: f.Summary, hidden: !w.has(f.Path)}
	e.shown = w.richest(f.Refs)
	if len(e.shown) != len(f.Refs) || w.flagsOverlap(e.shown) {
		return w.build(f.ID, f.Path, f.Refs, load)
	}
	e.flags = w.flagShares(e.shown, e.summary.Lines, nil)
	return e, nil
}

// flagShares gives the lines of every flag. A flag that all reports carry has
// the file's lines, a flag of one report that report's; any other is merged, so
// merge may be nil where flagsOverlap says no.
func (w *Workspace) flagShares(refs []store.FileRef, all coverage.Ratio, merge func([]int) coverage.Ratio) []flagLines {
	parts := map[string][]int{}
	for i, ref := range refs {
		for _, flag := range w.flagsOf(ref.Name) {
			parts[flag] = append(parts[flag], i)
		}
	}
	shares := make([]flagLines, 0, len(parts))
	for _, flag := range slices.Sorted(maps.Keys(parts)) {
		part := parts[flag]
		lines := all
		switch {
		case len(part) == len(refs):
		case len(part) == 1:
			lines = refs[part[0]].Lines
		default:
			lines = merge(part)
		}
		shares = append(shares, flagLines{flag, lines})
	}
	return shares
}

// flagsOverlap reports whether some flag is carried by several of the reports,
// and not by all.
func (w *Workspace) flagsOverlap(refs []store.FileRef) bool {
	count := map[string]int{}
	for _, ref := range refs {
		for _, flag := range w.flagsOf(ref.Name) {
			count[flag]++
		}
	}
	for _, n := range count {
		if n > 1 && n < len(refs) {
			return true
		}
	}
	return false
}

func mergeFiles(files []*coverage.File) *coverage.File {
	merged := files[0]
	for _, f := range files[1:] {
		merged = coverage.Merge(merged, f, coverage.Sum)
	}
	return merged
}

// record is what the store keeps of an entry.
func (e *entry) record() store.File {
	return store.File{ID: e.id, Path: e.path, Refs: e.refs, Summary: e.summary}
}

// ref returns the entry's observation by a name, or nil.
func (e *entry) ref(name uint32) *store.FileRef {
	if e == nil {
		return nil
	}
	for i := range e.refs {
		if e.refs[i].Name == name {
			return &e.refs[i]
		}
	}
	return nil
}

// withRef returns refs with the one of ref's name replaced or added.
func withRef(refs []store.FileRef, ref store.FileRef) []store.FileRef {
	out := withoutRef(refs, ref.Name)
	i, _ := slices.BinarySearchFunc(out, ref.Name, func(r store.FileRef, name uint32) int { return int(int64(r.Name) - int64(name)) })
	return slices.Insert(out, i, ref)
}

// withoutRef returns a copy of refs without the one of that name.
func withoutRef(refs []store.FileRef, name uint32) []store.FileRef {
	out := make([]store.FileRef, 0, len(refs)+1)
	for _, r := range refs {
		if r.Name != name {
			out = append(out, r)
		}
	}
	return out
}
