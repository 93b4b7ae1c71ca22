// Package engine joins what the libraries keep apart: it has a watcher say what
// changed on disk, an index turn that into snapshots, and sessions hear of them.
// watch and index know nothing of each other and nothing of editors, so each can
// be tested alone; this is the only place where they meet.
package engine

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/index"
	"github.com/covls/covls/lsp"
	"github.com/covls/covls/watch"
)

const (
	// grace is how long a deleted report still counts while editors look on:
	// jest deletes its folder, runs for a minute and writes it again; most are
	// back within seconds (semantics §6).
	grace = 10 * time.Second
	// patience is how long a report may be broken before anybody is told. Most
	// tools write theirs in less.
	patience = 2 * time.Second
)

// An Engine keeps workspaces up to date while somebody uses them. It is the
// lsp.Source of every session.
type Engine struct {
	// Config, when set before anything is opened, is the configuration file that
	// counts instead of the workspaces' own.
	Config string

	cacheDir string
	log      *slog.Logger

	mu   sync.Mutex // guards open
	open map[string]*workspace
}

// New makes an engine whose indexes lie in cacheDir.
func New(cacheDir string, log *slog.Logger) *Engine {
	return &Engine{cacheDir: cacheDir, log: log, open: map[string]*workspace{}}
}

// Open gives the workspace that a folder stands for. Sessions that open the same
// one share it.
func (e *Engine) Open(_ context.Context, folder string) (lsp.Workspace, error) {
	root, err := index.Root(folder)
	if err != nil {
		return nil, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	w := e.open[root]
	if w == nil {
		if w, err = e.start(root); err != nil {
			return nil, err
		}
		e.open[root] = w
	}
	w.users++
	return &use{workspace: w}, nil
}

// start opens a workspace's index and begins to watch it.
func (e *Engine) start(root string) (*workspace, error) {
	w := &workspace{engine: e, root: root, subscribers: map[int]func(lsp.Event){}, done: make(chan struct{})}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	w.applied = sync.NewCond(&w.mu)
	ix, err := index.Open(index.Options{
		Root: root, Index: index.Path(e.cacheDir, root), Config: e.Config,
		Grace: grace, Patience: patience,
		Published: w.published, Progress: w.progress,
		Log: e.log,
	})
	if err != nil {
		return nil, fmt.Errorf("open the workspace %s: %w", root, err)
	}
	w.index = ix
	w.watcher, err = watch.New(watch.Options{Root: root, Rules: Rules(ix), Log: e.log})
	if err != nil {
		ix.Close()
		return nil, fmt.Errorf("watch the workspace %s: %w", root, err)
	}
	go w.run()
	return w, nil
}

// release ends one use of a workspace, and the workspace with the last one.
func (e *Engine) release(w *workspace) error {
	e.mu.Lock()
	if w.users--; w.users > 0 {
		e.mu.Unlock()
		return nil
	}
	delete(e.open, w.root)
	e.mu.Unlock()
	return w.stop()
}

// Rules say which files an index wants to hear of.
func Rules(ix *index.Workspace) watch.Rules {
	return watch.Rules{Report: ix.IsCandidate, Ignore: formats.IgnoredFolder}
}
