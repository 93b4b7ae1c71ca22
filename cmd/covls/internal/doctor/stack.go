package doctor

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/covls/covls/coverage/formats"
)

// What a workspace is built with. "Run your tests with coverage" helps nobody
// who never did; the exact command does. Project files say what tools there are,
// and are read for a word or two: this is to be right for the usual project, and
// anybody with an unusual one knows better than any rule.

// A Stack is a way to make a report here.
type Stack struct {
	Name     string   // "Go", "JavaScript with jest"
	Evidence string   // the project file that tells
	Setup    []string // what to do once before, where something is missing
	Command  string   // to be run in the workspace's folder
	Report   string   // where covls finds what it writes
}

const (
	// maxDepth is how far below the top project files are looked for: monorepos
	// have them in packages/<name>.
	maxDepth = 2
	// maxProjectFolders bounds the folders that are looked into.
	maxProjectFolders = 2000
	// maxProjectFile bounds what is read of a project file. Lock files are larger
	// and are not read.
	maxProjectFile = 1 << 20
	// maxStacks is how many are told: one will do to begin with.
	maxStacks = 6
)

// A project is one folder that may hold project files.
type project struct {
	fsys  fs.FS
	dir   string // "." is the workspace
	names []string
}

// detectors each know the stacks of one kind of project file.
var detectors = []func(project) (Stack, bool){
	goStack, javascriptStack, pythonStack, mavenStack, gradleStack, rustStack,
	cmakeStack, makeStack, rubyStack, phpStack, dotnetStack, elixirStack, dartStack, swiftStack,
}

// Stacks lists the stacks of a workspace, those at its top first. A stack that
// was found is not looked for below again: the projects in its folders are its
// parts or its test data.
func Stacks(fsys fs.FS) []Stack {
	var found []Stack
	seen := map[int]int{} // the depth at which a detector found something
	level := []string{"."}
	for depth := 0; depth <= maxDepth && len(level) > 0; depth++ {
		var below []string
		for _, dir := range level[:min(len(level), maxProjectFolders)] {
			p, folders := look(fsys, dir)
			below = append(below, folders...)
			for i, detect := range detectors {
				if at, ok := seen[i]; ok && at < depth {
					continue
				}
				if s, ok := detect(p); ok {
					seen[i] = depth
					found = append(found, p.placed(s))
				}
			}
		}
		level = below
	}
	return found[:min(len(found), maxStacks)]
}

// look lists a folder; one that cannot be read is empty.
func look(fsys fs.FS, dir string) (p project, folders []string) {
	p = project{fsys: fsys, dir: dir}
	entries, err := fs.ReadDir(fsys, dir)
	if err != nil {
		return p, nil
	}
	for _, e := range entries {
		full := path.Join(dir, e.Name())
		switch {
		case e.Type().IsRegular():
			p.names = append(p.names, e.Name())
		case e.IsDir() && !formats.IgnoredFolder(full) && !strings.HasPrefix(e.Name(), ".") && e.Name() != "testdata":
			folders = append(folders, full)
		}
	}
	return p, folders
}

// placed makes a stack of a folder one of the workspace: paths from its top, and
// a command that can be run there.
func (p project) placed(s Stack) Stack {
	s.Evidence, s.Report = path.Join(p.dir, s.Evidence), path.Join(p.dir, s.Report)
	if p.dir != "." {
		s.Command = "(cd " + shellQuoted(p.dir) + " && " + s.Command + ")"
	}
	return s
}

// shellQuoted is a folder's name as a shell takes it.
func shellQuoted(name string) string {
	plain := func(r rune) bool {
		return r == '/' || r == '-' || r == '_' || r == '.' || '0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	if !strings.ContainsFunc(name, func(r rune) bool { return !plain(r) }) && !strings.HasPrefix(name, "-") {
		return name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
}

// first gives the first of the names that the folder has, or "".
func (p project) first(names ...string) string {
	for _, name := range names {
		if slices.Contains(p.names, name) {
			return name
		}
	}
	return ""
}

func (p project) has(names ...string) bool { return p.first(names...) != "" }

// ending gives the first file whose name ends like one of those, or "".
func (p project) ending(suffixes ...string) string {
	for _, name := range p.names {
		for _, suffix := range suffixes {
			if strings.HasSuffix(name, suffix) {
				return name
			}
		}
	}
	return ""
}

// text is what the files of these names hold, one after the other.
func (p project) text(names ...string) string {
	var b strings.Builder
	for _, name := range names {
		if !p.has(name) {
			continue
		}
		full := path.Join(p.dir, name)
		if info, err := fs.Stat(p.fsys, full); err != nil || !info.Mode().IsRegular() || info.Size() > maxProjectFile {
			continue
		}
		data, err := fs.ReadFile(p.fsys, full)
		if err != nil {
			continue
		}
		b.Write(data)
		b.WriteByte('\n')
	}
	return b.String()
}

// mentions reports whether a text has one of the words in it.
func mentions(text string, words ...string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(text, word) })
}
