package lsp

import (
	"context"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/covls/covls/coverage"
)

// A Source in memory: what tests put in is what the server sees, and every
// change is one new snapshot.

type memorySource struct {
	mu         sync.Mutex
	workspaces map[string]*memoryWorkspace // by folder
	gate       chan struct{}               // when set, Open waits for it
	open       int                         // opened and not closed
}

func newMemorySource(folders ...string) *memorySource {
	m := &memorySource{workspaces: map[string]*memoryWorkspace{}}
	for _, f := range folders {
		m.workspaces[f] = newMemoryWorkspace(m, f)
	}
	return m
}

func newMemoryWorkspace(m *memorySource, root string) *memoryWorkspace {
	w := &memoryWorkspace{source: m, root: root, subscribers: map[int]func(Event){}}
	w.snapshot = &memorySnapshot{generation: 100, files: map[string][]coverage.Observation{}}
	return w
}

var errNoWorkspace = errors.New("the index is locked")

func (m *memorySource) Open(ctx context.Context, folder string) (Workspace, error) {
	if m.gate != nil {
		select {
		case <-m.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	w, ok := m.workspaces[folder]
	if !ok {
		return nil, errNoWorkspace
	}
	m.open++
	return w, nil
}

type memoryWorkspace struct {
	source *memorySource
	root   string

	mu          sync.Mutex
	snapshot    *memorySnapshot
	subscribers map[int]func(Event)
	next        int
	refreshes   int
	configured  []ReportSettings
}

func (w *memoryWorkspace) Root() string { return w.root }

func (w *memoryWorkspace) Snapshot() Snapshot {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.snapshot
}

func (w *memoryWorkspace) Subscribe(f func(Event)) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next++
	id := w.next
	w.subscribers[id] = f
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subscribers, id)
	}
}

func (w *memoryWorkspace) Refresh(context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.refreshes++
	return nil
}

func (w *memoryWorkspace) Configure(r ReportSettings) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.configured = append(w.configured, r)
}

// Doctor names what it was asked about.
func (w *memoryWorkspace) Doctor(_ context.Context, path string) (string, error) {
	if path == "sick.go" {
		return "", errNoWorkspace
	}
	return "examined " + w.root + " " + path, nil
}

func (w *memoryWorkspace) Close() error {
	w.source.mu.Lock()
	defer w.source.mu.Unlock()
	w.source.open--
	return nil
}

// say sends an event to everybody.
func (w *memoryWorkspace) say(e Event) {
	w.mu.Lock()
	subscribers := slices.Collect(maps.Values(w.subscribers))
	w.mu.Unlock()
	for _, f := range subscribers {
		f(e)
	}
}

// change makes a new snapshot and announces it.
func (w *memoryWorkspace) change(f func(*memorySnapshot)) {
	w.mu.Lock()
	next := *w.snapshot
	next.files = maps.Clone(next.files)
	next.generation++
	f(&next)
	w.snapshot = &next
	w.mu.Unlock()
	w.say(Event{Snapshot: &next})
}

// put replaces what reports say of one file.
func (w *memoryWorkspace) put(path string, observations ...coverage.Observation) {
	w.change(func(s *memorySnapshot) { s.files[path] = observations })
}

type memorySnapshot struct {
	generation int64
	files      map[string][]coverage.Observation
	problems   []coverage.Problem
	flags      []string // selected; nil is all
}

func (s *memorySnapshot) Generation() int64            { return s.generation }
func (s *memorySnapshot) Files() int                   { return len(s.files) }
func (s *memorySnapshot) Problems() []coverage.Problem { return s.problems }

func (s *memorySnapshot) Select(flags []string) Snapshot {
	selected := *s
	selected.flags = flags
	return &selected
}

func (s *memorySnapshot) Observations(path string) ([]coverage.Observation, error) {
	return s.files[path], nil
}

func (s *memorySnapshot) Reports() []coverage.ReportStatus {
	reports := map[string]coverage.ReportStatus{}
	for _, observations := range s.files {
		for _, o := range observations {
			reports[o.Report.Name] = coverage.ReportStatus{Report: *o.Report}
		}
	}
	return slices.Collect(maps.Values(reports))
}

// of is the view of one file as it was measured.
func (s *memorySnapshot) of(path string) coverage.View {
	observations := s.files[path]
	if len(observations) == 0 {
		return coverage.View{}
	}
	return coverage.ViewOf(path, observations, observations[0].Content, s.flags)
}

func (s *memorySnapshot) below(folder string) coverage.Summary {
	var total coverage.Summary
	for p := range s.files {
		if folder == "" || strings.HasPrefix(p, folder+"/") {
			total = total.Add(s.of(p).Summary)
		}
	}
	return total
}

func (s *memorySnapshot) Totals() (coverage.Summary, []coverage.FlagCoverage) {
	var flags []coverage.FlagCoverage
	for _, p := range slices.Sorted(maps.Keys(s.files)) {
		flags = s.of(p).Flags // the tests' workspaces have the same flags everywhere
	}
	return s.below(""), flags
}

func (s *memorySnapshot) Children(folder string) ([]coverage.Node, bool) {
	nodes := map[string]coverage.Node{}
	for p := range s.files {
		rest, ok := strings.CutPrefix(p, folder)
		if folder != "" {
			rest, ok = strings.CutPrefix(p, folder+"/")
		}
		if !ok {
			continue
		}
		name, _, deeper := strings.Cut(rest, "/")
		full := path.Join(folder, name)
		node := coverage.Node{Name: name, Path: full, Folder: deeper, Summary: s.of(p).Summary}
		if deeper {
			node.Summary = s.below(full)
		}
		nodes[full] = node
	}
	out := slices.Collect(maps.Values(nodes))
	slices.SortFunc(out, func(a, b coverage.Node) int {
		if a.Folder != b.Folder {
			if a.Folder {
				return -1
			}
			return 1
		}
		return strings.Compare(a.Name, b.Name)
	})
	return out, len(out) > 0
}
