package paths

import (
	"cmp"
	"slices"
	"strings"
)

// What a person could write under path-mappings. Resolving rests on evidence
// that is not wrong by chance, since a wrong mark costs trust; where that is too
// weak, a guess is still a good thing to show to somebody who can check it.

// A Proposal is a mapping that would give files to paths which have none.
type Proposal struct {
	// From is the report's prefix with a slash at its end, or empty for all
	// relative paths.
	From string
	// To are the workspace folders that explain equally much, each with a slash
	// at its end, or empty for the workspace itself. With more than one it takes
	// a person to choose.
	To []string
	// Files is how many of the paths would be files, and Missing how many of that
	// prefix would still be none.
	Files, Missing int
}

const (
	// maxUnresolved bounds how many paths are looked at. A pattern that is there
	// shows in far fewer.
	maxUnresolved = 10_000
	// maxProposals is how many mappings are proposed: nobody checks more.
	maxProposals = 8
	// leastFiles is how many paths a mapping has to explain. A single file of the
	// right name may be any project's.
	leastFiles = 2
)

// Propose infers mappings from the paths of one report that resolve to nothing,
// the one that explains most first. taken are the files that other paths of it
// resolve to: a prefix that leads there is a project's that only looks alike.
func (t *Tree) Propose(unresolved []string, taken map[string]bool) []Proposal {
	var left []spelled
	for _, raw := range unresolved[:min(len(unresolved), maxUnresolved)] {
		if ways := readings(raw); len(ways) > 0 {
			left = append(left, ways[len(ways)-1])
		}
	}
	var out []Proposal
	for len(out) < maxProposals {
		best, ok := t.bestProposal(left, taken)
		if !ok {
			return out
		}
		out = append(out, best)
		left = slices.DeleteFunc(left, func(p spelled) bool { return strings.HasPrefix(p.path, best.From) })
	}
	return out
}

// bestProposal is the rewrite that explains most of the paths, with all folders
// that do so equally well.
func (t *Tree) bestProposal(unresolved []spelled, taken map[string]bool) (Proposal, bool) {
	rewrites := t.candidates(unresolved)
	var best Proposal
	for _, c := range rewrites {
		p := t.weighed(c, unresolved, taken)
		if p.Files < leastFiles || p.Files < p.Missing {
			continue
		}
		switch {
		case p.Files > best.Files, p.Files == best.Files && p.Missing < best.Missing:
			best = p
		case p.Files == best.Files && p.Missing == best.Missing && p.From == best.From:
			best.To = append(best.To, p.To...)
		}
	}
	slices.Sort(best.To)
	return best, best.Files > 0
}

// candidates are the rewrites for which most paths vote, best first. A path
// votes for every file that ends like it.
func (t *Tree) candidates(unresolved []spelled) []rewriteKey {
	votes := map[rewriteKey]int{}
	for _, p := range unresolved {
		files, parts := t.ends(p)
		if parts == 0 || len(files) > maxVotes {
			continue
		}
		for _, file := range files {
			shared := sharedEnd(file, strings.TrimPrefix(p.path, "/"), true)
			votes[rewriteKey{p.path[:len(p.path)-shared], file[:len(file)-shared]}]++
		}
	}
	keys := make([]rewriteKey, 0, len(votes))
	for key := range votes {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b rewriteKey) int {
		return cmp.Or(cmp.Compare(votes[b], votes[a]), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to))
	})
	return keys[:min(len(keys), maxRewrites)]
}

// weighed counts what a rewrite would explain.
func (t *Tree) weighed(c rewriteKey, unresolved []spelled, taken map[string]bool) Proposal {
	p := Proposal{From: c.from, To: []string{c.to}}
	for _, s := range unresolved {
		rest, ok := strings.CutPrefix(s.path, c.from)
		if !ok || c.from == "" && s.abs {
			continue
		}
		if file, found := t.lookup(c.to+rest, t.caseless()); found && !taken[file] {
			p.Files++
		} else {
			p.Missing++
		}
	}
	return p
}
