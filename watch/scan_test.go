package watch

// One look at everything, the stamps it takes, and what it costs.

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestScan(t *testing.T) {
	root, out := t.TempDir(), t.TempDir()
	for _, name := range []string{
		"b.go", "a/a.go", "a/coverage/lcov.info", "a-b.go", "node_modules/x/lcov.info", "node_modules/index.js", ".git/config", "ünï/x.info",
	} {
		put(t, filepath.Join(root, name), name, os.O_TRUNC)
	}
	put(t, filepath.Join(out, "away.info"), "", os.O_TRUNC)
	for link, target := range map[string]string{
		"in.info":      "a/coverage/lcov.info",
		"away.info":    filepath.Join(out, "away.info"),
		"nothing.info": "missing",
		"loop":         ".",
		"link.go":      "b.go",
		"folder.info":  "a",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	// A folder under a report's name is a folder.
	put(t, filepath.Join(root, "dir.info/c.go"), "", os.O_TRUNC)

	l, err := Scan(t.Context(), root, testRules)
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{".git/config", "a-b.go", "a/a.go", "b.go", "dir.info/c.go"}; !slices.Equal(l.Sources, want) {
		t.Errorf("sources %q, want %q", l.Sources, want)
	}
	var reports []string
	for _, r := range l.Reports {
		reports = append(reports, r.Name)
		if info, err := os.Stat(filepath.Join(root, r.Name)); err != nil || r.Stamp != stampOf(info) {
			t.Errorf("%s has the stamp %v", r.Name, r.Stamp)
		}
	}
	if want := []string{"a/coverage/lcov.info", "in.info", "ünï/x.info"}; !slices.Equal(reports, want) {
		t.Errorf("reports %q, want %q", reports, want)
	}
	if l.Folders != 6 {
		t.Errorf("%d folders, want 6", l.Folders)
	}
}

func TestScanErrors(t *testing.T) {
	root := t.TempDir()
	if _, err := Scan(t.Context(), filepath.Join(root, "missing"), Rules{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing root: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Scan(ctx, root, Rules{}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A folder that cannot be read for a while keeps what was known of it.
func TestWalkKeepsWhatItCannotRead(t *testing.T) {
	root := t.TempDir()
	put(t, filepath.Join(root, "a/b/lcov.info"), "one", os.O_TRUNC)
	put(t, filepath.Join(root, "c/lcov.info"), "one", os.O_TRUNC)
	before, err := newWalker(testRules).walk(t.Context(), root, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := newWalker(testRules)
	w.enter = func(path string, _ identity) error {
		switch filepath.Base(path) {
		case "a":
			return errors.New("stale file handle")
		case "c":
			return os.ErrNotExist
		}
		return nil
	}
	after, err := w.walk(t.Context(), root, "", before)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	after.each("", func(name string, _ file) { names = append(names, name) })
	if want := []string{"a/b/lcov.info"}; !slices.Equal(names, want) {
		t.Errorf("knows %q, want %q", names, want)
	}
}

func TestStampProves(t *testing.T) {
	written := time.Unix(1_700_000_000, 123)
	whole := time.Unix(1_700_000_000, 0)
	tests := []struct {
		written time.Time
		seen    time.Duration
		want    bool
	}{
		{written, time.Millisecond, false},
		{written, 20 * time.Millisecond, false},
		{written, 21 * time.Millisecond, true},
		{written, -5 * time.Millisecond, false},
		{written, -time.Hour, true}, // another machine's clock
		{whole, time.Second, false}, // a file system with whole seconds
		{whole, 3 * time.Second, true},
	}
	for _, test := range tests {
		s := Stamp{ModTime: test.written.UnixNano()}
		if got := s.Proves(test.written.Add(test.seen)); got != test.want {
			t.Errorf("written at %v, seen %v later: %v", test.written.UnixNano(), test.seen, got)
		}
	}
}

// BenchmarkScan lists 20,000 files in 1,000 folders.
func BenchmarkScan(b *testing.B) {
	root := b.TempDir()
	for i := range 1000 {
		for j := range 20 {
			name := fmt.Sprintf("d%d/d%d/f%d.go", i/50, i, j)
			if j == 0 {
				name = fmt.Sprintf("d%d/d%d/lcov.info", i/50, i)
			}
			put(b, filepath.Join(root, name), "", os.O_TRUNC)
		}
	}
	for b.Loop() {
		l, err := Scan(b.Context(), root, testRules)
		if err != nil || len(l.Sources) != 19_000 || len(l.Reports) != 1000 {
			b.Fatal(len(l.Sources), len(l.Reports), err)
		}
	}
}

// BenchmarkPollPass compares the same number of files with what was known.
func BenchmarkPollPass(b *testing.B) {
	root := b.TempDir()
	for i := range 20_000 {
		put(b, filepath.Join(root, fmt.Sprintf("d%d/f%d.go", i/20, i)), "", os.O_TRUNC)
	}
	w := &Watcher{root: root, options: Options{Rules: testRules}, context: b.Context()}
	w.options.setDefaults(root)
	w.loop = loop{queue: newQueue(), layout: &layout{}, told: map[string]told{}, settler: newSettler(time.Second, time.Second)}
	w.lookAtAll()
	for b.Loop() {
		w.pass(time.Now())
	}
	if n := len(w.loop.settler.pending); n != 0 {
		b.Errorf("%d changes where nothing changed", n)
	}
}
