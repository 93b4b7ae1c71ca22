package index

import (
	"cmp"
	"context"
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/paths"
)

// Diagnosing: what the index threw away when it took a report in, such as the
// files that an ambiguous path might have been. It is asked for rarely and would
// be a burden to store, so the reports are read and resolved once more. That
// happens beside the writer, on the tree and the configuration of one moment:
// who asks an editor why nothing is shown must not stop it from showing.

// ErrNotListed means that the workspace's files are not known yet.
var ErrNotListed = errors.New("the workspace has not been looked at yet: ask again in a moment")

// An examination is the moment that a diagnosis is of.
type examination struct {
	*Workspace // its configuration and its tree only
	entries    []*entry
	members    map[string][]member
	times      map[uint32]int64 // when reports were written, by name
	examined   []examined
	out        *Diagnosis
}

// examined is one report that was read again.
type examined struct {
	*ReportDiagnosis
	dir      string
	mappings map[string]string
	sections []coverage.Section // by path, without their data
	resolved []resolution       // what became of each
}

type resolution struct {
	paths.Match
	verdict paths.Verdict
}

// first reports whether the section is the first of its path.
func (e *examined) first(i int) bool { return i == 0 || e.sections[i-1].Path != e.sections[i].Path }

// unresolved is what is told of a section whose path is no file.
func (e *examined) unresolved(i int) Unresolved {
	r := &e.resolved[i]
	return Unresolved{e.sections[i].Path, r.verdict, r.How == paths.Mapped, r.Candidates}
}

// Diagnose says why the workspace, or the file at the workspace-relative path
// file if that is not "", shows what it shows. It costs as much as reading all
// reports and ends early with ctx.
func (w *Workspace) Diagnose(ctx context.Context, file string) (*Diagnosis, error) {
	x, err := w.examine()
	if err != nil {
		return nil, err
	}
	for i := range x.out.Reports {
		if err := x.report(ctx, &x.out.Reports[i]); err != nil {
			return nil, err
		}
	}
	x.propose()
	if err := x.sources(ctx); err != nil {
		return nil, err
	}
	if file != "" {
		x.file(file)
	}
	return x.out, nil
}

// examine takes the moment.
func (w *Workspace) examine() (*examination, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tree == nil {
		return nil, ErrNotListed
	}
	x := &examination{
		Workspace: &Workspace{root: w.root, options: w.options, config: w.config, settings: w.settings, tree: w.tree},
		entries:   w.entries,
		members:   w.slotMembers(),
		times:     map[uint32]int64{},
		out:       &Diagnosis{IndexTaken: w.private != "", Problems: slices.Concat(w.notes, w.configNotes)},
	}
	x.rules.Store(w.rules.Load())
	for _, s := range w.slots {
		if s.run != nil {
			x.times[s.ID] = s.run.Time
		}
		status, known := w.status(s)
		switch {
		case known:
			x.out.Reports = append(x.out.Reports, ReportDiagnosis{ReportStatus: status})
		case s.Failed != nil:
			x.out.Rejected = append(x.out.Rejected, *s.Failed)
		}
	}
	slices.SortFunc(x.out.Reports, func(a, b ReportDiagnosis) int { return cmp.Compare(a.Name, b.Name) })
	slices.SortFunc(x.out.Rejected, func(a, b coverage.Problem) int { return cmp.Compare(a.Message, b.Message) })
	return x, nil
}

// report reads one report again and resolves its paths.
func (x *examination) report(ctx context.Context, d *ReportDiagnosis) error {
	members := x.members[d.Name]
	if len(members) == 0 {
		return nil // it is gone, and its grace has not ended
	}
	r, resolver, err := x.gather(ctx, d.Name, members, func(*coverage.File) []byte { return nil })
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		problem := describe(d.Name, err)
		d.Problem, d.NotReport = &problem, errors.Is(err, coverage.ErrNotReport)
		return nil
	}
	d.Learned = resolver.Learned()
	e := examined{ReportDiagnosis: d, dir: path.Dir(d.Name), mappings: r.mappings}
	for _, s := range r.sections {
		e.sections = append(e.sections, s.reported)
	}
	// One path may have several sections, with roots of their own.
	slices.SortStableFunc(e.sections, func(a, b coverage.Section) int { return cmp.Compare(a.Path, b.Path) })
	e.resolve(resolver)
	x.examined = append(x.examined, e)
	return nil
}

// resolve fills in what became of every path.
func (e *examined) resolve(resolver *paths.Resolver) {
	how := map[paths.How]int{}
	var unresolved []Unresolved
	for i := range e.sections {
		match, verdict := resolver.Resolve(&e.sections[i])
		e.resolved = append(e.resolved, resolution{match, verdict})
		switch {
		case !e.first(i):
			continue
		case verdict == paths.Found:
			how[match.How]++
		default:
			unresolved = append(unresolved, e.unresolved(i))
		}
		e.Paths++
	}
	for way, files := range how {
		e.Found = append(e.Found, Found{way, files})
	}
	slices.SortFunc(e.Found, func(a, b Found) int { return cmp.Compare(b.How, a.How) })
	slices.SortStableFunc(unresolved, func(a, b Unresolved) int {
		return cmp.Compare(min(len(b.Candidates), 1), min(len(a.Candidates), 1))
	})
	e.Unresolved = slices.Clone(unresolved[:min(len(unresolved), maxExamples)])
}

// file says what the reports say of one path.
func (x *examination) file(name string) {
	d := &FileDiagnosis{
		Path: name, Exists: x.tree.Has(name), Ignored: x.config.Ignored(name),
		Candidate: (&rules{config: x.config, settings: x.settings}).candidate(name),
	}
	x.out.File = d
	for _, e := range x.examined {
		for i, r := range e.resolved {
			reported := e.sections[i].Path
			switch {
			case !e.first(i):
			case r.Path == name:
				d.Mentions = append(d.Mentions, Mention{e.Name, reported, r.How})
			case r.verdict != paths.Found && strings.EqualFold(baseOf(reported), path.Base(name)):
				d.NearMisses = append(d.NearMisses, NearMiss{e.Name, e.unresolved(i)})
			}
		}
	}
	shared := func(m NearMiss) int { return sharedParts(m.Path, name) }
	slices.SortStableFunc(d.NearMisses, func(a, b NearMiss) int { return cmp.Compare(shared(b), shared(a)) })
	d.NearMisses = slices.Clip(d.NearMisses[:min(len(d.NearMisses), maxExamples)])
}

// baseOf is the last part of a path as a report spells it, whatever separates.
func baseOf(reported string) string {
	return reported[strings.LastIndexAny(reported, `/\`)+1:]
}

// sharedParts is in how many parts two paths end alike.
func sharedParts(reported, name string) int {
	a := strings.FieldsFunc(reported, func(r rune) bool { return r == '/' || r == '\\' })
	b := strings.Split(name, "/")
	n := 0
	for n < len(a) && n < len(b) && strings.EqualFold(a[len(a)-1-n], b[len(b)-1-n]) {
		n++
	}
	return n
}
