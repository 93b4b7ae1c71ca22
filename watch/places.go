package watch

// Where to look: the root, and what Options.Extra adds to it. Everything is
// resolved to real paths, because a folder that is watched under two paths
// reports its events under one of them only; names keep the user's spelling.

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A place is a folder that is watched with all that is below it.
type place struct {
	path string // real and absolute
	name string // what its files' names begin with; "" for the root
	top  *folder
}

// A layout is all that is watched. It is made anew at every look at everything.
type layout struct {
	places []*place
	// files are the names of reports that are listed one by one.
	files map[string]bool
	// aliases are the names of reports by the real path that is watched for them.
	aliases map[string][]string
	// wake are the paths at which something that is missing may appear, or
	// something that is watched may be replaced as a whole.
	wake map[string]bool
}

// alias has changes of the file at path told under name too.
func (l *layout) alias(path, name string) {
	if !slices.Contains(l.aliases[path], name) {
		l.aliases[path] = append(l.aliases[path], name)
	}
}

// inside reports whether a real path is in one of the places.
func (l *layout) inside(path string) bool {
	return slices.ContainsFunc(l.places, func(p *place) bool { return within(p.path, path) })
}

// find gives the place with a real path and a name; nil when there is none.
func (l *layout) find(path, name string) *place {
	for _, p := range l.places {
		if p.path == path && p.name == name {
			return p
		}
	}
	return nil
}

// locate finds the folder in which an event's path is. It is nil when the path
// is not in p, is p itself, or is in a folder that is not known.
func (p *place) locate(path string) (dir *folder, name, base string) {
	if !within(p.path, path) || len(path) <= len(p.path)+1 {
		return nil, "", ""
	}
	inner := filepath.ToSlash(strings.TrimPrefix(path[len(p.path):], string(filepath.Separator)))
	above, base := "", inner
	if i := strings.LastIndexByte(inner, '/'); i >= 0 {
		above, base = inner[:i], inner[i+1:]
	}
	dir = p.top.at(above)
	if p.name != "" {
		inner = p.name + "/" + inner
	}
	return dir, inner, base
}

// lay finds out what is to be watched now. watch is called for every folder
// that must be watched without being listed; it may be nil.
func lay(root string, extra []string, rules Rules, watch func(path string)) *layout {
	l := &layout{files: map[string]bool{}, aliases: map[string][]string{}, wake: map[string]bool{}}
	l.places = append(l.places, &place{path: root})
	b := layer{layout: l, watch: watch}
	b.anchor(root)
	for _, path := range extra {
		if !filepath.IsAbs(path) {
			path = filepath.Join(root, path)
		}
		b.extra(root, filepath.Clean(path), rules)
	}
	return l
}

// A layer is a layout being made.
type layer struct {
	*layout
	watch func(path string)
}

// extra adds one path of Options.Extra.
func (l *layer) extra(root, path string, rules Rules) {
	name := nameOf(root, path)
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		// Watched from its nearest ancestor until it appears. It may have
		// appeared before that was watched.
		l.anchor(path)
		if real, err = filepath.EvalSymlinks(path); err != nil {
			return
		}
	}
	info, err := os.Lstat(real)
	switch {
	case err != nil:
	case info.IsDir():
		l.anchor(path)
		if real != path || !reached(root, name, rules) {
			l.places = append(l.places, &place{path: real, name: name})
		}
	case info.Mode().IsRegular():
		l.file(path, real, name)
	}
}

// file adds a report: its folder is watched, never the file itself, since that
// watch would die with the first rename over it.
func (l *layer) file(path, real, name string) {
	l.files[name] = true
	l.alias(real, name)
	l.folder(filepath.Dir(real))
	l.anchor(filepath.Dir(path))
	if info, err := os.Lstat(path); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		l.anchor(path)
	}
}

// anchor watches the nearest folder above path, for path to appear in it or to
// be replaced.
func (l *layer) anchor(path string) {
	for path != filepath.Dir(path) {
		if above, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
			l.wake[filepath.Join(above, filepath.Base(path))] = true
			l.folder(above)
			return
		}
		path = filepath.Dir(path)
	}
}

func (l *layer) folder(path string) {
	if l.watch != nil {
		l.watch(path)
	}
}

// nameOf is how a batch calls the file at path.
func nameOf(root, path string) string {
	if path != root && within(root, path) {
		return filepath.ToSlash(strings.TrimPrefix(path[len(root):], string(filepath.Separator)))
	}
	return filepath.ToSlash(path)
}

// pathOf is where the file that a batch calls name is.
func pathOf(root, name string) string {
	if path := filepath.FromSlash(name); filepath.IsAbs(path) {
		return path
	}
	return filepath.Join(root, filepath.FromSlash(name))
}

// reached reports whether the root's own walk comes by the folder.
func reached(root, name string, rules Rules) bool {
	if filepath.IsAbs(filepath.FromSlash(name)) {
		return false
	}
	for i := range len(name) {
		if name[i] == '/' && rules.ignore(name[:i]) {
			return false
		}
	}
	return !rules.ignore(name)
}

// within reports whether path is folder or below it.
func within(folder, path string) bool {
	rest, ok := strings.CutPrefix(path, folder)
	return ok && (rest == "" || rest[0] == filepath.Separator || strings.HasSuffix(folder, string(filepath.Separator)))
}
