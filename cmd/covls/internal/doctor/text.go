package doctor

import (
	"fmt"
	"strings"

	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/index"
)

// The examination in plain text: the chain first, since it has the answer; then
// what it rests on.

// signs stand before steps. They differ in shape, not in colour alone.
var signs = map[State]string{Holds: "✓", Partly: "~", Fails: "✗", Unreached: "·"}

// Text puts the examination into words. paint colours a sign, and nil leaves it.
func (e *Examination) Text(paint func(State, string) string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "workspace %s\n", line(e.Root))
	if f := e.Diagnosis.File; f != nil {
		fmt.Fprintf(&b, "file %s\n", line(f.Path))
	}
	b.WriteByte('\n')
	for _, s := range e.Steps {
		sign := signs[s.State]
		if paint != nil {
			sign = paint(s.State, sign)
		}
		b.WriteString(strings.TrimRight(fmt.Sprintf("%s %-13s %s", sign, s.Name, s.Finding), " ") + "\n")
		if s.Action != "" {
			fmt.Fprintf(&b, "  %-13s → %s\n", "", s.Action)
		}
	}
	e.stacks(&b)
	e.reports(&b)
	e.problems(&b)
	e.machine(&b)
	return b.String()
}

// stacks says how to make the first report.
func (e *Examination) stacks(b *strings.Builder) {
	if len(e.Diagnosis.Reports) > 0 {
		return
	}
	b.WriteString("\nto make a report\n")
	for _, s := range e.Stacks {
		fmt.Fprintf(b, "  %s (%s)\n", s.Name, line(s.Evidence))
		for _, setup := range s.Setup {
			fmt.Fprintf(b, "    once: %s\n", setup)
		}
		fmt.Fprintf(b, "    %s\n    writes %s\n", s.Command, line(s.Report))
	}
	if len(e.Stacks) == 0 {
		b.WriteString("  no project file that covls knows was found: have your tool write lcov or Cobertura XML,\n" +
			"  as lcov.info or coverage.xml at the top of the workspace\n")
	}
}

// reports tells of each report what became of its paths.
func (e *Examination) reports(b *strings.Builder) {
	if len(e.Diagnosis.Reports) > 0 {
		b.WriteString("\nreports\n")
	}
	for i := range e.Diagnosis.Reports {
		reportText(b, &e.Diagnosis.Reports[i])
	}
	if f := e.Diagnosis.File; f != nil && len(f.NearMisses) > 0 {
		b.WriteString("\npaths that end like this file's\n")
		for _, m := range f.NearMisses {
			fmt.Fprintf(b, "  %s: %s\n", line(m.Report), told(m.Unresolved))
		}
	}
}

func reportText(b *strings.Builder, r *index.ReportDiagnosis) {
	head := []string{r.Format, count(r.Paths, "path")}
	if r.Format == "" {
		head = head[1:]
	}
	if len(r.Flags) > 0 {
		head = append(head, "flags "+line(strings.Join(r.Flags, ", ")))
	}
	fmt.Fprintf(b, "  %s: %s\n", line(r.Name), strings.Join(head, ", "))
	if r.Problem != nil {
		fmt.Fprintf(b, "    %s (%s)\n", line(r.Problem.Message), line(r.Problem.Hint))
	}
	if r.SameRun != "" {
		fmt.Fprintf(b, "    of the same run as %s, which says more and speaks for it\n", line(r.SameRun))
	}
	var ways []string
	for _, f := range r.Found {
		ways = append(ways, fmt.Sprintf("%d %s", f.Files, f.How))
	}
	if len(ways) > 0 {
		fmt.Fprintf(b, "    found: %s\n", strings.Join(ways, ", "))
	}
	for _, p := range r.Learned {
		fmt.Fprintf(b, "    inferred: %s is %s, for %s and against %d\n", prefixName(p.From), folderName(p.To), count(p.Files, "path"), p.Missing)
	}
	for _, u := range r.Unresolved {
		fmt.Fprintf(b, "    not found: %s\n", told(u))
	}
	for _, p := range r.Proposals {
		fmt.Fprintf(b, "    possible: %s is %s, for %s and against %d\n", prefixName(p.From), alternatives(p.To), count(p.Files, "path"), p.Missing)
	}
}

// prefixName is a report's prefix as people read it.
func prefixName(from string) string {
	if from == "" {
		return "a relative path"
	}
	return line(from)
}

func (e *Examination) problems(b *strings.Builder) {
	if len(e.Diagnosis.Problems) > 0 {
		b.WriteString("\nproblems\n")
	}
	for _, p := range e.Diagnosis.Problems {
		fmt.Fprintf(b, "  %s (%s)\n", line(p.Message), line(p.Hint))
	}
}

func (e *Examination) machine(b *strings.Builder) {
	m := &e.Machine
	git := m.Git
	if git == "" {
		git = "none: what was measured before an edit cannot be found out"
	}
	fmt.Fprintf(b, "\nmachine\n  system: %s\n  git: %s\n  cache: %s\n  index: %s (%s)\n", m.Platform, line(git), line(m.Cache), line(m.Index), explain.Count(uint64(m.IndexSize), "byte"))
	if m.IndexTaken {
		b.WriteString("  another process has the index open; this one worked without it\n")
	}
	if m.Watches > 0 {
		fmt.Fprintf(b, "  watching: %s here, of the %d that this user may watch\n", count(m.Folders, "folder"), m.Watches)
		if m.Folders > m.Watches {
			b.WriteString("    → raise fs.inotify.max_user_watches with sysctl; until then covls polls, which is slower\n")
		}
	}
}
