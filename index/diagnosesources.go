package index

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/covls/covls/coverage"
)

// The workspace's side of a diagnosis: its files against what is known of them.

// sources looks at the covered files, and at the files that are left out.
func (x *examination) sources(ctx context.Context) error {
	folders := map[string]bool{"": true}
	for _, name := range slices.Sorted(slices.Values(x.tree.Files())) {
		for dir := folderOf(name); !folders[dir]; dir = folderOf(dir) {
			folders[dir] = true
		}
		if x.excluded(name) && (&rules{config: x.config, settings: x.settings}).candidate(name) {
			x.out.Excluded.add(name)
		}
	}
	x.out.Files, x.out.Folders = len(x.tree.Files()), len(folders)
	for _, e := range x.entries {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case e == nil || len(e.shown) == 0:
		case x.config.Ignored(e.path):
			x.out.Ignored.add(e.path)
		case e.visible() && !x.measured(e):
			x.out.Stale.add(e.path)
		}
	}
	return nil
}

// measured reports whether a report measured the file as it is now.
func (x *examination) measured(e *entry) bool {
	name := filepath.Join(x.root, filepath.FromSlash(e.path))
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return false
	}
	for _, ref := range e.shown {
		if ref.Content != "" && ref.Source == stampOf(info) && ref.Source.MTime <= x.times[ref.Name] {
			return true // it was not touched since, see anchor
		}
	}
	source, err := os.ReadFile(name)
	if err != nil {
		return false
	}
	here := coverage.BlobID(source)
	for _, ref := range e.shown {
		if ref.Content == here {
			return true
		}
	}
	return false
}
