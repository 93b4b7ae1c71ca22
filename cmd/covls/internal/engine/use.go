package engine

import (
	"context"
	"strings"
	"sync"

	"github.com/covls/covls/cmd/covls/internal/doctor"
	"github.com/covls/covls/index"
	"github.com/covls/covls/lsp"
)

// A use is one session's hold on a workspace: closing it twice, or while the
// other sessions go on, is harmless.
type use struct {
	*workspace
	once sync.Once
}

func (u *use) Root() string           { return u.root }
func (u *use) Snapshot() lsp.Snapshot { return snapshot{u.index.Snapshot()} }

func (u *use) Subscribe(f func(lsp.Event)) (stop func()) { return u.subscribe(f) }
func (u *use) Refresh(ctx context.Context) error         { return u.refresh(ctx) }

// Configure gives the editor's words on reports to the index. Files that it
// names for the first time are found by a rescan.
func (u *use) Configure(s lsp.ReportSettings) {
	if u.index.Configure(index.Settings{Include: s.Include, Exclude: s.Exclude, PathMappings: s.PathMappings}) {
		u.watcher.Rescan()
	}
}

// Doctor is `covls doctor` without its colours.
func (u *use) Doctor(ctx context.Context, path string) (string, error) {
	x, err := doctor.Examine(ctx, doctor.Subject{
		Workspace: u.index, File: path,
		Cache: u.engine.cacheDir, Index: index.Path(u.engine.cacheDir, u.root),
	})
	if err != nil {
		return "", err
	}
	return strings.TrimRight(x.Text(nil), "\n"), nil
}

func (u *use) Close() (err error) {
	u.once.Do(func() { err = u.engine.release(u.workspace) })
	return err
}

// A snapshot is the index's, with the one method whose result type differs.
type snapshot struct{ *index.Snapshot }

func (s snapshot) Select(flags []string) lsp.Snapshot { return snapshot{s.Snapshot.Select(flags)} }
