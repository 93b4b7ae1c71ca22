package paths

import (
	"slices"
	"strings"
)

// Matching by how paths end.

// maxTied is how many files of equal ends are told apart by the report's folder.
// More than that share a name by convention, and stay ambiguous.
const maxTied = 128

// suffix finds the file that shares most components with the end of p: at least
// so many. Two are asked of absolute paths, since /other/place/main.go must not
// paint just any main.go.
func (r *Resolver) suffix(p spelled, least int) (Match, Verdict) {
	files, parts := r.tree.ends(p)
	if parts < least {
		return Match{}, Missing
	}
	rest := files[:0:0]
	for _, file := range files {
		if !r.spokenFor(p, file) {
			rest = append(rest, file)
		}
	}
	if len(rest) == 0 {
		return Match{Candidates: sample(files)}, Missing
	}
	if len(files) <= maxTied {
		rest = r.narrow(rest)
	}
	return choose(rest, Suffix)
}

// ends lists the files that share most components with the end of p, and how
// many those are. Of more than maxTied files it lists the first.
func (t *Tree) ends(p spelled) (files []string, parts int) {
	bare := strings.TrimPrefix(p.path, "/")
	s := t.order.longest(bare)
	if s.parts() < 2 && (p.fold || t.caseless()) {
		if folded := t.foldedEndings().longest(bare); folded.parts() > s.parts() {
			s = folded
		}
	}
	files, parts = s.head(maxTied+1), s.parts()
	if !p.abs {
		return files, parts
	}
	own, n := t.underOwnName(p.path)
	switch {
	case n > parts:
		return []string{own}, n
	case n == parts && n > 0 && !slices.Contains(files, own):
		files = append(files, own)
	}
	return files, parts
}

// spokenFor reports whether the report as a whole explains the folder that the
// file lies in by another prefix than p has. Then p is of another project that
// looks alike: services/y/src/index.ts, in a workspace that is services/x.
func (r *Resolver) spokenFor(p spelled, file string) bool {
	for _, w := range r.rewrites {
		if w.abs == p.abs && w.From != "" && strings.HasPrefix(file, w.To) && !strings.HasPrefix(p.path, w.From) {
			return true
		}
	}
	return false
}

// near lists files that end like the path, for people to see what may be meant.
func (r *Resolver) near(p string) []string {
	files, _ := r.tree.ends(spelled{path: strings.TrimPrefix(p, "/")})
	return sample(files)
}
