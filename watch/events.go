package watch

// From an event to what is known. Each event is handled as a hint that a name
// is worth a look; the name may be anything by the time it is handled.

import (
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/fsnotify/fsnotify"
)

const named = fsnotify.Create | fsnotify.Remove | fsnotify.Rename

// handle takes in one event.
func (w *Watcher) handle(event fsnotify.Event, now time.Time) {
	l := &w.loop
	afterRename := l.renamed
	l.renamed = event.Has(fsnotify.Rename)
	if l.settler.all != nil || l.layout.wake[event.Name] && event.Op&named != 0 {
		l.settler.everything(now)
		return
	}
	for _, name := range l.layout.aliases[event.Name] {
		l.settler.note(name, change{report: true, existed: true, final: event.Has(fsnotify.Create) && afterRename}, now)
	}
	for _, p := range l.layout.places {
		dir, name, base := p.locate(event.Name)
		if dir == nil {
			continue // ignored, unknown, or a watch that outlived its folder
		}
		h := hint{path: event.Name, name: name, base: base, dir: dir, now: now}
		switch {
		case event.Has(fsnotify.Create):
			w.appeared(h, afterRename)
		case event.Has(fsnotify.Remove) || event.Has(fsnotify.Rename):
			w.vanished(h)
		default:
			w.written(h)
		}
	}
}

// A hint is where an event points.
type hint struct {
	path, name, base string
	dir              *folder
	now              time.Time
}

// vanished forgets a name, and all below it when it was a folder's.
func (w *Watcher) vanished(h hint) {
	if sub := h.dir.sub[h.base]; sub != nil {
		delete(h.dir.sub, h.base)
		w.forget(h, sub)
	}
	if f, ok := h.dir.files[h.base]; ok {
		delete(h.dir.files, h.base)
		w.loop.settler.note(h.name, change{report: f.report, existed: true}, h.now)
	}
}

// forget notes everything in a folder that is gone, and stops watching it: the
// watches of a folder that was renamed live on under its old path.
func (w *Watcher) forget(h hint, sub *folder) {
	w.unwatch(h.path, sub)
	sub.each(h.name, func(name string, f file) {
		w.loop.settler.note(name, change{report: f.report, existed: true}, h.now)
	})
}

func (w *Watcher) unwatch(path string, f *folder) {
	w.loop.watches.remove(path)
	for base, sub := range f.sub {
		w.unwatch(filepath.Join(path, base), sub)
	}
}

// appeared takes in a name that is new, or that another file was renamed to.
func (w *Watcher) appeared(h hint, afterRename bool) {
	info, err := os.Lstat(h.path)
	if err != nil {
		w.vanished(h)
		return
	}
	if info.IsDir() {
		w.entered(h, identityOf(info))
		return
	}
	f := file{report: w.options.Rules.report(h.name)}
	switch {
	case info.Mode().IsRegular():
		f.Stamp = stampOf(info)
	case f.report && info.Mode()&fs.ModeSymlink != 0:
		stamp, target, ok := follow(h.path, w.loop.layout.inside)
		if !ok {
			return
		}
		f.Stamp = stamp
		w.watchLink(w.loop.layout, link{h.name, target})
	default:
		return
	}
	was, existed := h.dir.files[h.base]
	// A name that is known can only have been created again by a rename, unless
	// this is the late news of a file that was listed already.
	replaced := existed && was.Inode != f.Inode
	h.dir.files[h.base] = f
	w.loop.settler.note(h.name, change{
		report:  f.report,
		existed: existed,
		final:   f.report && f.Size > 0 && (replaced || afterRename),
	}, h.now)
}

// entered takes in a folder and all that is in it already.
func (w *Watcher) entered(h hint, id identity) {
	if w.options.Rules.ignore(h.name) {
		return
	}
	if known := h.dir.sub[h.base]; known != nil {
		if known.id == id && id != (identity{}) {
			return // the walk from above it was faster than the news
		}
		delete(h.dir.sub, h.base)
		w.forget(h, known)
	}
	top, err := w.walk(w.context, w.loop.layout, h.path, h.name, nil)
	if err != nil {
		w.options.Log.Debug("not watching", "folder", h.path, "error", err)
		return
	}
	h.dir.sub[h.base] = top
	top.each(h.name, func(name string, f file) {
		w.loop.settler.note(name, change{report: f.report}, h.now)
	})
}

// written takes in that a file's content changed. Some systems say so of
// folders too, which is no news here.
func (w *Watcher) written(h hint) {
	if h.dir.sub[h.base] != nil {
		return
	}
	f, ok := h.dir.files[h.base]
	if !ok {
		w.appeared(h, false)
		return
	}
	w.loop.settler.note(h.name, change{report: f.report, existed: true}, h.now)
}
