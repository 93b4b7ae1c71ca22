package doctor

import (
	"fmt"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/index"
)

// The chain of one file. Its first steps are the workspace's: a file is shown
// where any report is read.

func fileSteps(d *index.Diagnosis, w *index.Workspace) ([]Step, error) {
	observations, err := w.Snapshot().Observations(d.File.Path)
	if err != nil {
		return nil, fmt.Errorf("look up %s: %w", d.File.Path, err)
	}
	content := contentOf(w.Root(), d.File.Path)
	return chain(discovered(d), recognised(d), parsed(d),
		named(d.File), measured(d.File, observations, content), painted(d.File, observations, content)), nil
}

// named is about the reports that name the file.
func named(f *index.FileDiagnosis) Step {
	s := Step{Name: "path resolved", State: Holds}
	var mentions []string
	for _, m := range f.Mentions {
		mentions = append(mentions, fmt.Sprintf("%s names it %s (%s)", line(m.Report), line(m.Path), m.How))
	}
	s.Finding = listed(mentions, 3)
	if len(mentions) > 0 {
		return s
	}
	s.State = Fails
	switch {
	case !f.Exists:
		s.Finding = "there is no file " + line(f.Path) + " here, or it lies in a folder that is never entered"
		s.Action = "name a file as `covls report` prints it"
	case len(f.NearMisses) > 0:
		miss := f.NearMisses[0]
		s.Finding = "no report names it; in " + line(miss.Report) + " " + told(miss.Unresolved)
		s.Action = "`covls doctor` without a file says which path mapping would help"
	case f.Candidate:
		s.Finding = "it is a report itself, or called like one"
		s.Action = "name a source file"
	default:
		s.Finding = "no report names it, or a file that ends like it"
		s.Action = "see that the tests load it, and that the coverage tool's own configuration does not leave it out"
	}
	return s
}

// measured is about the content that the reports speak of.
func measured(f *index.FileDiagnosis, observations []coverage.Observation, content coverage.ContentID) Step {
	if f.Ignored {
		return Step{Name: "matched", State: Unreached} // snapshots do not have it
	}
	s := Step{Name: "matched", State: Fails, Action: "run the tests again"}
	here := "the file on disk is " + explain.Short(content)
	for _, o := range observations {
		switch {
		case content != "" && o.Content == content:
			return Step{Name: s.Name, State: Holds, Finding: line(o.Report.Name) + " measured " + explain.Short(o.Content) + ", the text on disk"}
		case o.Content == "":
			s.Finding = fmt.Sprintf("the file changed after %s was written, and nobody knows what was measured; %s", line(o.Report.Name), here)
		default:
			s.Finding = fmt.Sprintf("%s measured %s, and %s", line(o.Report.Name), explain.Short(o.Content), here)
		}
	}
	return s
}

// painted is about what is left to show of the file.
func painted(f *index.FileDiagnosis, observations []coverage.Observation, content coverage.ContentID) Step {
	view := coverage.ViewOf(f.Path, observations, content, nil)
	s := Step{Name: "shown", State: Holds, Finding: "lines " + share(view.Summary.Lines)}
	switch {
	case f.Ignored:
		s.State, s.Finding, s.Action = Fails, "ignore in the configuration leaves it out", "take it out of ignore"
	case len(view.Marks) == 0:
		s.State, s.Finding = Fails, "the reports instrument no line of it"
	}
	return s
}
