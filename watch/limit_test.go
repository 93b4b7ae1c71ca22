package watch

// What is watched costs the user's share of the system: no more than is needed is
// taken, and running out of it is survived.

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// counting gives a notifier that counts, and refuses after some.
func counting(added *atomic.Int64, room int64, refusal error) func() (*notifier, error) {
	return func() (*notifier, error) {
		n, err := openNotifier()
		if err != nil {
			return nil, err
		}
		add := n.add
		n.add = func(path string) error {
			if added.Add(1) > room {
				return &os.SyscallError{Syscall: "inotify_add_watch", Err: refusal}
			}
			return add(path)
		}
		return n, nil
	}
}

func TestIgnoredFoldersCostNoWatch(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "src/a/a.go"), "package a", os.O_TRUNC)
	for i := range 100 {
		put(t, filepath.Join(root, fmt.Sprintf("node_modules/%d/index.js", i)), "", os.O_TRUNC)
	}
	var added atomic.Int64
	watching(t, Options{Root: root}, counting(&added, 1000, nil))
	// The root's parent, the root, src and src/a.
	if got := added.Load(); got != 4 {
		t.Errorf("%d watches, want 4", got)
	}
}

// A folder that leaves the workspace is not watched any more, nor is what was
// below it, which the kernel would do for ever.
func TestMovedFolderIsNotWatched(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	put(t, filepath.Join(root, "a/b/c/lcov.info"), "one", os.O_TRUNC)
	r := watching(t, Options{Root: root, Quiet: time.Millisecond}, openNotifier)
	if err := os.Rename(filepath.Join(root, "a"), filepath.Join(out, "a")); err != nil {
		t.Fatal(err)
	}
	r.wants("a/b/c/lcov.info")
	watches := r.w.loop.watches
	watches.mu.Lock()
	defer watches.mu.Unlock()
	// The root and its parent.
	if len(watches.byPath) != 2 || len(watches.byID) != 2 {
		t.Errorf("still watching %v", watches.byPath)
	}
}

// Where no more folders may be watched, from the start or later, everything is
// seen all the same and the user is told why it is slower.
func TestLimitTurnsToPolling(t *testing.T) {
	for _, refusal := range []error{syscall.ENOSPC, syscall.EMFILE} {
		for _, room := range []int64{0, 3, 8} {
			t.Run(fmt.Sprint(refusal, " after ", room), func(t *testing.T) {
				root := t.TempDir()
				for i := range 3 {
					put(t, filepath.Join(root, fmt.Sprintf("a%d/lcov.info", i)), "one", os.O_TRUNC)
				}
				var added atomic.Int64
				o := Options{Root: root, Quiet: time.Millisecond, PollMin: time.Millisecond, PollMax: 5 * time.Millisecond}
				r := watching(t, o, counting(&added, room, refusal))
				for i := range 6 {
					name := fmt.Sprintf("b%d/c/lcov.info", i)
					put(t, filepath.Join(root, name), "one", os.O_TRUNC)
					r.wants(name)
				}
				put(t, filepath.Join(root, "a0/lcov.info"), "two", os.O_APPEND)
				r.wants("a0/lcov.info")
				if len(r.problems) != 1 || r.problems[0].Message == "" || r.problems[0].Hint == "" {
					t.Errorf("problems %q, want one with a cure", r.problems)
				}
				r.knows()
			})
		}
	}
}

func TestNoNotifierTurnsToPolling(t *testing.T) {
	root := t.TempDir()
	o := Options{Root: root, Quiet: time.Millisecond, PollMin: time.Millisecond, PollMax: 5 * time.Millisecond}
	r := watching(t, o, func() (*notifier, error) { return nil, syscall.EMFILE })
	put(t, filepath.Join(root, "lcov.info"), "one", os.O_TRUNC)
	r.wants("lcov.info")
	if len(r.problems) != 1 {
		t.Errorf("problems %q, want one", r.problems)
	}
}

// A root that cannot be read is a problem and not an empty workspace.
func TestUnreadableRootIsAProblem(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "lcov.info"), "one", os.O_TRUNC)
	var readable atomic.Bool
	w, err := newWatcher(Options{Root: root, Rules: testRules}, func() (*notifier, error) {
		n, err := openNotifier()
		if err != nil {
			return nil, err
		}
		add := n.add
		n.add = func(path string) error {
			if !readable.Load() {
				return syscall.EACCES
			}
			return add(path)
		}
		return n, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if b := <-w.Batches(); b.Rescan != nil || len(b.Problems) != 1 {
		t.Errorf("told %+v, want a problem", b)
	}
	readable.Store(true)
	w.Rescan()
	if b := <-w.Batches(); b.Rescan == nil || len(b.Rescan.Reports) != 1 || len(b.Problems) != 0 {
		t.Errorf("told %+v, want a listing", b)
	}
}
