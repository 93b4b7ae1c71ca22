package index

import (
	"maps"

	"github.com/covls/covls/index/paths"
)

// Mappings to propose. A mapping in the configuration is the user's word and
// goes before all other evidence, in every report; one that mends a report and
// breaks another would be worse than none. So each is tried on all of them.

// maxTrials bounds how many mappings are tried: each costs a resolution of every
// path of every report.
const maxTrials = 8

// propose infers mappings report by report, and keeps those that do no harm.
func (x *examination) propose() {
	tried := map[[2]string]bool{}
	for _, e := range x.examined {
		e.Proposals = x.tree.Propose(e.open())
		for _, p := range e.Proposals {
			if len(p.To) != 1 {
				continue
			}
			key := [2]string{p.From, p.To[0]}
			if tried[key] || len(tried) == maxTrials {
				continue
			}
			tried[key] = true
			if gained, lost := x.try(p); gained > 0 && lost == 0 {
				p.Files = gained
				x.out.Proposals = append(x.out.Proposals, p)
			}
		}
	}
}

// open lists the paths that lead nowhere and that the user has not mapped, and
// the files to which the others lead.
func (e *examined) open() (unresolved []string, taken map[string]bool) {
	taken = map[string]bool{}
	for i, r := range e.resolved {
		switch {
		case r.Path != "":
			taken[r.Path] = true
		case e.first(i) && r.How != paths.Mapped:
			unresolved = append(unresolved, e.sections[i].Path)
		}
	}
	return unresolved, taken
}

// try counts the paths, in all reports, that a mapping would give a file to, and
// those that it would take from theirs.
func (x *examination) try(p paths.Proposal) (gained, lost int) {
	for _, e := range x.examined {
		mappings := maps.Clone(e.mappings)
		mappings[p.From] = p.To[0]
		resolver := x.tree.Resolver(e.dir, mappings)
		for i := range e.sections {
			resolver.Add(&e.sections[i])
		}
		for i, before := range e.resolved {
			switch match, _ := resolver.Resolve(&e.sections[i]); {
			case match.Path == before.Path || !e.first(i) && before.Path == "":
			case before.Path == "":
				gained++
			default:
				lost++
			}
		}
	}
	return gained, lost
}
