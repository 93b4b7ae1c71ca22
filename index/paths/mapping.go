package paths

import (
	"cmp"
	"path"
	"slices"
	"strings"
)

// Configured mappings: the user's own words, so they come first and decide. A
// mapped path that is not there is missing, rather than looked for elsewhere.

type mapping struct {
	from string // ends in a slash, or is empty for every relative path
	to   string // ends in a slash, or is empty for the root
	out  bool   // it leads out of the workspace
}

// newMappings prepares the mappings, the longest prefix first.
func newMappings(t *Tree, configured map[string]string) []mapping {
	var out []mapping
	for from, to := range configured {
		m := mapping{from: plain(from)}
		if m.from != "" && !strings.HasSuffix(m.from, "/") {
			m.from += "/"
		}
		m.to, m.out = target(t, to)
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b mapping) int {
		if c := cmp.Compare(len(b.from), len(a.from)); c != 0 {
			return c
		}
		return cmp.Compare(a.from, b.from)
	})
	return out
}

// target brings the right side of a mapping into the form that files are
// appended to; out reports that no file of the workspace can follow.
func target(t *Tree, to string) (rel string, out bool) {
	p, ok := spell(to, looksWindows(to))
	if !ok { // "" and "." are the workspace itself
		return "", false
	}
	rel = p.path
	if p.abs {
		if rel == t.root {
			return "", false
		}
		if rel, ok = t.relative(p.path); !ok {
			return "", true
		}
	}
	return rel + "/", leaves(rel)
}

// plain is a path with its separators and its drive in the one spelling, but
// with what wraps it: a mapping may speak of "webpack://app/" or "/_/".
func plain(p string) string {
	if looksWindows(p) {
		p = slashes(p)
	}
	if hasDrive(p) {
		p = strings.ToLower(p[:1]) + p[1:]
	}
	return p
}

// mapped applies the mapping with the longest prefix, to the path as it was
// written and then to its one spelling. false means that none applies.
func (r *Resolver) mapped(raw string) (file string, ok bool) {
	if len(r.mappings) == 0 {
		return "", false
	}
	forms := []string{plain(raw)}
	for _, p := range readings(raw) {
		forms = append(forms, p.path)
	}
	for _, m := range r.mappings {
		for _, form := range forms {
			rest, ok := strings.CutPrefix(form, m.from)
			if !ok || m.from == "" && (strings.HasPrefix(form, "/") || hasDrive(form)) {
				continue
			}
			if m.out {
				return "", true
			}
			return path.Clean(m.to + rest), true
		}
	}
	return "", false
}

func (r *Resolver) mappedMatch(file string) (Match, Verdict) {
	if file == "" || leaves(file) {
		return Match{How: Mapped}, Outside
	}
	if match, ok := r.tree.lookup(file, r.tree.caseless()); ok {
		return found(match, Mapped)
	}
	return Match{How: Mapped, Candidates: r.near(file)}, Missing
}
