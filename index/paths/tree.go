package paths

import (
	"path"
	"slices"
	"strings"
	"sync"
)

// A Tree is an index of a workspace's files by how their paths end. It replaces
// the search that editors' tools run for every section of a report, which is
// what makes a report of 500 files take minutes in them
// (ryanluker/vscode-coverage-gutters#231): here a section costs a few binary
// searches.
//
// A Tree never changes and may be used from any goroutine.
type Tree struct {
	root  string // as spell writes it; "" when unknown
	files []string
	known map[string]struct{}
	order endings // the files by their ends
	read  func(string) ([]byte, error)

	foldOnce sync.Once
	folded   endings // the same without regard to case, made when first needed

	goOnce sync.Once
	golang goModules
}

// NewTree indexes files, which are relative to root and use slashes. The tree
// keeps the slice, so its owner must not change it. root is the workspace's
// absolute path in the form of its own operating system, or empty when there is
// none. read is called for go.mod and go.work files of the list only, once and
// not before a Go import path asks for them; nil means that they cannot be read.
func NewTree(root string, files []string, read func(rel string) ([]byte, error)) *Tree {
	t := &Tree{files: files, read: read, known: make(map[string]struct{}, len(files))}
	if p, ok := spell(root, looksWindows(root)); ok && p.abs {
		t.root = p.path
	}
	for _, file := range files {
		t.known[file] = struct{}{}
	}
	t.order = sortEndings(files, false)
	return t
}

// With returns a tree with some files more and some less. It is a new tree,
// with Go's module files read again.
func (t *Tree) With(added, removed []string) *Tree {
	gone := make(map[string]struct{}, len(removed))
	for _, file := range removed {
		gone[file] = struct{}{}
	}
	files := make([]string, 0, len(t.files)+len(added))
	for _, file := range t.files {
		if _, ok := gone[file]; !ok {
			files = append(files, file)
		}
	}
	for _, file := range added {
		if _, ok := t.known[file]; !ok {
			files = append(files, file)
		}
	}
	return NewTree(t.root, files, t.read)
}

func (t *Tree) has(file string) bool {
	_, ok := t.known[file]
	return ok
}

// lookup finds a workspace-relative path. With fold it also takes one that
// differs in case only, if no other does.
func (t *Tree) lookup(rel string, fold bool) (string, bool) {
	if t.has(rel) {
		return rel, true
	}
	if !fold {
		return "", false
	}
	var match string
	for file := range t.foldedEndings().ending(rel) {
		if len(file) != len(rel) {
			continue
		}
		if match != "" {
			return "", false
		}
		match = file
	}
	return match, match != ""
}

func (t *Tree) foldedEndings() *endings {
	t.foldOnce.Do(func() { t.folded = sortEndings(t.files, true) })
	return &t.folded
}

// relative gives the workspace-relative form of an absolute path inside the
// root. Windows' file systems do not tell "C:\Work" from "c:\work".
func (t *Tree) relative(abs string) (string, bool) {
	root := t.root
	if root == "" {
		return "", false
	}
	if !strings.HasSuffix(root, "/") {
		root += "/"
	}
	if len(abs) <= len(root) {
		return "", false
	}
	head := abs[:len(root)]
	if head == root || hasDrive(root) && strings.EqualFold(head, root) {
		return abs[len(root):], true
	}
	return "", false
}

// caseless reports whether the workspace lies on a file system that usually
// ignores case.
func (t *Tree) caseless() bool { return caselessPath(t.root) }

// underOwnName reads an absolute path as one below a folder that is called like
// the workspace: /home/runner/work/r/r/main.go in a workspace ~/src/r is its
// main.go. parts is how many components agree, the workspace's own included.
func (t *Tree) underOwnName(p string) (file string, parts int) {
	name := path.Base(t.root)
	if t.root == "" || name == "/" {
		return "", 0
	}
	for at := 0; ; {
		i := strings.Index(p[at:], "/"+name+"/")
		if i < 0 {
			return file, parts
		}
		at += i + 1
		rest := p[at+len(name)+1:]
		if !t.has(rest) {
			continue
		}
		above := commonParts(p[:at+len(name)], t.root)
		if n := partCount(rest) + above; n > parts {
			file, parts = rest, n
		}
	}
}

// commonParts counts the components in which two paths end alike.
func commonParts(a, b string) int {
	as, bs := strings.Split(a, "/"), strings.Split(b, "/")
	n := 0
	for n < len(as) && n < len(bs) && as[len(as)-1-n] == bs[len(bs)-1-n] && as[len(as)-1-n] != "" {
		n++
	}
	return n
}

func partCount(p string) int { return strings.Count(p, "/") + 1 }

// sample sorts files and keeps the first few.
func sample(files []string) []string {
	files = slices.Clone(files)
	slices.Sort(files)
	files = slices.Compact(files)
	return files[:min(len(files), MaxCandidates)]
}
