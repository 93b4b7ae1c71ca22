package paths

import (
	"path"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// Which folder of the workspace stands for which Go module. All go.mod files
// are looked at, not only the root's: monorepos have many, and tests carry
// modules of their own in testdata.

// goModules is what the workspace's go.mod and go.work files say.
type goModules struct {
	folders map[string][]goFolder // by module path
	vendors []string              // vendor folders, with a slash at their end
	atRoot  bool                  // the workspace itself is a module or a go.work
}

// goFolder is a folder that stands for a module path.
type goFolder struct {
	dir  string // with a slash at its end, or "" for the root
	rank int    // files of a folder with a lower rank are preferred
}

const (
	inWork   = iota // named by a go.work
	plainMod        // has a go.mod
	inTests         // has one, below testdata
)

// modules reads the module files, once.
func (t *Tree) modules() *goModules {
	t.goOnce.Do(func() {
		t.golang.folders = map[string][]goFolder{}
		for mod := range t.order.ending("go.mod") {
			t.readModule(mod)
		}
		for work := range t.order.ending("go.work") {
			t.readWork(work)
		}
		for list := range t.order.ending("vendor/modules.txt") {
			t.golang.vendors = append(t.golang.vendors, folderOf(list))
		}
		slices.Sort(t.golang.vendors)
		t.golang.atRoot = t.has("go.mod") || t.has("go.work")
	})
	return &t.golang
}

// looseImports reports whether an import path of no known module may still be a
// file here: the go.mod may lie above the workspace, or there is none at all.
// Where the workspace itself is a module, such a path is a dependency's.
func (t *Tree) looseImports() bool { return !t.modules().atRoot }

// readModule takes in a go.mod: the module, and what it replaces by folders. One
// that cannot be read or parsed says nothing, as with the go command.
func (t *Tree) readModule(file string) {
	data, ok := t.readFile(file)
	if !ok {
		return
	}
	dir, rank := folderOf(file), plainMod
	if strings.HasPrefix(dir, "testdata/") || strings.Contains(dir, "/testdata/") {
		rank = inTests
	}
	t.addModule(modfile.ModulePath(data), dir, rank)
	// ParseLax would skip the replace directives.
	if mod, err := modfile.Parse(file, data, nil); err == nil {
		t.addReplaced(mod.Replace, dir, rank)
	}
}

// readWork takes in a go.work, whose modules go before others of the same path.
func (t *Tree) readWork(file string) {
	data, ok := t.readFile(file)
	if !ok {
		return
	}
	work, err := modfile.ParseWork(file, data, nil)
	if err != nil {
		return
	}
	dir := folderOf(file)
	for _, use := range work.Use {
		used, ok := t.localFolder(dir, use.Path)
		if !ok {
			continue
		}
		if data, ok := t.readFile(used + "go.mod"); ok {
			t.addModule(modfile.ModulePath(data), used, inWork)
		}
	}
	t.addReplaced(work.Replace, dir, inWork)
}

func (t *Tree) addReplaced(replaced []*modfile.Replace, dir string, rank int) {
	for _, rep := range replaced {
		if rep.New.Version != "" {
			continue // by another module, not by a folder
		}
		if folder, ok := t.localFolder(dir, rep.New.Path); ok {
			t.addModule(rep.Old.Path, folder, rank)
		}
	}
}

// addModule notes that a folder stands for a module path. The standard
// library's module is called std, and its packages do not begin with that.
func (t *Tree) addModule(name, dir string, rank int) {
	if name == "" {
		return
	}
	if name == "std" {
		name = ""
	}
	folders := t.golang.folders[name]
	if i := slices.IndexFunc(folders, func(f goFolder) bool { return f.dir == dir }); i >= 0 {
		folders[i].rank = min(folders[i].rank, rank)
		return
	}
	t.golang.folders[name] = append(folders, goFolder{dir, rank})
}

// localFolder gives the workspace folder that a use or replace directive in dir
// names; false when it lies elsewhere.
func (t *Tree) localFolder(dir, name string) (string, bool) {
	p, ok := spell(name, looksWindows(name))
	if !ok {
		return dir, name == "."
	}
	rel := p.path
	if !p.abs {
		rel = path.Join(dir, rel)
	} else if rel, ok = t.relative(p.path); !ok {
		return "", false
	}
	switch {
	case rel == ".":
		return "", true
	case leaves(rel):
		return "", false
	}
	return rel + "/", true
}

// goFiles finds the files of an import path; known reports that a module of the
// workspace has its prefix, whether or not the file is there.
func (t *Tree) goFiles(p string) (files []string, known bool) {
	m := t.modules()
	for end := len(p); end >= 0 && len(files) == 0; {
		end = strings.LastIndexByte(p[:end], '/')
		name, rest := p[:max(end, 0)], p[end+1:]
		rank := inTests + 1
		for _, f := range m.folders[name] {
			known = true
			file := f.dir + rest
			if f.rank > rank || !t.has(file) {
				continue
			}
			if f.rank < rank {
				files, rank = files[:0], f.rank
			}
			files = append(files, file)
		}
	}
	for _, vendor := range m.vendors {
		if len(files) == 0 && t.has(vendor+p) {
			files = append(files, vendor+p)
		}
	}
	return files, known
}

func (t *Tree) readFile(file string) ([]byte, bool) {
	if t.read == nil || !t.has(file) {
		return nil, false
	}
	data, err := t.read(file)
	return data, err == nil
}

// folderOf is a file's folder with a slash at its end, or "" for the root.
func folderOf(file string) string { return file[:strings.LastIndexByte(file, '/')+1] }
