package watch

// Many changes at once, and events that never come.

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
)

// Three hundred folders with a report each, made as fast as they can be: the
// events alone show 257 of them, since a folder's files may be there before its
// watch is.
func TestNewTreesAreSeenWhole(t *testing.T) {
	root := t.TempDir()
	r := watching(t, Options{Root: root, Quiet: 10 * time.Millisecond}, openNotifier)
	var names []string
	for i := range 300 {
		name := fmt.Sprintf("d%d/x/y/lcov.info", i)
		put(t, filepath.Join(root, name), "x", os.O_TRUNC)
		names = append(names, name)
	}
	r.until("all of them", func() bool { return len(r.reports) == len(names) })
	r.knows()
	if r.rescans > 1 {
		t.Error("it took a second listing to see them")
	}
}

// lossy gives a notifier that drops all events while lose is set.
func lossy(lose *atomic.Bool, errs chan error) func() (*notifier, error) {
	return func() (*notifier, error) {
		n, err := openNotifier()
		if err != nil {
			return nil, err
		}
		events, all := make(chan fsnotify.Event), n.events
		go func() {
			defer close(events)
			for event := range all {
				if !lose.Load() {
					events <- event
				}
			}
			close(errs)
		}()
		n.events, n.errors = events, errs
		return n, nil
	}
}

func TestOverflowLooksAtEverything(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "gone/lcov.info"), "one", os.O_TRUNC)
	var lose atomic.Bool
	errs := make(chan error)
	r := watching(t, Options{Root: root, Quiet: time.Millisecond}, lossy(&lose, errs))
	lose.Store(true)
	put(t, filepath.Join(root, "new/deep/lcov.info"), "one", os.O_TRUNC)
	if err := os.Rename(filepath.Join(root, "gone"), filepath.Join(root, "moved")); err != nil {
		t.Fatal(err)
	}
	errs <- fsnotify.ErrEventOverflow
	r.wants("new/deep/lcov.info", "gone/lcov.info", "moved/lcov.info")
	if r.rescans != 2 {
		t.Errorf("%d listings, want 2", r.rescans)
	}
	lose.Store(false)
	put(t, filepath.Join(root, "moved/lcov.info"), "two", os.O_APPEND)
	put(t, filepath.Join(root, "new/deep/lcov.info"), "two", os.O_APPEND)
	r.wants("moved/lcov.info", "new/deep/lcov.info")
}

// Forty thousand files in one go are more than the kernel's queue holds. They
// are names of one file, which a disk gives out faster than new files.
func TestBurstIsSeenWhole(t *testing.T) {
	root, one := t.TempDir(), filepath.Join(t.TempDir(), "one")
	put(t, one, "package a", os.O_TRUNC)
	r := watching(t, Options{Root: root}, openNotifier)
	for i := range 40_000 {
		if i%1000 == 0 {
			if err := os.Mkdir(filepath.Join(root, fmt.Sprint(i/1000)), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Link(one, filepath.Join(root, fmt.Sprintf("%d/%d.go", i/1000, i))); err != nil {
			t.Fatal(err)
		}
	}
	r.until("all files", func() bool { return len(r.sources) == 40_000 })
	if r.rescans < 2 {
		t.Error("a storm was told name by name")
	}
}
