package index

import (
	"cmp"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/index/store"
)

// Slots: which files on disk are one report (semantics §1, "name"). New content
// under a name replaces the old, different names merge. Parts of a path that
// change with every run read as "*", so a name may stand for several files: all
// files of one run merge, and the next run replaces them.

// runGap is how far apart two files below folders that change with every run
// (TestResults/<guid>/) may have been written and still be of the same run.
// `dotnet test` of a solution writes one such folder a project, seconds apart,
// and never removes those of earlier runs.
const runGap = 10 * time.Second

// A member is one report file of a slot, as it looks now.
type member struct {
	rel   string
	stamp store.Stamp
}

// slotMembers groups the report files on disk by their name, and leaves out
// those that a later run of the same name replaced.
func (w *Workspace) slotMembers() map[string][]member {
	slots := map[string][]member{}
	for rel, stamp := range w.candidates {
		name := formats.SlotName(rel)
		if rule, ok := w.config.Report(rel); ok && rule.Name != "" {
			name = rule.Name
		}
		slots[name] = append(slots[name], member{rel, stamp})
	}
	for name, members := range slots {
		slices.SortFunc(members, func(a, b member) int { return cmp.Compare(a.rel, b.rel) })
		slots[name] = newestRun(name, members)
	}
	return slots
}

// newestRun keeps the members of the last run. Only folders that change with
// every run pile up; files beside one another are cleaned up by their tools.
func newestRun(name string, members []member) []member {
	if len(members) < 2 || !strings.Contains(path.Dir(name), "*") {
		return members
	}
	var newest int64
	for _, m := range members {
		newest = max(newest, m.stamp.MTime)
	}
	return slices.DeleteFunc(members, func(m member) bool {
		return time.Duration(newest-m.stamp.MTime) > runGap
	})
}

// sameMembers reports whether members look as they were last seen.
func sameMembers(members []member, seen map[string]store.Stamp) bool {
	if len(members) != len(seen) {
		return false
	}
	for _, m := range members {
		if seen[m.rel] != m.stamp {
			return false
		}
	}
	return true
}
