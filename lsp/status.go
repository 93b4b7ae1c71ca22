package lsp

import (
	"slices"
	"time"

	"github.com/covls/covls/coverage"
)

// covls/status: that nothing was found, or that something is wrong, is a state
// to be looked at and never a pop-up, which is what users of other extensions
// turn off first.

const (
	stateIndexing = "indexing"
	stateReady    = "ready"
	stateEmpty    = "empty"
	stateProblem  = "problem"
)

// publishStatus queues a folder's status if it is not what was told last.
func (s *session) publishStatus(f *folder, told map[*folder]status) {
	s.mu.Lock()
	here := slices.Contains(s.folders, f)
	settings := s.settings
	s.mu.Unlock()
	if !here {
		delete(told, f)
		return
	}
	if !s.client.publish {
		return
	}
	now := f.status(settings, time.Now())
	if before, ok := told[f]; ok && now.same(before) {
		return
	}
	told[f] = now
	s.editor.Publish("status "+f.path, methodStatus, func() any { return now })
}

// status says how the folder's workspace is.
func (f *folder) status(settings *settings, now time.Time) status {
	st := status{
		Workspace: f.uri, State: stateIndexing,
		Flags: []flagCoverage{}, Gates: []gate{}, Problems: []problem{},
	}
	if !f.opened() {
		return st
	}
	if f.workspace == nil {
		st.State = stateProblem
		st.Problems = append(st.Problems, problem{
			Message: "the workspace cannot be opened: " + f.err.Error(),
			Hint:    "mend what the message names and reload the window",
		})
		return st
	}
	snapshot := f.workspace.Snapshot()
	reports := snapshot.Reports()
	st.Reports, st.Files = len(reports), snapshot.Files()
	var flags []coverage.FlagCoverage
	st.Summary, flags = snapshot.Select(settings.flags).Totals()
	st.Flags = flagsOnWire(flags, now)
	for _, p := range snapshot.Problems() {
		st.Problems = append(st.Problems, problem(p))
	}
	switch {
	case f.progress.newest().Indexing:
		st.State = stateIndexing
	case len(st.Problems) > 0:
		st.State = stateProblem
	case len(reports) == 0:
		st.State = stateEmpty
	default:
		st.State = stateReady
	}
	return st
}

func (s status) same(o status) bool {
	return s.State == o.State && s.Reports == o.Reports && s.Files == o.Files && s.Summary == o.Summary &&
		sameFlags(s.Flags, o.Flags) && slices.Equal(s.Problems, o.Problems)
}

// opened reports whether the folder's workspace is open, or never will be.
func (f *folder) opened() bool {
	select {
	case <-f.ready:
		return true
	default:
		return false
	}
}
