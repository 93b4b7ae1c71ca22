package engine

import (
	"context"
	"log/slog"

	"github.com/covls/covls/index"
	"github.com/covls/covls/watch"
)

// Once is what Engine.Once does, for an engine that is needed for nothing else.
func Once(ctx context.Context, cacheDir, folder string, progress func(report string, done, total int), log *slog.Logger) (*index.Workspace, error) {
	return New(cacheDir, log).Once(ctx, folder, progress)
}

// Once opens the workspace that a folder stands for, reads what changed since
// its index was written, and returns it: what every one-shot command begins
// with. The disk counts as it is, without grace. The caller closes it.
func (e *Engine) Once(ctx context.Context, folder string, progress func(report string, done, total int)) (*index.Workspace, error) {
	root, err := index.Root(folder)
	if err != nil {
		return nil, err
	}
	ix, err := index.Open(index.Options{Root: root, Index: index.Path(e.cacheDir, root), Config: e.Config, Progress: progress, Log: e.log})
	if err != nil {
		return nil, err
	}
	l, err := watch.Scan(ctx, root, Rules(ix))
	if err == nil {
		err = ix.Apply(ctx, index.Batch{Listing: listing(l)})
	}
	if err != nil {
		ix.Close()
		return nil, err
	}
	return ix, nil
}
