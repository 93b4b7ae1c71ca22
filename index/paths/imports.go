package paths

import (
	"path"
	"strings"
)

// Go import paths (formats §6.1): the package's import path with the file's
// base name behind it.

// importPath finds a file by the longest module path that its import path
// begins with: example.org/team/a/v2/b is not in example.org/team/a where a
// module of that longer name exists.
func (r *Resolver) importPath(p string) (Match, Verdict) {
	switch rest, local := strings.CutPrefix(p, "command-line-arguments/"); {
	case local: // go test FILE…: the files' folder is not said
		return r.filePath(rest, nil)
	case strings.HasPrefix(p, "_/"): // a folder outside GOPATH, before modules
		return r.filePath(p[1:], nil)
	case strings.HasPrefix(p, "./"), strings.HasPrefix(p, "../"), strings.HasPrefix(p, "/"), looksWindows(p):
		return r.filePath(p, nil)
	}
	p = path.Clean(p)
	files, known := r.tree.goFiles(p)
	if len(files) > 0 {
		return choose(r.narrow(files), Module)
	}
	if known {
		return Match{Candidates: r.near(p)}, Missing
	}
	if r.tree.looseImports() {
		return r.filePath(p, nil)
	}
	return Match{Candidates: r.near(p)}, Outside
}
