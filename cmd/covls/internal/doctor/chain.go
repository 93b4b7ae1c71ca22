package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/index"
)

// The chain of a workspace. Every step is a function of the diagnosis, so each
// has its cases in a test without a disk.

// A State is how a step came out.
type State string

const (
	Holds     State = "ok"
	Partly    State = "partly"
	Fails     State = "failed"
	Unreached State = "unreached" // a step before it failed
)

// A Step is one link of the chain.
type Step struct {
	Name    string
	State   State
	Finding string // what is so
	Action  string // what to do about it; may be empty
}

// shown is what a snapshot knows in sum.
type shown interface {
	Files() int
	Totals() (coverage.Summary, []coverage.FlagCoverage)
}

// chain cuts steps off behind the first that fails.
func chain(steps ...Step) []Step {
	i := slices.IndexFunc(steps, func(s Step) bool { return s.State == Fails })
	if i < 0 {
		return steps
	}
	for j := i + 1; j < len(steps); j++ {
		steps[j] = Step{Name: steps[j].Name, State: Unreached}
	}
	return steps
}

func workspaceSteps(d *index.Diagnosis, s shown) []Step {
	return chain(discovered(d), recognised(d), parsed(d), resolved(d), matched(d, s.Files()), visible(d, s))
}

// discovered is about files that by their names may be reports.
func discovered(d *index.Diagnosis) Step {
	s := Step{Name: "discovered", State: Holds}
	n := len(d.Reports) + len(d.Rejected)
	s.Finding = count(n, "possible report")
	if n == 0 {
		s.State = Fails
		s.Finding = "no report among " + count(d.Files, "file")
		s.Action = "run the tests with coverage, or name the report under reports in covls.yaml"
	}
	if d.Excluded.Count > 0 {
		s.Finding += fmt.Sprintf("; %s left out by exclude-reports, such as %s", count(d.Excluded.Count, "file"), line(d.Excluded.Examples[0]))
		if n == 0 {
			s.Action = "take it out of exclude-reports in the configuration"
		}
	}
	return s
}

// recognised is about their content.
func recognised(d *index.Diagnosis) Step {
	s := Step{Name: "recognised", State: Holds}
	var names []string
	rejected := d.Rejected
	for _, r := range d.Reports {
		switch {
		case r.NotReport:
			rejected = append(rejected[:len(rejected):len(rejected)], *r.Problem)
		case r.Format == "":
			names = append(names, line(r.Name))
		default:
			names = append(names, line(r.Name)+" is "+r.Format)
		}
	}
	s.Finding = listed(names, 3)
	if len(rejected) > 0 {
		s.State, s.Action = Partly, rejected[0].Hint
		s.Finding = strings.TrimPrefix(s.Finding+"; "+line(rejected[0].Message), "; ")
		if len(rejected) > 1 {
			s.Finding += fmt.Sprintf(", and %d more are none", len(rejected)-1)
		}
	}
	if len(names) == 0 {
		s.State = Fails
	}
	return s
}

// parsed is about reports that are broken, and about broken records in others.
func parsed(d *index.Diagnosis) Step {
	s := Step{Name: "parsed", State: Holds}
	var broken []coverage.Problem
	whole := 0
	for _, r := range d.Reports {
		switch {
		case r.NotReport:
		case r.Problem != nil:
			broken = append(broken, *r.Problem)
		default:
			whole++
		}
	}
	s.Finding = count(whole, "report")
	for _, r := range d.Reports {
		if r.Dropped.Count > 0 && r.Problem == nil {
			s.State = Partly
			s.Finding += fmt.Sprintf("; in %s %s left out: %s", line(r.Name), count(r.Dropped.Count, "record"), line(r.Dropped.First))
			s.Action = "update the tool that writes it"
		}
	}
	if len(broken) > 0 {
		s.State, s.Action = Partly, broken[0].Hint
		s.Finding += fmt.Sprintf(", and %d that cannot be read: %s", len(broken), line(broken[0].Message))
	}
	if whole == 0 {
		s.State = Fails
		s.Finding = strings.TrimPrefix(s.Finding, "0 reports, and ")
	}
	return s
}

// matched is about content: what was measured against what is here.
func matched(d *index.Diagnosis, files int) Step {
	s := Step{Name: "matched", State: Holds, Finding: count(files, "file") + " as measured"}
	stale := d.Stale.Count
	if stale == 0 {
		return s
	}
	s.State, s.Action = Partly, "run the tests again"
	s.Finding = fmt.Sprintf("%d of %s changed since measured, such as %s", stale, count(files, "file"), line(d.Stale.Examples[0]))
	if stale >= files {
		s.State = Fails
	}
	return s
}

// visible is about what is left.
func visible(d *index.Diagnosis, in shown) Step {
	totals, _ := in.Totals()
	s := Step{Name: "shown", State: Holds, Finding: count(in.Files(), "file") + ", lines " + share(totals.Lines)}
	if d.Ignored.Count > 0 {
		s.State = Partly
		s.Finding += fmt.Sprintf("; %s left out by ignore, such as %s", count(d.Ignored.Count, "file"), line(d.Ignored.Examples[0]))
	}
	if in.Files() == 0 {
		s.State = Fails
		s.Action = "look at ignore in the configuration"
	}
	return s
}

// line is a name from a report or the disk, fit for one line.
func line(s string) string { return explain.OneLine(s) }

func count(n int, noun string) string { return explain.Count(uint64(n), noun) }

// share gives "66.6% (2/3)".
func share(r coverage.Ratio) string {
	if r.Total == 0 {
		return "n/a"
	}
	return fmt.Sprintf("%s%% (%d/%d)", r.Percent(1), r.Covered, r.Total)
}

// listed joins the first few words and says how many more there are.
func listed(words []string, limit int) string {
	if n := len(words) - limit; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:limit], ", "), n)
	}
	return strings.Join(words, ", ")
}
