package doctor

import (
	"fmt"

	"github.com/covls/covls/index"
	"github.com/covls/covls/index/paths"
)

// The step at which most chains end: a report names files as the machine saw
// them that ran the tests.

// resolved is about the paths of all reports.
func resolved(d *index.Diagnosis) Step {
	s := Step{Name: "path resolved", State: Holds}
	found, all := 0, 0
	var open []index.Unresolved
	for _, r := range d.Reports {
		all += r.Paths
		for _, f := range r.Found {
			found += f.Files
		}
		open = append(open, r.Unresolved...)
	}
	s.Finding = fmt.Sprintf("%d of %s", found, count(all, "path"))
	if found == all {
		return s
	}
	worst := worstOf(open)
	s.Finding += "; " + told(worst)
	// System headers and the like are nowhere here, and that is as it should be.
	if len(worst.Candidates) > 0 || found == 0 {
		s.State, s.Action = Partly, cure(d)
	}
	if found == 0 {
		s.State = Fails
	}
	return s
}

// worstOf is the path that says most about what is wrong: one that the user
// mapped, then one that several files fit, then one that a file ends like.
func worstOf(open []index.Unresolved) index.Unresolved {
	var worst index.Unresolved
	most := -1
	for _, u := range open {
		rank := 0
		switch {
		case u.Mapped:
			rank = 3
		case u.Verdict == paths.Ambiguous:
			rank = 2
		case len(u.Candidates) > 0:
			rank = 1
		}
		if rank > most {
			worst, most = u, rank
		}
	}
	return worst
}

// told says what became of a path.
func told(u index.Unresolved) string {
	name := line(u.Path)
	switch {
	case u.Mapped:
		return name + " is mapped by path-mappings to where no file is"
	case u.Verdict == paths.Ambiguous:
		return name + " may be " + alternatives(u.Candidates)
	case len(u.Candidates) > 0:
		return name + " is none, and ends like " + alternatives(u.Candidates)
	case u.Verdict == paths.Outside:
		return name + " is outside of the workspace"
	}
	return name + " is no file here"
}

// cure is what would give the paths their files.
func cure(d *index.Diagnosis) string {
	if len(d.Proposals) > 0 {
		return "`covls doctor --fix` maps " + listed(mappingsOf(d.Proposals), 3)
	}
	for _, r := range d.Reports {
		for _, p := range r.Proposals {
			if len(p.To) > 1 {
				return fmt.Sprintf("say under path-mappings in covls.yaml whether %s is %s", line(p.From), alternatives(p.To))
			}
		}
	}
	return "map them under path-mappings in covls.yaml, if they are files of this workspace"
}

func mappingsOf(proposals []paths.Proposal) []string {
	var out []string
	for _, p := range proposals {
		out = append(out, fmt.Sprintf("%s to %s (%s)", line(p.From), folderName(p.To[0]), count(p.Files, "file")))
	}
	return out
}

// alternatives gives "a/x.c or b/x.c".
func alternatives(names []string) string {
	out := ""
	for i, name := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			out += " or "
		default:
			out += ", "
		}
		out += folderName(line(name))
	}
	return out
}

// folderName is a workspace folder as people and covls.yaml write it.
func folderName(folder string) string {
	if folder == "" {
		return "."
	}
	return folder
}
