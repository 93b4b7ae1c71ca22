package watch

// What New, Rescan and Close promise, and when a batch comes. What is in the
// batches is the business of the scenarios.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNewNeedsAFolder(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "a.go"), "", os.O_TRUNC)
	for _, path := range []string{filepath.Join(root, "missing"), filepath.Join(root, "a.go")} {
		if w, err := New(Options{Root: path}); err == nil {
			w.Close()
			t.Errorf("%s: no error", filepath.Base(path))
		}
	}
}

// The quiet time is an hour here, so only what does not wait for it is told.
func TestRenameIsNotWaitedFor(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	path := filepath.Join(root, "lcov.info")
	r := watching(t, Options{Root: root, Quiet: time.Hour, Max: time.Hour}, openNotifier)
	for _, tmp := range []string{
		filepath.Join(root, "new"),  // to a name that nothing has yet
		filepath.Join(root, "over"), // over a report
		filepath.Join(out, "into"),  // from where nobody watches
	} {
		put(t, tmp, tmp, os.O_TRUNC)
		if err := os.Rename(tmp, path); err != nil {
			t.Fatal(err)
		}
		r.wants("lcov.info")
	}
}

func TestWriterThatNeverStopsIsSeen(t *testing.T) {
	root := t.TempDir()
	r := watching(t, Options{Root: root, Quiet: time.Hour, Max: 100 * time.Millisecond}, openNotifier)
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				return
			case <-tick.C:
				put(t, filepath.Join(root, "lcov.info"), "x", os.O_APPEND)
			}
		}
	})
	r.wants("lcov.info")
	r.wants("lcov.info")
	close(stop)
	writer.Wait()
	r.knows()
}

// An event whose file is as it was is no news.
func TestUnchangedReportIsNotTold(t *testing.T) {
	root := t.TempDir()
	path := filepath.Join(root, "lcov.info")
	put(t, path, "one", os.O_TRUNC)
	old := time.Unix(1_700_000_000, 5)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	r := watching(t, Options{Root: root, Quiet: time.Millisecond}, openNotifier)
	put(t, path, "two", os.O_TRUNC)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(root, "last.info"), "barrier", os.O_TRUNC)
	r.until("the barrier", func() bool { return r.news["last.info"] })
	if r.news["lcov.info"] {
		t.Error("told of a report that has the stamp it had")
	}
}

// The root may go and come back, as a checkout that is made anew does.
func TestRootIsReplaced(t *testing.T) {
	root := filepath.Join(t.TempDir(), "workspace")
	put(t, filepath.Join(root, "cov/lcov.info"), "one", os.O_TRUNC)
	r := watching(t, Options{Root: root, Quiet: time.Millisecond}, openNotifier)
	if err := os.RemoveAll(root); err != nil {
		t.Fatal(err)
	}
	r.wants("cov/lcov.info")
	put(t, filepath.Join(root, "cov/lcov.info"), "two", os.O_TRUNC)
	r.wants("cov/lcov.info")
	put(t, filepath.Join(root, "cov/lcov.info"), "three", os.O_APPEND)
	r.wants("cov/lcov.info")
	r.knows()
}

func TestRescanAnswersItsTicket(t *testing.T) {
	r := watching(t, Options{Root: t.TempDir()}, openNotifier)
	var ticket uint64
	for range 3 {
		ticket = r.w.Rescan()
	}
	for answered := uint64(0); answered < ticket; {
		b := <-r.w.Batches()
		r.take(b)
		if b.Rescan != nil {
			answered = b.Rescan.Ticket
		}
	}
}

// Close leaves nothing behind, whether somebody receives or not, and in the
// middle of the first walk too.
func TestCloseEndsEverything(t *testing.T) {
	root := t.TempDir()
	for i := range 200 {
		put(t, filepath.Join(root, fmt.Sprintf("%d/a.go", i)), "", os.O_TRUNC)
	}
	for _, poll := range []bool{false, true} {
		for receive := range 2 {
			w, err := New(Options{Root: root, Rules: testRules, Poll: poll})
			if err != nil {
				t.Fatal(err)
			}
			for range receive {
				<-w.Batches()
			}
			w.Close()
			for range w.Batches() {
				t.Error("a batch after Close")
			}
			stacks := make([]byte, 1<<20)
			stacks = stacks[:runtime.Stack(stacks, true)]
			for _, frame := range []string{"watch.(*Watcher)", "watch.(*queue)", "fsnotify.(*"} {
				if strings.Contains(string(stacks), frame) {
					t.Errorf("poll %v: %s is still running", poll, frame)
				}
			}
		}
	}
}
