package paths

import (
	"hash/maphash"
	"path"
	"strings"

	"github.com/covls/covls/coverage"
)

// maxRoots is how many of a report's roots are tried. Real reports name a
// handful; a hostile one could name as many as it has sections.
const maxRoots = 16

// A Resolver finds the files of one report. Add every section, then Resolve
// them; see the package documentation for why. It is not for concurrent use.
type Resolver struct {
	tree     *Tree
	dir      string   // the report's folder, relative to the root; "" at the root
	bases    []string // dir and its ancestors with a slash behind them, nearest first
	mappings []mapping

	seen     map[sectionKey]struct{}
	seed     maphash.Seed
	evidence [][]spelled // every section's spellings, once
	rewrites []Prefix    // what follows from the evidence, best first
	baseHits map[string]int
	settled  bool
}

// sectionKey is a section's identity as far as its path is concerned.
type sectionKey struct {
	path  string
	roots uint64
}

// Resolver begins the resolution of one report, which lies in the folder
// reportDir: relative to the root, or absolute, perhaps elsewhere. mappings are
// the user's: report prefix → workspace prefix, in whole components.
func (t *Tree) Resolver(reportDir string, mappings map[string]string) *Resolver {
	r := &Resolver{
		tree: t, bases: []string{""},
		mappings: newMappings(t, mappings),
		seen:     map[sectionKey]struct{}{}, seed: maphash.MakeSeed(),
	}
	dir, ok := spell(reportDir, looksWindows(reportDir))
	if !ok {
		return r
	}
	rel := dir.path
	if dir.abs {
		if rel, ok = t.relative(dir.path); !ok {
			return r
		}
	}
	if leaves(rel) {
		return r
	}
	r.dir, r.bases = rel, nil
	for ; rel != "."; rel = path.Dir(rel) {
		r.bases = append(r.bases, rel+"/")
	}
	r.bases = append(r.bases, "")
	return r
}

// Add takes a section's path as evidence. Nothing of the section is kept but
// its strings.
func (r *Resolver) Add(s *coverage.Section) {
	if s.Kind == coverage.PackagePath || s.Kind == coverage.ImportPath && !r.tree.looseImports() {
		return // these have evidence of their own
	}
	key := sectionKey{path: s.Path}
	if len(s.Roots) > 0 {
		key.roots = r.hashRoots(s.Roots)
	}
	if _, ok := r.seen[key]; ok {
		return
	}
	r.seen[key] = struct{}{}
	if _, ok := r.mapped(s.Path); ok {
		return
	}
	var spellings []spelled
	for _, p := range readings(s.Path) {
		if p.abs {
			if _, inside := r.tree.relative(p.path); inside {
				return
			}
		} else {
			spellings = append(spellings, belowRoots(p, s.Roots)...)
		}
		spellings = append(spellings, p)
	}
	if len(spellings) > 0 {
		r.evidence = append(r.evidence, spellings)
		r.settled = false
	}
}

func (r *Resolver) hashRoots(roots []string) uint64 {
	var h maphash.Hash
	h.SetSeed(r.seed)
	for _, root := range roots[:min(len(roots), maxRoots)] {
		h.WriteString(root)
		h.WriteByte(0)
	}
	return h.Sum64()
}

// Resolve says which file a section speaks of, by what it says itself and by
// what was learned from the sections added.
func (r *Resolver) Resolve(s *coverage.Section) (Match, Verdict) {
	if len(s.Path) > maxPath {
		return Match{}, Missing
	}
	if file, ok := r.mapped(s.Path); ok {
		return r.mappedMatch(file)
	}
	r.settle()
	switch s.Kind {
	case coverage.ImportPath:
		return r.importPath(s.Path)
	case coverage.PackagePath:
		return r.packagePath(s.Path, s.Module)
	}
	return r.filePath(s.Path, s.Roots)
}

// Learned lists the prefix rewrites that follow from the sections added, best
// first.
func (r *Resolver) Learned() []Prefix {
	r.settle()
	var out []Prefix
	for _, p := range r.rewrites {
		if p.From != "" || p.To != "" { // "as it stands" is no rewrite
			out = append(out, p)
		}
	}
	return out
}

// narrow prefers, among files that fit equally well, the one that shares most
// leading folders with the report's: a report in web/coverage is about web.
func (r *Resolver) narrow(files []string) []string {
	if len(files) < 2 || r.dir == "" {
		return files
	}
	best, most := []string(nil), 0
	for _, file := range files {
		n := leadingParts(file, r.dir)
		if n > most {
			best, most = best[:0], n
		}
		if n == most && n > 0 {
			best = append(best, file)
		}
	}
	if most == 0 {
		return files
	}
	return best
}

// leadingParts counts the folders in which a file's path and a folder begin alike.
func leadingParts(file, dir string) int {
	n := 0
	for {
		a, restA, fileOn := strings.Cut(file, "/")
		b, restB, dirOn := strings.Cut(dir, "/")
		if !fileOn || a != b {
			return n
		}
		n++
		if !dirOn {
			return n
		}
		file, dir = restA, restB
	}
}

// leaves reports whether a clean relative path begins above its start.
func leaves(rel string) bool { return rel == ".." || strings.HasPrefix(rel, "../") }
