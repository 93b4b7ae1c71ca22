package lsp

import (
	"context"
	"fmt"
	"path"
	"path/filepath"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp/internal/rpc"
)

// covls/summary: totals as a tree of folders and files, for views. Without a
// URI it is the workspace's; an editor with several gets them as the children
// of a node that has no URI of its own.

type summaryParams struct {
	URI   *string   `json:"uri"`
	Depth *int      `json:"depth"` // how many levels of children; all when absent
	Flags *[]string `json:"flags"` // those selected in the session when absent
	Patch bool      `json:"patch"`
}

func (s *session) summary(p *summaryParams) (rpc.Work, error) {
	if p.Patch {
		return nil, fmt.Errorf("%w: totals of the patch are not known to this version; leave patch out", rpc.ErrInvalidParams)
	}
	depth := -1
	if p.Depth != nil {
		if depth = *p.Depth; depth < 0 {
			return nil, fmt.Errorf("%w: depth is %d; leave it out for all levels", rpc.ErrInvalidParams, depth)
		}
	}
	flags := s.currentSettings().flags
	if p.Flags != nil {
		flags = *p.Flags
	}
	if p.URI != nil && *p.URI != "" {
		m, ok := s.at(*p.URI)
		return func(ctx context.Context) (any, error) {
			if !ok || m.folder == nil {
				return nil, nil
			}
			return summaryBelow(ctx, m, depth, flags)
		}, nil
	}
	s.mu.Lock()
	folders := append([]*folder(nil), s.folders...)
	s.mu.Unlock()
	return func(ctx context.Context) (any, error) { return summaryOfAll(ctx, folders, depth, flags) }, nil
}

// summaryBelow is the node of one file or folder, or of the workspace where
// that is its root; null where there is no coverage.
func summaryBelow(ctx context.Context, m moment, depth int, flags []string) (any, error) {
	workspace, err := m.folder.wait(ctx)
	if err != nil || workspace == nil {
		return nil, err
	}
	name, ok := m.folder.relative(m.path)
	if !ok {
		return nil, nil
	}
	t := tree{m.folder, workspace.Snapshot().Select(flags)}
	if name == "." {
		return t.root(ctx, depth)
	}
	parent, base := path.Split(name)
	siblings, _ := t.snapshot.Children(path.Clean("/" + parent)[1:])
	for _, n := range siblings {
		if n.Name == base {
			return t.node(ctx, n, depth)
		}
	}
	return nil, nil
}

// summaryOfAll is the node of the editor's only workspace, or one above all of
// them. Folders of one repository are one workspace.
func summaryOfAll(ctx context.Context, folders []*folder, depth int, flags []string) (any, error) {
	var trees []tree
	seen := map[string]bool{}
	for _, f := range folders {
		workspace, err := f.wait(ctx)
		if err != nil {
			return nil, err
		}
		if workspace != nil && !seen[workspace.Root()] {
			seen[workspace.Root()] = true
			trees = append(trees, tree{f, workspace.Snapshot().Select(flags)})
		}
	}
	switch len(trees) {
	case 0:
		return nil, nil
	case 1:
		return trees[0].root(ctx, depth)
	}
	all := summaryNode{Kind: "workspace"}
	nodes := make([]summaryNode, 0, len(trees))
	for _, t := range trees {
		n, err := t.root(ctx, max(depth-1, min(depth, 0)))
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
		all.Summary = all.Summary.Add(n.Summary)
	}
	if depth != 0 {
		all.Children = &nodes
	}
	return all, nil
}

// A tree is a workspace's totals as the editor's folder sees them.
type tree struct {
	folder   *folder
	snapshot Snapshot
}

func (t tree) root(ctx context.Context, depth int) (summaryNode, error) {
	totals, _ := t.snapshot.Totals()
	n := summaryNode{
		Name:    filepath.Base(t.folder.workspace.Root()),
		URI:     t.folder.locate(""),
		Kind:    "workspace",
		Summary: totals,
	}
	return t.unfold(ctx, n, "", depth)
}

func (t tree) node(ctx context.Context, from coverage.Node, depth int) (summaryNode, error) {
	n := summaryNode{Name: from.Name, URI: t.folder.locate(from.Path), Kind: "file", Summary: from.Summary}
	if !from.Folder {
		return n, nil
	}
	n.Kind = "folder"
	return t.unfold(ctx, n, from.Path, depth)
}

// unfold gives a node its children, depth levels of them, or all below 0.
func (t tree) unfold(ctx context.Context, n summaryNode, folder string, depth int) (summaryNode, error) {
	if depth == 0 {
		return n, nil
	}
	if err := ctx.Err(); err != nil {
		return n, err
	}
	nodes, _ := t.snapshot.Children(folder)
	children := make([]summaryNode, 0, len(nodes))
	for _, child := range nodes {
		c, err := t.node(ctx, child, depth-1)
		if err != nil {
			return n, err
		}
		children = append(children, c)
	}
	n.Children = &children
	return n, nil
}
