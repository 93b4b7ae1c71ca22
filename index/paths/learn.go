package paths

import (
	"cmp"
	"slices"
	"strings"
)

// What a report as a whole tells of its prefixes (formats §2: Docker and CI).
// Every path that ends like a file votes for the rewrite that would make it
// that file; the rewrites with most votes are then held against all paths, and
// those that explain the paths they cover are accepted. The result depends on
// the set of paths only.

// A Prefix is a rewrite from a report's paths to the workspace's.
type Prefix struct {
	// From is the report's prefix with a slash at its end, or empty for relative
	// paths as they stand.
	From string
	// To is the workspace folder it stands for, with a slash at its end, or
	// empty for the workspace itself.
	To string
	// Files is how many of the report's paths are files under this rewrite, and
	// Missing how many with this prefix are not.
	Files, Missing int

	abs  bool
	weak bool // no more than bare names speak for it
}

const (
	// maxRewrites bounds the work on a report of many prefixes. Real ones have
	// one or two.
	maxRewrites = 16
	// maxVotes is how many files one path may vote for: an index.ts that is
	// everywhere says nothing.
	maxVotes = 8
)

type rewriteKey struct{ from, to string }

// settle draws the conclusions from the evidence, if there is new evidence.
func (r *Resolver) settle() {
	if r.settled {
		return
	}
	r.settled = true
	candidates := strongest(r.votes())
	r.baseHits = make(map[string]int, len(r.bases))
	for _, base := range r.bases {
		candidates = append(candidates, Prefix{To: base})
	}
	for i := range candidates {
		r.weigh(&candidates[i])
	}
	for _, base := range candidates[len(candidates)-len(r.bases):] {
		r.baseHits[base.To] = base.Files
	}
	r.rewrites = accepted(candidates)
}

// votes counts for how many paths each rewrite would be the explanation.
func (r *Resolver) votes() map[rewriteKey]*Prefix {
	votes := map[rewriteKey]*Prefix{}
	for _, spellings := range r.evidence {
		for _, p := range spellings {
			files, parts := r.tree.ends(p)
			switch {
			case parts >= 2 && len(files) <= maxVotes:
				for _, file := range files {
					vote(votes, p, file, false)
				}
			case parts == 1 && p.abs && len(files) == 1 && !strings.Contains(files[0], "/"):
				// A file of the workspace's own folder can share its name only. It
				// speaks for a prefix if no other file could be meant.
				vote(votes, p, files[0], true)
			}
		}
	}
	return votes
}

func vote(votes map[rewriteKey]*Prefix, p spelled, file string, weak bool) {
	shared := sharedEnd(file, strings.TrimPrefix(p.path, "/"), true)
	key := rewriteKey{p.path[:len(p.path)-shared], file[:len(file)-shared]}
	v := votes[key]
	if v == nil {
		v = &Prefix{From: key.from, To: key.to, abs: p.abs, weak: true}
		votes[key] = v
	}
	v.Files++
	v.weak = v.weak && weak
}

// strongest keeps the rewrites with most votes. Where the limit falls among
// equals, none of those is kept: a choice among them would be chance.
func strongest(votes map[rewriteKey]*Prefix) []Prefix {
	var out []Prefix
	for _, v := range votes {
		if v.Files > 1 {
			out = append(out, *v)
		}
	}
	slices.SortFunc(out, compareRewrites)
	if len(out) <= maxRewrites {
		return out
	}
	n := maxRewrites
	for n > 0 && out[n-1].Files == out[maxRewrites].Files {
		n--
	}
	return out[:n]
}

func compareRewrites(a, b Prefix) int {
	if c := cmp.Compare(b.Files, a.Files); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Missing, b.Missing); c != 0 {
		return c
	}
	if c := cmp.Compare(a.From, b.From); c != 0 {
		return c
	}
	return cmp.Compare(a.To, b.To)
}

// weigh counts which of the report's paths the rewrite explains. A path with
// several spellings (roots) is explained when one of them is.
func (r *Resolver) weigh(w *Prefix) {
	w.Files, w.Missing = 0, 0
	for _, spellings := range r.evidence {
		covered, hit := false, false
		for _, p := range spellings {
			rest, ok := w.cut(p)
			if !ok {
				continue
			}
			covered = true
			if _, ok := r.apply(w.To, rest, p.fold); ok {
				hit = true
				break
			}
		}
		switch {
		case hit:
			w.Files++
		case covered:
			w.Missing++
		}
	}
}

// cut takes the rewrite's prefix off a path; false when it has another one.
func (w *Prefix) cut(p spelled) (rest string, ok bool) {
	if w.abs != p.abs {
		return "", false
	}
	return strings.CutPrefix(p.path, w.From)
}

func (r *Resolver) apply(to, rest string, fold bool) (string, bool) {
	if leaves(rest) {
		rel, ok := r.join(to, rest)
		if !ok {
			return "", false
		}
		return r.tree.lookup(rel, fold)
	}
	return r.tree.lookup(to+rest, fold)
}

// accepted keeps the rewrites that explain at least two paths and half of those
// they cover. Two prefixes may stand for one folder, as in a report merged from
// two machines, but only when both explain about as much of it: a sibling
// project of the same layout explains some by chance.
func accepted(candidates []Prefix) []Prefix {
	type folder struct {
		to  string
		abs bool
	}
	best := map[folder]int{}
	rivals := map[folder]int{}
	plausible := func(w Prefix) bool {
		return w.Files >= 2 && w.Files >= w.Missing && !(w.weak && w.Missing > 0)
	}
	for _, w := range candidates {
		if plausible(w) {
			key := folder{w.To, w.abs}
			best[key] = max(best[key], w.Files)
			rivals[key]++
		}
	}
	var out []Prefix
	for _, w := range candidates {
		key := folder{w.To, w.abs}
		if !plausible(w) || w.Files*2 < best[key] || w.weak && rivals[key] > 1 {
			continue
		}
		if !slices.ContainsFunc(out, func(o Prefix) bool { return o.From == w.From && o.To == w.To && o.abs == w.abs }) {
			out = append(out, w)
		}
	}
	slices.SortFunc(out, compareRewrites)
	return out
}

// rewrite applies what was learned: the files under the rewrites that explain
// most. covered reports that some rewrite has the path's prefix, so that a file
// which is not there is missing rather than elsewhere.
func (r *Resolver) rewrite(p spelled) (files []string, covered bool) {
	most := 0
	for i := range r.rewrites {
		w := &r.rewrites[i]
		rest, ok := w.cut(p)
		if !ok {
			continue
		}
		covered = true
		if w.Files < most {
			continue
		}
		if file, ok := r.apply(w.To, rest, p.fold); ok && !slices.Contains(files, file) {
			files, most = append(files, file), w.Files
		}
	}
	return files, covered
}
