package oracles

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"
)

// Decoys around a workspace, watched by the kernel: that a file was never opened
// cannot be seen from what covls says.

// A trap is a workspace with decoys around it.
type trap struct {
	top  string // everything is below it
	root string // the workspace
	fd   int    // of inotify
}

// newTrap makes a workspace deep enough that ../../../../etc/passwd is one of
// ours, seen from every folder in it.
func newTrap(t *testing.T) *trap {
	t.Helper()
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	fd, err := unix.InotifyInit1(unix.IN_NONBLOCK | unix.IN_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	tr := &trap{top: top, root: filepath.Join(top, "1/2/3/4/5/workspace"), fd: fd}
	for dir := filepath.Dir(tr.root); len(dir) >= len(top); dir = filepath.Dir(dir) {
		for _, name := range []string{"etc/passwd", "etc/shadow", "proc/self/mem"} {
			tr.decoy(t, filepath.Join(dir, filepath.FromSlash(name)))
		}
	}
	return tr
}

func (tr *trap) decoy(t *testing.T, name string) {
	t.Helper()
	write(t, name, "secret\n")
	if _, err := unix.InotifyAddWatch(tr.fd, name, unix.IN_OPEN|unix.IN_ACCESS|unix.IN_MODIFY); err != nil {
		t.Fatal(err)
	}
}

// sprung reports whether a decoy was opened since the last call.
func (tr *trap) sprung(t *testing.T) (opened bool) {
	t.Helper()
	events := make([]byte, 4096)
	for {
		n, err := unix.Read(tr.fd, events)
		switch {
		case errors.Is(err, unix.EAGAIN):
			return opened
		case err != nil:
			t.Fatal(err)
		}
		opened = opened || n > 0
	}
}

// opens opens a file and reports whether that was noticed.
func (tr *trap) opens(t *testing.T, name string) bool {
	t.Helper()
	if _, err := os.ReadFile(name); err != nil {
		t.Fatal(err)
	}
	return tr.sprung(t)
}

// files are all that there is around and in the workspace.
func (tr *trap) files(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(tr.top, func(name string, d fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func write(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}
