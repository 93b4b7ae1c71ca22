package index

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/store"
)

// Publishing: the writer's state becomes the next snapshot.

// restoreState reads what the index says, without looking at any report.
func (w *Workspace) restoreState() error {
	first, n, err := w.db.ReserveGenerations()
	if err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	w.generation, w.reserved = first, first+n
	state, err := w.db.Load()
	if err != nil {
		return fmt.Errorf("open the index: %w", err)
	}
	for _, name := range state.Names {
		s := &slot{Name: name}
		if run, ok := state.Runs[name.ID]; ok {
			s.run = &run
		}
		s.report = w.reportOf(s)
		w.slots[name.Name], w.byID[name.ID] = s, s
	}
	for _, f := range state.Files {
		w.setEntry(&entry{id: f.ID, path: f.Path, refs: f.Refs, summary: f.Summary})
	}
	if _, err := w.groupRuns(); err != nil {
		return err
	}
	for _, f := range state.Files {
		e, err := w.restore(f, w.load)
		if err != nil {
			return err
		}
		w.setEntry(e)
	}
	return nil
}

// publish makes the next snapshot from the state as it is.
func (w *Workspace) publish() {
	s := &Snapshot{
		generation: w.nextGeneration(),
		db:         w.db,
		entries:    w.entries,
		reports:    map[uint32]*coverage.Report{},
		pending:    w.pending,
	}
	flags := map[string]coverage.Ratio{}
	for _, e := range w.entries {
		if !e.visible() {
			continue
		}
		s.files++
		s.total = s.total.Add(e.summary)
		for _, f := range e.flags {
			flags[f.flag] = flags[f.flag].Add(f.lines)
		}
	}
	for id, slot := range w.byID {
		s.reports[id] = slot.report
		if status, ok := w.status(slot); ok {
			s.statuses = append(s.statuses, status)
		}
	}
	slices.SortFunc(s.statuses, func(a, b coverage.ReportStatus) int { return cmp.Compare(a.Name, b.Name) })
	s.flags = w.flagTotals(flags)
	s.problems = w.problems(s.statuses)
	w.current.Store(s)
	if w.options.Published != nil {
		w.options.Published(s)
	}
}

func (w *Workspace) nextGeneration() int64 {
	if w.generation++; w.generation >= w.reserved {
		// Without a reservation a crash could use a generation twice; going on
		// with unreserved ones is better than going back.
		if first, n, err := w.db.ReserveGenerations(); err == nil {
			w.generation, w.reserved = max(first, w.generation), first+n
		}
	}
	return w.generation
}

// flagTotals lists every flag that a report carries, "" only when it has data.
func (w *Workspace) flagTotals(lines map[string]coverage.Ratio) []coverage.FlagCoverage {
	oldest := map[string]time.Time{}
	for _, s := range w.slots {
		if s.run == nil {
			continue
		}
		for _, flag := range w.flagsOf(s.ID) {
			if at, ok := oldest[flag]; !ok || s.report.Time.Before(at) {
				oldest[flag] = s.report.Time
			}
		}
	}
	shares := make([]coverage.FlagCoverage, 0, len(oldest))
	for _, flag := range slices.Sorted(maps.Keys(oldest)) {
		shares = append(shares, coverage.FlagCoverage{Flag: flag, State: coverage.Fresh, Lines: lines[flag], Time: oldest[flag]})
	}
	return shares
}

// status is what is told of a slot. A file that only by its name might have
// been a report, and is none, is nobody's business.
func (w *Workspace) status(s *slot) (coverage.ReportStatus, bool) {
	status := coverage.ReportStatus{Report: coverage.Report{Name: s.Name.Name}}
	if s.report != nil {
		status.Report = *s.report
	}
	if s.run != nil {
		status.Files, status.Unresolved = s.run.Files, s.run.Unresolved
		status.Size, status.Dropped = s.run.Size, s.run.Dropped
	}
	if rich := w.shadow[s.ID]; len(rich) > 0 {
		status.SameRun = w.byID[w.richestOf(rich)].Name.Name
	}
	if s.Failed != nil && w.options.Now().Sub(s.failedSince) >= w.options.Patience {
		status.Problem = s.Failed
	}
	return status, s.run != nil || status.Problem != nil && !w.incidental(s)
}

// problems are those of the configuration and of the reports.
func (w *Workspace) problems(statuses []coverage.ReportStatus) []coverage.Problem {
	problems := slices.Concat(w.notes, w.configNotes)
	for _, status := range statuses {
		if status.Problem != nil {
			problems = append(problems, *status.Problem)
		}
		s := w.slots[status.Name]
		if s.run == nil {
			continue
		}
		problems = append(problems, runProblems(s.Name.Name, s.run)...)
	}
	return problems
}

func runProblems(name string, run *store.Run) []coverage.Problem {
	var problems []coverage.Problem
	if run.Unresolved > 0 && run.Files == 0 {
		problems = append(problems, coverage.Problem{
			Message: fmt.Sprintf("%s: none of its %d files is in this workspace, such as %s", name, run.Unresolved, run.Examples[0]),
			Hint:    "`covls doctor` finds the path mapping that would help",
		})
	}
	if run.Unanchored > 0 {
		problems = append(problems, coverage.Problem{
			Message: fmt.Sprintf("%s: %d of its %d files changed after it was written, so their lines are unknown", name, run.Unanchored, run.Files),
			Hint:    "run the tests again",
		})
	}
	if run.Dropped.Count > 0 {
		where := ""
		if run.Dropped.Line > 0 {
			where = fmt.Sprintf(", the first in line %d", run.Dropped.Line)
		}
		problems = append(problems, coverage.Problem{
			Message: fmt.Sprintf("%s: %v%s: %s", name, run.Dropped, where, run.Dropped.First),
			Hint:    "update the tool that writes it",
		})
	}
	return problems
}

// Note adds problems of others, such as the watcher's, to the next snapshots.
// With replace they are all there are.
func (w *Workspace) Note(problems []coverage.Problem, replace bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if replace {
		w.notes = nil
	}
	w.notes = append(w.notes, problems...)
}

// incidental reports whether a slot holds no report and only looked as if it
// might: a.out is no profile, guide.info is a manual, and beside a good report
// the other outputs of its tool, such as a summary, are nothing to complain
// about. What somebody named is never incidental.
func (w *Workspace) incidental(s *slot) bool {
	if !s.NotReport || w.named(s) {
		return false
	}
	base := strings.ToLower(path.Base(s.Name.Name))
	telling := strings.Contains(base, "cov") || strings.Contains(base, "jacoco") || strings.Contains(base, "cobertura")
	if !telling {
		return true
	}
	for _, other := range w.slots {
		if other.run != nil && home(other.Name.Name) == home(s.Name.Name) {
			return true
		}
	}
	return false
}
