package lsp

import (
	"context"
	"errors"

	"github.com/covls/covls/lsp/internal/rpc"
)

// An editor that says files changed is only a nudge: the server's own watcher
// is the source, and looks at the same places whatever editors are able to
// watch. The nudge helps where no watcher works, on a network drive say.

func didChangeWatchedFiles(s *session, _ rpc.Params) error {
	s.rescan.ring()
	return nil
}

func (s *session) rescanWorkspaces(ctx context.Context) {
	if err := s.refreshWorkspaces(ctx); err != nil && ctx.Err() == nil {
		s.server.options.Log.Warn("cannot look at the disk again", "error", err)
	}
}

// refreshWorkspaces has all workspaces look at the disk again, and returns when
// they have.
func (s *session) refreshWorkspaces(ctx context.Context) error {
	s.mu.Lock()
	folders := append([]*folder(nil), s.folders...)
	s.mu.Unlock()
	var failed []error
	for _, f := range folders {
		workspace, err := f.wait(ctx)
		if err == nil && workspace != nil {
			err = workspace.Refresh(ctx)
		}
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}
