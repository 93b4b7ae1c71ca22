package lsp

import (
	"context"
	"path/filepath"
	"slices"

	"go.lsp.dev/uri"
)

// The editor's folders, each of which stands for a workspace. Opening one may
// mean to start an index, so it happens beside the session: an editor's start
// waits for nothing, and calls that come early wait for their folder only.

type folder struct {
	uri  string // as the editor spells it
	name string
	path string // absolute

	// ready is closed when the workspace is open or has failed to. The rest is
	// set before, and only then may be read.
	ready     chan struct{}
	workspace Workspace
	err       error
	prefix    string // the folder's path below the workspace's root; "." is the root
	stop      func() // ends the subscription

	progress progress
	removed  context.CancelFunc // ends the opening of a folder that is gone
}

// addFolder takes a folder into the session and begins to open it. One that
// is there already, or is no folder of this machine, changes nothing.
func (s *session) addFolder(raw, name string) {
	_, path, ok := fileOf(raw)
	if !ok {
		return
	}
	if name == "" {
		name = filepath.Base(path)
	}
	ctx, cancel := context.WithCancel(s.ctx)
	f := &folder{uri: raw, name: name, path: path, ready: make(chan struct{}), removed: cancel}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || slices.ContainsFunc(s.folders, func(o *folder) bool { return o.path == path }) {
		cancel()
		return
	}
	s.folders = append(s.folders, f)
	s.work.Go(func() { s.openFolder(ctx, f) })
}

// openFolder opens the workspace and has everything in it shown.
func (s *session) openFolder(ctx context.Context, f *folder) {
	f.workspace, f.err = s.server.source.Open(ctx, f.path)
	if f.err != nil {
		s.server.options.Log.Error("cannot open a workspace", "folder", f.path, "error", f.err)
		f.workspace = nil
	} else {
		f.prefix = prefixBelow(f.workspace.Root(), f.path)
		f.stop = f.workspace.Subscribe(func(e Event) { s.onEvent(f, e) })
	}
	close(f.ready)
	// From here on apply sees the workspace; what it set before is set here.
	if reports := s.currentSettings().reports; f.workspace != nil && !reports.empty() {
		f.workspace.Configure(reports)
	}
	s.showFolder(f)
}

// removeFolder takes a folder out and gives its workspace back.
func (s *session) removeFolder(raw string) {
	_, path, ok := fileOf(raw)
	if !ok {
		return
	}
	s.mu.Lock()
	i := slices.IndexFunc(s.folders, func(f *folder) bool { return f.path == path })
	var f *folder
	if i >= 0 {
		f = s.folders[i]
		s.folders = slices.Concat(s.folders[:i], s.folders[i+1:])
	}
	s.mu.Unlock()
	if f == nil {
		return
	}
	s.showFolder(f)
	if !s.spawn(func() { s.closeFolder(f) }) {
		s.closeFolder(f)
	}
}

// closeFolder waits for the opening to end, which it hastens, and closes.
func (s *session) closeFolder(f *folder) {
	f.removed()
	<-f.ready
	f.progress.end()
	if f.workspace == nil {
		return
	}
	f.stop()
	if err := f.workspace.Close(); err != nil {
		s.server.options.Log.Error("cannot close a workspace", "folder", f.path, "error", err)
	}
}

// onEvent hears from a workspace. It must not block.
func (s *session) onEvent(f *folder, e Event) {
	f.progress.note(e)
	if e.Indexing {
		s.showProgress(f)
	} else {
		f.progress.end()
	}
	s.publisher.status(f)
	if e.Snapshot != nil {
		s.showFolder(f)
	}
}

// showFolder has all that depends on a folder published again.
func (s *session) showFolder(f *folder) {
	s.mu.Lock()
	for key, d := range s.documents {
		if below(f.path, d.path) {
			s.publisher.world(key)
		}
	}
	s.mu.Unlock()
	s.publisher.status(f)
}

// nearestFolder finds the innermost folder that holds path, since a folder
// inside another is usually a repository of its own. The session's mutex is held.
func (s *session) nearestFolder(path string) *folder {
	var nearest *folder
	for _, f := range s.folders {
		if below(f.path, path) && (nearest == nil || len(f.path) > len(nearest.path)) {
			nearest = f
		}
	}
	return nearest
}

// wait gives the workspace when it is open; nil when it cannot be opened, which
// is a covls/status and not the matter of every hover.
func (f *folder) wait(ctx context.Context) (Workspace, error) {
	select {
	case <-f.ready:
		return f.workspace, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// relative gives the workspace's name for a file below the folder.
func (f *folder) relative(path string) (string, bool) {
	rel, err := filepath.Rel(f.path, path)
	if err != nil || !filepath.IsLocal(rel) || f.prefix == "" {
		return "", false
	}
	return filepath.ToSlash(filepath.Join(f.prefix, rel)), true
}

// locate gives the URI for the workspace's name of a file or folder. Below the
// editor's own folder it is spelled as the editor does, links and all.
func (f *folder) locate(path string) uri.URI {
	rel, err := filepath.Rel(f.prefix, filepath.FromSlash(path))
	if err == nil && (rel == "." || filepath.IsLocal(rel)) {
		return uri.File(filepath.Join(f.path, rel))
	}
	return uri.File(filepath.Join(f.workspace.Root(), filepath.FromSlash(path)))
}

// prefixBelow is folder's path below root, with and without symbolic links;
// "" when it is not below.
func prefixBelow(root, folder string) string {
	real := func(path string) string {
		if resolved, err := filepath.EvalSymlinks(path); err == nil {
			return resolved
		}
		return path
	}
	for _, pair := range [][2]string{{root, folder}, {root, real(folder)}, {real(root), real(folder)}} {
		if rel, err := filepath.Rel(pair[0], pair[1]); err == nil && filepath.IsLocal(rel) {
			return rel
		}
	}
	return ""
}

// below reports whether path lies in folder or is it.
func below(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
}
