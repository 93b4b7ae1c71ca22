package lsp

import (
	"context"
	"strings"

	"github.com/covls/covls/lsp/internal/rpc"
)

// Why is nothing shown? The examination is the workspace's own: it looks at
// reports, limits and tools that a session knows nothing of. It reads reports
// again, so it runs on demand only, and ends when the editor cancels it.

// doctorCommand takes the URI of a file or folder; without one, all workspaces
// are examined. The answer is text, null where covls has nothing to do with it.
func doctorCommand(s *session, a arguments) (rpc.Work, error) {
	var file string
	if err := a.read(0, &file); err != nil {
		return nil, err
	}
	if file == "" {
		s.mu.Lock()
		folders := append([]*folder(nil), s.folders...)
		s.mu.Unlock()
		return func(ctx context.Context) (any, error) { return s.examineAll(ctx, folders) }, nil
	}
	m, ok := s.at(file)
	return func(ctx context.Context) (any, error) {
		if !ok || m.folder == nil {
			return nil, nil
		}
		name, ok := m.folder.nameOf(ctx, m.path)
		if !ok {
			return nil, ctx.Err()
		}
		text, err := m.folder.workspace.Doctor(ctx, name)
		if err != nil {
			return nil, err
		}
		s.tell(ctx, text)
		return text, nil
	}, nil
}

// nameOf waits for the workspace and gives its name for a file, "" for the
// workspace as a whole. False where there is no workspace, or ctx has ended.
func (f *folder) nameOf(ctx context.Context, path string) (name string, ok bool) {
	if w, err := f.wait(ctx); err != nil || w == nil {
		return "", false
	}
	name, ok = f.relative(path)
	if name == "." || path == f.path {
		name = ""
	}
	return name, ok
}

// examineAll gives the examinations of all folders, one after the other. A
// workspace that cannot be opened is what a doctor is asked about, so it is said.
func (s *session) examineAll(ctx context.Context, folders []*folder) (any, error) {
	var texts []string
	for _, f := range folders {
		w, err := f.wait(ctx)
		switch {
		case err != nil:
			return nil, err
		case w == nil:
			texts = append(texts, f.path+" cannot be opened: "+f.err.Error())
			continue
		}
		text, err := w.Doctor(ctx, "")
		if err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	if len(texts) == 0 {
		return nil, nil
	}
	text := strings.Join(texts, "\n\n")
	s.tell(ctx, text)
	return text, nil
}
