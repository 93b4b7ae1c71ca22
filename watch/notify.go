package watch

// The folders that fsnotify watches for us. It knows them by path; the kernel
// knows them by inode, and gives the same watch, under its old path, to a
// folder that was renamed. So the identity of every watched folder is kept, and
// a folder that turns up under a second path loses the first before it is added.

import (
	"errors"
	"sync"
	"syscall"

	"github.com/fsnotify/fsnotify"
)

// A notifier is what is used of a fsnotify.Watcher.
type notifier struct {
	add, remove func(path string) error
	close       func() error
	events      <-chan fsnotify.Event
	errors      <-chan error
}

// openNotifier asks the system for a notifier. On Linux a user may have 128 of
// them, so a process has one for all it watches in a workspace.
func openNotifier() (*notifier, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &notifier{add: w.Add, remove: w.Remove, close: w.Close, events: w.Events, errors: w.Errors}, nil
}

// isLimit reports whether err says that the system will not watch more.
func isLimit(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// watches are the watched folders. Walks add to them from several goroutines.
type watches struct {
	notifier *notifier

	mu     sync.Mutex
	byPath map[string]watched
	byID   map[identity]string
	round  int   // counts the looks at everything
	limit  error // the first refusal for want of room
}

type watched struct {
	id    identity
	round int // in which it was last seen
}

func newWatches(n *notifier) *watches {
	return &watches{notifier: n, byPath: map[string]watched{}, byID: map[identity]string{}}
}

// add watches the folder at path. A refusal for want of room is kept in limit
// and is no error: the walk goes on, and the loop polls from then on.
func (w *watches) add(path string, id identity) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.limit != nil {
		return nil
	}
	if old, ok := w.byID[id]; ok && old != path {
		w.drop(old)
	}
	// A path that is watched already is added again: the folder behind it may
	// be another one by now, and then the old watch is dead.
	if err := w.notifier.add(path); isLimit(err) {
		w.limit = err
		return nil
	} else if err != nil {
		w.drop(path)
		return err
	}
	if was, ok := w.byPath[path]; ok && w.byID[was.id] == path {
		delete(w.byID, was.id)
	}
	w.byPath[path] = watched{id, w.round}
	if id != (identity{}) {
		w.byID[id] = path
	}
	return nil
}

// remove stops watching a folder.
func (w *watches) remove(path string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.drop(path)
}

func (w *watches) drop(path string) {
	was, ok := w.byPath[path]
	if !ok {
		return
	}
	delete(w.byPath, path)
	if w.byID[was.id] == path {
		delete(w.byID, was.id)
	}
	// The watch of a folder that is gone went with it; fsnotify says so.
	_ = w.notifier.remove(path)
}

// begin starts a look at everything; sweep ends it, and drops the folders that
// it did not come by.
func (w *watches) begin() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.round++
}

func (w *watches) sweep() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for path, was := range w.byPath {
		if was.round != w.round {
			w.drop(path)
		}
	}
}

func (w *watches) limited() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.limit
}
