package paths

import (
	"path"
	"slices"
	"strings"
)

// The ladder for paths of files, absolute and relative.

// filePath tries the ways to read the path until one is a file, or several are.
func (r *Resolver) filePath(raw string, roots []string) (Match, Verdict) {
	match, verdict := Match{}, Missing
	for i, p := range readings(raw) {
		m, v := r.spelledPath(p, roots)
		if v == Found || v == Ambiguous {
			return m, v
		}
		if i == 0 || len(m.Candidates) > len(match.Candidates) {
			match, verdict = m, v
		}
	}
	return match, verdict
}

func (r *Resolver) spelledPath(p spelled, roots []string) (Match, Verdict) {
	if p.abs {
		return r.absolute(p)
	}
	if len(roots) == 0 {
		return r.below(p)
	}
	match, verdict := r.rooted(p, roots)
	if verdict == Found {
		return match, verdict
	}
	m, v := r.below(p)
	// A root that several files fit may be a foreign one, and then the report's
	// folder tells which of them is meant.
	if verdict == Ambiguous && (v != Found || !slices.Contains(match.Candidates, m.Path)) {
		return match, verdict
	}
	return m, v
}

// rooted tries the path below every root that the report names. Roots are
// alternatives (formats §4), so files below two of them are ambiguous, unless
// the evidence for one is of a stronger kind.
func (r *Resolver) rooted(p spelled, roots []string) (Match, Verdict) {
	var files []string
	var how How
	for _, full := range belowRoots(p, roots) {
		match, verdict := r.absolute(full)
		if !full.abs {
			match, verdict = r.below(full)
		}
		switch {
		case verdict == Found && match.How > how:
			files, how = []string{match.Path}, match.How
		case verdict == Found && match.How == how:
			files = append(files, match.Path)
		case verdict == Ambiguous && how <= Suffix:
			files, how = append(files, match.Candidates...), Suffix
		}
	}
	if len(files) == 0 {
		return Match{}, Missing
	}
	if how == Exact || how == Relative {
		how = Root
	}
	return choose(sample(files), how)
}

// belowRoots joins a relative path with every root.
func belowRoots(p spelled, roots []string) []spelled {
	var out []spelled
	for _, raw := range roots[:min(len(roots), maxRoots)] {
		root, ok := spell(raw, looksWindows(raw) || strings.Contains(raw, `\`))
		if !ok {
			root = spelled{path: "."}
		}
		rel := p.path
		if root.fold && strings.Contains(rel, `\`) {
			rel = slashes(rel)
		}
		full, ok := spell(root.path+"/"+rel, root.fold)
		if !ok {
			continue
		}
		full.fold = full.fold || p.fold
		if !slices.Contains(out, full) {
			out = append(out, full)
		}
	}
	return out
}

// absolute resolves an absolute path. Inside the workspace it means what it
// says; elsewhere it was written on another machine, and then what the whole
// report tells of its prefixes goes before the path's own end.
func (r *Resolver) absolute(p spelled) (Match, Verdict) {
	if rel, ok := r.tree.relative(p.path); ok {
		if file, ok := r.tree.lookup(rel, p.fold); ok {
			return found(file, Exact)
		}
		return Match{Candidates: r.near(rel)}, Missing
	}
	files, covered := r.rewrite(p)
	if len(files) > 0 {
		return choose(files, Learned)
	}
	if covered {
		return Match{Candidates: r.near(p.path)}, Missing
	}
	if m, v := r.suffix(p, 2); v == Found || v == Ambiguous {
		return m, v
	}
	return Match{Candidates: r.near(p.path)}, Outside
}

// below resolves a relative path: below the folder, among the report's and its
// ancestors, that explains most of the report's paths, the nearest on a tie;
// else by its end.
func (r *Resolver) below(p spelled) (Match, Verdict) {
	var file string
	most, outside := -1, true
	for _, base := range r.bases {
		rel, ok := r.join(base, p.path)
		if !ok {
			continue
		}
		outside = false
		if match, ok := r.tree.lookup(rel, p.fold); ok && r.baseHits[base] > most {
			file, most = match, r.baseHits[base]
		}
	}
	if most >= 0 {
		return found(file, Relative)
	}
	files, covered := r.rewrite(p)
	if len(files) > 0 {
		return choose(files, Learned)
	}
	rest := p
	for leaves(rest.path) {
		rest.path = strings.TrimPrefix(strings.TrimPrefix(rest.path, ".."), "/")
	}
	least := 2
	if rest.path == p.path && !strings.Contains(p.path, "/") {
		least = 1 // the report says no more than the name
	}
	if m, v := r.suffix(rest, least); v == Found || v == Ambiguous {
		// A path that matches from end to end is good evidence of itself: reports
		// of several modules are often concatenated. A part of it is not.
		if whole := v == Found && strings.HasSuffix("/"+m.Path, "/"+rest.path); whole || v == Ambiguous || !covered {
			return m, v
		}
	}
	if outside {
		return Match{Candidates: r.near(rest.path)}, Outside
	}
	return Match{Candidates: r.near(rest.path)}, Missing
}

// join appends a relative path, perhaps with leading "..", to a base folder;
// false when that leaves the workspace. It may come back through the
// workspace's own name.
func (r *Resolver) join(base, rel string) (string, bool) {
	joined := path.Join(base, rel)
	if !leaves(joined) {
		return joined, true
	}
	if r.tree.root == "" {
		return "", false
	}
	return r.tree.relative(path.Join(r.tree.root, joined))
}
