package index

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

// A bench is a workspace on disk whose clock stands still, with an index that
// can be closed and opened again.
type bench struct {
	t       testing.TB
	root    string
	index   string
	now     time.Time
	grace   time.Duration
	w       *Workspace
	written []*Snapshot // everything that was published
}

func newBench(t testing.TB) *bench {
	t.Helper()
	b := &bench{t: t, root: t.TempDir(), index: filepath.Join(t.TempDir(), "index.db"), now: time.Now().Add(-time.Hour).Truncate(time.Second)}
	t.Cleanup(b.close)
	return b
}

// write writes a file as of now, and lets a second pass.
func (b *bench) write(rel, content string) {
	b.t.Helper()
	name := filepath.Join(b.root, filepath.FromSlash(rel))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		b.t.Fatal(err)
	}
	b.now = b.now.Add(time.Second)
	if err := os.Chtimes(name, b.now, b.now); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) remove(rel string) {
	b.t.Helper()
	if err := os.Remove(filepath.Join(b.root, filepath.FromSlash(rel))); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) open() {
	b.t.Helper()
	w, err := Open(b.options())
	if err != nil {
		b.t.Fatal(err)
	}
	b.w = w
}

func (b *bench) options() Options {
	return Options{
		Root: b.root, Index: b.index, Grace: b.grace, Patience: b.grace,
		Now:       func() time.Time { return b.now },
		Published: func(s *Snapshot) { b.written = append(b.written, s) },
	}
}

func (b *bench) close() {
	if b.w == nil {
		return
	}
	if err := b.w.Close(); err != nil {
		b.t.Error(err)
	}
	b.w = nil
}

func (b *bench) reopen() {
	b.t.Helper()
	b.close()
	b.open()
}

// listing walks the workspace as the watcher does.
func (b *bench) listing() *Listing {
	b.t.Helper()
	if b.w == nil {
		b.open()
	}
	l := &Listing{}
	err := filepath.WalkDir(b.root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(b.root, name)
		rel = filepath.ToSlash(rel)
		l.Files = append(l.Files, rel)
		if b.w.IsCandidate(rel) {
			l.Reports = append(l.Reports, rel)
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	slices.Sort(l.Files)
	return l
}

// look applies everything that is on disk.
func (b *bench) look() *Snapshot {
	b.t.Helper()
	return b.apply(Batch{Listing: b.listing()})
}

func (b *bench) apply(batch Batch) *Snapshot {
	b.t.Helper()
	if err := b.w.Apply(context.Background(), batch); err != nil {
		b.t.Fatal(err)
	}
	return b.w.Snapshot()
}

// text is all that a snapshot says of a file as it is on disk: "1:covered 2:…".
func (b *bench) text(s *Snapshot, rel string) string {
	b.t.Helper()
	content, err := os.ReadFile(filepath.Join(b.root, filepath.FromSlash(rel)))
	if err != nil {
		b.t.Fatal(err)
	}
	observations, err := s.Observations(rel)
	if err != nil {
		b.t.Fatal(err)
	}
	var out []string
	for _, m := range coverage.ViewOf(rel, observations, coverage.BlobID(content), nil).Marks {
		out = append(out, fmt.Sprintf("%d:%v×%d", m.Line, m.State, m.Hits))
	}
	return strings.Join(out, " ")
}

func (b *bench) want(s *Snapshot, rel, want string) {
	b.t.Helper()
	if got := b.text(s, rel); got != want {
		b.t.Errorf("%s: %s\nwant %s", rel, got, want)
	}
}

func wantTotals(t *testing.T, s *Snapshot, want coverage.Ratio) {
	t.Helper()
	if got, _ := s.Totals(); got.Lines != want {
		t.Errorf("totals %v, want %v", got.Lines, want)
	}
}

// lcov writes a report: for every file its lines' hits, -1 for a line that is
// not instrumented.
func lcov(files map[string][]int) string {
	var b strings.Builder
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, "TN:\nSF:%s\n", name)
		for i, hits := range files[name] {
			if hits >= 0 {
				fmt.Fprintf(&b, "DA:%d,%d\n", i+1, hits)
			}
		}
		b.WriteString("end_of_record\n")
	}
	return b.String()
}

// cobertura writes the same as lcov in another format.
func cobertura(files map[string][]int) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0"?><coverage line-rate="0"><packages><package name="p"><classes>`)
	for name, lines := range files {
		fmt.Fprintf(&b, `<class name="c" filename="%s"><lines>`, name)
		for i, hits := range lines {
			if hits >= 0 {
				fmt.Fprintf(&b, `<line number="%d" hits="%d"/>`, i+1, hits)
			}
		}
		b.WriteString(`</lines></class>`)
	}
	b.WriteString(`</classes></package></packages></coverage>`)
	return b.String()
}

func fileExists(b *bench, rel string) bool {
	_, err := os.Stat(filepath.Join(b.root, filepath.FromSlash(rel)))
	return err == nil
}
