package watch

// The walk behind every look at a whole folder. Reading folders waits for disks
// and, worse, for networks, so several are read at once; on a local disk that
// is warm, two are as good as many.

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// readers is how many folders are read at once: enough to hide the round trips
// of a network file system, and few enough to leave a machine usable.
const readers = 8

// A walker lists folders into trees. Each folder is filled by the one goroutine
// that reads it, so only the list of what is still to be read is shared.
type walker struct {
	rules Rules
	// stamps asks for the stamps of sources too.
	stamps bool
	// enter is called before a folder is listed. It may refuse the folder.
	enter func(path string, id identity) error
	// inside says whether a link may lead to target, a real path.
	inside func(target string) bool

	mu    sync.Mutex
	more  sync.Cond
	todo  []visit
	busy  int
	links []link // reports that are links
}

// A visit is one folder that is still to be read.
type visit struct {
	path, name string
	into       *folder
	before     *folder // the folder as it was known; nil when it was not
}

// A link is a report that is a symbolic link.
type link struct{ name, target string }

func newWalker(rules Rules) *walker {
	w := &walker{rules: rules}
	w.more.L = &w.mu
	return w
}

// walk lists the folder at path, whose name is name. What cannot be read now but
// was known before keeps its old content: a network that stumbles must not make
// reports vanish. The error concerns path itself or is ctx's.
func (w *walker) walk(ctx context.Context, path, name string, before *folder) (*folder, error) {
	top := newFolder(identity{})
	if err := w.read(visit{path, name, top, before}); err != nil {
		return nil, err
	}
	var group sync.WaitGroup
	for range readers {
		group.Go(func() { w.work(ctx) })
	}
	group.Wait()
	return top, ctx.Err()
}

// work reads folders until none is left and nobody could add one.
func (w *walker) work(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		for len(w.todo) == 0 && w.busy > 0 {
			w.more.Wait()
		}
		if len(w.todo) == 0 {
			w.more.Broadcast()
			return
		}
		v := w.todo[len(w.todo)-1]
		w.todo = w.todo[:len(w.todo)-1]
		w.busy++
		w.mu.Unlock()
		if ctx.Err() == nil {
			w.visit(v)
		}
		w.mu.Lock()
		w.busy--
		w.more.Broadcast()
	}
}

// visit reads a folder and, when that fails for another reason than that the
// folder is gone, takes it from what was known.
func (w *walker) visit(v visit) {
	if err := w.read(v); err != nil && !errors.Is(err, fs.ErrNotExist) && v.before != nil {
		*v.into = *v.before
	}
}

// read enters one folder: first enter, which starts watching, then the listing,
// so that nothing can appear unseen between the two.
func (w *walker) read(v visit) error {
	info, err := os.Lstat(v.path)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fs.ErrNotExist
	}
	v.into.id = identityOf(info)
	if w.enter != nil {
		if err := w.enter(v.path, v.into.id); err != nil {
			return err
		}
	}
	dir, err := os.Open(v.path)
	if err != nil {
		return err
	}
	defer dir.Close()
	// Somebody may have put a link to another place here meanwhile.
	if opened, err := dir.Stat(); err != nil || !os.SameFile(info, opened) {
		return fs.ErrNotExist
	}
	entries, err := dir.ReadDir(-1)
	if err != nil {
		return err
	}
	w.fill(v, entries)
	return nil
}

// fill sorts a folder's entries into files and further visits.
func (w *walker) fill(v visit, entries []fs.DirEntry) {
	var below []visit
	for _, entry := range entries {
		base := entry.Name()
		path, name := v.path+string(filepath.Separator)+base, join(v.name, base)
		switch {
		case entry.IsDir():
			if w.rules.ignore(name) {
				continue
			}
			next := visit{path: path, name: name, into: newFolder(identity{})}
			if v.before != nil {
				next.before = v.before.sub[base]
			}
			v.into.sub[base] = next.into
			below = append(below, next)
		default:
			if f, ok := w.look(path, name, entry); ok {
				v.into.files[base] = f
			}
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.todo = append(w.todo, below...)
	w.more.Broadcast()
}

// look says what a folder's entry that is no folder is to us; false when it is
// nothing: a device, a pipe, a link that leads away.
func (w *walker) look(path, name string, entry fs.DirEntry) (file, bool) {
	f := file{report: w.rules.report(name)}
	switch {
	case entry.Type().IsRegular():
		if !f.report && !w.stamps {
			return f, true
		}
		info, err := entry.Info()
		if err != nil {
			return f, false
		}
		f.Stamp = stampOf(info)
		return f, true
	case f.report && entry.Type()&fs.ModeSymlink != 0:
		stamp, target, ok := follow(path, w.inside)
		if !ok {
			return f, false
		}
		f.Stamp = stamp
		w.mu.Lock()
		defer w.mu.Unlock()
		w.links = append(w.links, link{name, target})
		return f, true
	}
	return f, false
}

// follow gives the stamp and the real path of what a link leads to, when that
// is a regular file and inside allows it.
func follow(path string, inside func(string) bool) (Stamp, string, bool) {
	target, err := filepath.EvalSymlinks(path)
	if err != nil || !inside(target) {
		return Stamp{}, "", false
	}
	info, err := os.Lstat(target)
	if err != nil || !info.Mode().IsRegular() {
		return Stamp{}, "", false
	}
	return stampOf(info), target, true
}
