package engine

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/lsp"
)

const report = "TN:\nSF:a.c\nDA:1,1\nDA:2,0\nend_of_record\n"

// deadline is only reached when a test fails.
const deadline = 30 * time.Second

func write(t *testing.T, root, name, content string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

// await waits for an event whose snapshot matches.
func await(t *testing.T, events <-chan lsp.Event, what string, match func(lsp.Snapshot) bool) {
	t.Helper()
	timeout := time.After(deadline)
	for {
		select {
		case e := <-events:
			if e.Snapshot != nil && match(e.Snapshot) {
				return
			}
		case <-timeout:
			t.Fatalf("no snapshot with %s", what)
		}
	}
}

// collect gives a channel that never blocks the engine in these tests.
func collect(w lsp.Workspace) (events chan lsp.Event, stop func()) {
	events = make(chan lsp.Event, 10_000)
	return events, w.Subscribe(func(e lsp.Event) { events <- e })
}

func open(t *testing.T, e *Engine, folder string) lsp.Workspace {
	t.Helper()
	w, err := e.Open(context.Background(), folder)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEngine(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a.c", "1\n2\n")
	e := New(t.TempDir(), slog.New(slog.DiscardHandler))
	w := open(t, e, root)
	events, stop := collect(w)
	write(t, root, "coverage/lcov.info", report)
	await(t, events, "one file", func(s lsp.Snapshot) bool { return s.Files() == 1 })

	// A new configuration names a report that was no candidate before.
	write(t, root, "odd.report", report)
	write(t, root, "covls.yaml", "reports:\n- path: odd.report\n  flags: [odd]\n")
	await(t, events, "the flag odd", func(s lsp.Snapshot) bool {
		_, flags := s.Totals()
		return len(flags) == 2 && flags[1].Flag == "odd" && flags[1].Lines.Total == 2
	})
	total, _ := w.Snapshot().Select([]string{"odd"}).Totals()
	if total.Lines.Covered != 1 || total.Lines.Total != 2 {
		t.Errorf("selected flag has %+v", total.Lines)
	}
	stop()
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Errorf("closing twice: %v", err)
	}
	if len(e.open) != 0 {
		t.Error("the workspace stays open without users")
	}
}

// What an editor is told is what the terminal prints.
func TestDoctor(t *testing.T) {
	root := t.TempDir()
	write(t, root, "web/a.js", "1\n2\n")
	write(t, root, "lcov.info", "SF:/app/a.js\nDA:1,1\nend_of_record\n")
	e := New(t.TempDir(), slog.New(slog.DiscardHandler))
	w := open(t, e, root)
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	if err := w.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	for file, want := range map[string]string{
		"":         "✗ path resolved 0 of 1 path; /app/a.js is none, and ends like web/a.js",
		"web/a.js": "file web/a.js\n",
	} {
		got, err := w.Doctor(ctx, file)
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%q: %s, %v", file, got, err)
		}
	}
	cancel()
	if _, err := w.Doctor(ctx, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestSessionsShareAWorkspace(t *testing.T) {
	root := t.TempDir()
	write(t, root, ".git/HEAD", "ref: refs/heads/main\n")
	write(t, root, "sub/a.c", "1\n2\n")
	e := New(t.TempDir(), slog.New(slog.DiscardHandler))
	top, sub := open(t, e, root), open(t, e, filepath.Join(root, "sub"))
	if top.Root() != sub.Root() || len(e.open) != 1 {
		t.Errorf("roots %s and %s, %d workspaces", top.Root(), sub.Root(), len(e.open))
	}
	if err := top.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, root, "lcov.info", report)
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	if err := sub.Refresh(ctx); err != nil {
		t.Fatal(err)
	}
	if n := sub.Snapshot().Files(); n != 1 {
		t.Errorf("after a refresh: %d files, want 1", n)
	}
	if err := sub.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestRefreshEndsWithItsContext(t *testing.T) {
	e := New(t.TempDir(), slog.New(slog.DiscardHandler))
	w := open(t, e, t.TempDir())
	defer w.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := w.Refresh(ctx); err != nil && err != context.Canceled {
		t.Errorf("refresh: %v", err)
	}
}

func TestReportSettingsOfTheEditor(t *testing.T) {
	root := t.TempDir()
	write(t, root, "a.c", "1\n2\n")
	write(t, root, "out/results.data", report)
	e := New(t.TempDir(), slog.New(slog.DiscardHandler))
	w := open(t, e, root)
	defer w.Close()
	events, stop := collect(w)
	defer stop()
	w.Configure(lsp.ReportSettings{Include: []string{"out/*.data"}})
	await(t, events, "the included report", func(s lsp.Snapshot) bool { return s.Files() == 1 })
	w.Configure(lsp.ReportSettings{Include: []string{"out/*.data"}, Exclude: []string{"**/results.data"}})
	await(t, events, "no report", func(s lsp.Snapshot) bool { return len(s.Reports()) == 0 })
}

func TestOnce(t *testing.T) {
	root, cache := t.TempDir(), t.TempDir()
	write(t, root, "a.c", "1\n2\n")
	write(t, root, "lcov.info", report)
	for i, reads := range []int64{1, 0} {
		ix, err := Once(context.Background(), cache, root, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ix.Reads() != reads || ix.Snapshot().Files() != 1 {
			t.Errorf("run %d: %d reports read, %d files", i, ix.Reads(), ix.Snapshot().Files())
		}
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	}
}
