package lsp_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp"
	"github.com/covls/covls/lsp/lsptest"
)

// Whole sessions: frames, order and concurrency as with a real editor. What the
// answers say is tested without a wire; here it is that they come.

// A fixed source has one workspace with one snapshot at a time.
type fixed struct {
	root string

	mu          sync.Mutex
	generation  int64
	file        []coverage.Observation
	subscribers map[int]func(lsp.Event)
	open        int
}

func (f *fixed) Open(context.Context, string) (lsp.Workspace, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open++
	return f, nil
}

func (f *fixed) Root() string                  { return f.root }
func (f *fixed) Refresh(context.Context) error { return nil }
func (f *fixed) Configure(lsp.ReportSettings)  {}

func (f *fixed) Doctor(context.Context, string) (string, error) { return "", nil }

func (f *fixed) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.open--
	return nil
}

func (f *fixed) Snapshot() lsp.Snapshot {
	f.mu.Lock()
	defer f.mu.Unlock()
	return moment{f.generation, f.file}
}

func (f *fixed) Subscribe(g func(lsp.Event)) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	id := len(f.subscribers)
	f.subscribers[id] = g
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		delete(f.subscribers, id)
	}
}

// measure says that a.go ran so often with this text.
func (f *fixed) measure(text string, hits uint64) {
	f.mu.Lock()
	f.generation++
	f.file = []coverage.Observation{{
		Report:  &coverage.Report{Name: "lcov.info", Format: "lcov"},
		Content: coverage.BlobID([]byte(text)),
		File:    &coverage.File{Lines: []coverage.Line{{Number: 1, Hits: hits}, {Number: 2}}},
	}}
	next, subscribers := moment{f.generation, f.file}, slices.Collect(maps.Values(f.subscribers))
	f.mu.Unlock()
	for _, g := range subscribers {
		g(lsp.Event{Snapshot: next})
	}
}

type moment struct {
	generation int64
	file       []coverage.Observation
}

func (m moment) Generation() int64                { return m.generation }
func (m moment) Select([]string) lsp.Snapshot     { return m }
func (m moment) Files() int                       { return 1 }
func (m moment) Reports() []coverage.ReportStatus { return make([]coverage.ReportStatus, 1) }
func (m moment) Problems() []coverage.Problem     { return nil }
func (m moment) Totals() (coverage.Summary, []coverage.FlagCoverage) {
	return m.file[0].File.Summary(), nil
}
func (m moment) Children(string) ([]coverage.Node, bool) { return nil, false }
func (m moment) Observations(path string) ([]coverage.Observation, error) {
	if path != "a.go" {
		return nil, nil
	}
	return m.file, nil
}

const measuredText = "😀 := a()\nb()\n"

// serve runs a session, and gives what Serve returned.
func serve(t *testing.T, source *fixed) (*lsptest.Editor, <-chan error) {
	t.Helper()
	here, there := net.Pipe()
	done := make(chan error, 1)
	server := lsp.NewServer(source, lsp.Options{})
	go func() { done <- server.Serve(context.Background(), there) }()
	return lsptest.New(t, here), done
}

func newFixed(t *testing.T) *fixed {
	f := &fixed{root: t.TempDir(), subscribers: map[int]func(lsp.Event){}}
	f.measure(measuredText, 7)
	return f
}

func state(line int, want lsptest.State) func(lsptest.FileCoverage) bool {
	return func(f lsptest.FileCoverage) bool { return f.Line(line).State == want }
}

func TestSession(t *testing.T) {
	for _, encoding := range []string{"utf-8", "utf-16"} {
		t.Run(encoding, func(t *testing.T) {
			source := newFixed(t)
			editor, done := serve(t, source)
			options := lsptest.Full(source.root)
			options.Encodings = []string{encoding}
			editor.Initialize(options)
			editor.AwaitStatus(lsptest.URI(source.root), func(s lsptest.Status) bool { return s.State == "ready" })

			uri := editor.OpenText(lsptest.URI(filepath.Join(source.root, "a.go")), "go", measuredText)
			editor.AwaitCoverage(uri, state(0, lsptest.Covered))
			if h := editor.Hover(uri, 0, 0); h == nil {
				t.Error("no hover on a covered line")
			}
			// Behind an emoji, in the agreed unit: the text is right only if
			// an undo makes it the measured one again.
			column := len("😀")
			if encoding == "utf-16" {
				column = 2
			}
			edit := func(version, from, to int, text string) {
				editor.Notify("textDocument/didChange", map[string]any{
					"textDocument": map[string]any{"uri": uri, "version": version},
					"contentChanges": []any{map[string]any{"text": text, "range": map[string]any{
						"start": map[string]int{"line": 0, "character": from},
						"end":   map[string]int{"line": 0, "character": to},
					}}},
				})
			}
			edit(2, column, column, "é")
			editor.AwaitCoverage(uri, state(0, lsptest.Unknown))
			unit := map[string]int{"utf-8": 2, "utf-16": 1}[encoding]
			edit(3, column, column+unit, "")
			editor.AwaitCoverage(uri, state(0, lsptest.Covered))

			source.measure(measuredText, 0)
			editor.AwaitCoverage(uri, state(0, lsptest.Uncovered))
			editor.Await("a refresh of lenses", lsptest.Method("workspace/codeLens/refresh"))

			editor.CloseDocument(uri)
			editor.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool { return len(f.Data) == 0 })
			editor.Exit()
			if err := <-done; err != nil {
				t.Errorf("the session ended with %v", err)
			}
			source.closed(t)
		})
	}
}

// A call sees the edits before it, whatever else is going on.
func TestCallsSeeEarlierEdits(t *testing.T) {
	source := newFixed(t)
	editor, _ := serve(t, source)
	editor.Initialize(lsptest.Full(source.root))
	uri := editor.OpenText(lsptest.URI(filepath.Join(source.root, "a.go")), "go", measuredText)
	for i := range 200 {
		text, want := measuredText, lsptest.Covered
		if i%2 == 0 {
			text, want = fmt.Sprintf("// %d\n%s", i, measuredText), lsptest.Unknown
		}
		editor.Change(uri, text)
		if f := editor.FileCoverage(uri); f == nil || f.Line(0).State != want || *f.Version != editor.Version(uri) {
			t.Fatalf("after edit %d: %+v, want state %d", i, f, want)
		}
	}
}

func TestSessionsEnd(t *testing.T) {
	for name, end := range map[string]func(*lsptest.Editor){
		"exit without shutdown": func(e *lsptest.Editor) { e.Notify("exit", nil) },
		"crash":                 func(e *lsptest.Editor) { e.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			source := newFixed(t)
			editor, done := serve(t, source)
			editor.Initialize(lsptest.Full(source.root))
			editor.AwaitStatus(lsptest.URI(source.root), func(s lsptest.Status) bool { return s.State == "ready" })
			end(editor)
			err := <-done
			if hasty := errors.Is(err, lsp.ErrExitWithoutShutdown); hasty != (name == "exit without shutdown") {
				t.Errorf("ended with %v", err)
			}
			source.closed(t)
		})
	}
}

func (f *fixed) closed(t *testing.T) {
	t.Helper()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open != 0 || len(f.subscribers) != 0 {
		t.Errorf("%d workspaces and %d subscriptions are left", f.open, len(f.subscribers))
	}
}
