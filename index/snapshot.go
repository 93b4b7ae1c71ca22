package index

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/store"
)

// A Snapshot is what a workspace knew at one moment. It never changes, may be
// used from any goroutine, and costs a copy of a slice of pointers to make.
type Snapshot struct {
	generation int64
	db         *store.DB
	entries    []*entry // by path id; shared with other snapshots
	reports    map[uint32]*coverage.Report
	statuses   []coverage.ReportStatus
	problems   []coverage.Problem
	total      coverage.Summary
	flags      []coverage.FlagCoverage
	files      int
	// pending are observations that may not be in the store yet: editors are
	// told before the disk is.
	pending map[store.Ref][]byte

	// materialize makes the entries of a selection; nil where they are there.
	materialize func()
	treeOnce    sync.Once
	tree        map[string][]coverage.Node
}

// Generation grows with every snapshot, also across restarts.
func (s *Snapshot) Generation() int64 { return s.generation }

// Files is how many source files have coverage.
func (s *Snapshot) Files() int {
	s.ready()
	return s.files
}

// Totals are those of everything and of every flag.
func (s *Snapshot) Totals() (coverage.Summary, []coverage.FlagCoverage) {
	s.ready()
	return s.total, s.flags
}

func (s *Snapshot) ready() {
	if s.materialize != nil {
		s.materialize()
	}
}

// Reports are all that were found, by name.
func (s *Snapshot) Reports() []coverage.ReportStatus { return s.statuses }

// Problems are what a person should know and can mend.
func (s *Snapshot) Problems() []coverage.Problem { return s.problems }

// Paths lists every covered file, sorted.
func (s *Snapshot) Paths() []string {
	s.ready()
	paths := make([]string, 0, s.files)
	for _, e := range s.entries {
		if e.visible() {
			paths = append(paths, e.path)
		}
	}
	slices.Sort(paths)
	return paths
}

// Summary is a file's totals; false when nothing is known of it.
func (s *Snapshot) Summary(path string) (coverage.Summary, bool) {
	if e := s.entry(path); e != nil {
		return e.summary, true
	}
	return coverage.Summary{}, false
}

// Observations are what the reports say of a file, one a report. The result may
// be shared; do not change it. It is none, and no error, for a file that no
// report mentions.
func (s *Snapshot) Observations(path string) ([]coverage.Observation, error) {
	e := s.entry(path)
	if e == nil {
		return nil, nil
	}
	observations := make([]coverage.Observation, 0, len(e.shown))
	for _, ref := range e.shown {
		o, err := s.observation(store.Ref{Path: e.id, Name: ref.Name, Seq: ref.Seq})
		if err != nil {
			return nil, fmt.Errorf("read what %s says of %s: %w", s.reports[ref.Name].Name, path, err)
		}
		observations = append(observations, coverage.Observation{Report: s.reports[ref.Name], Content: o.Content, File: o.File})
	}
	return observations, nil
}

// ErrSuperseded means that a snapshot is so old that what it knew was swept.
// The newest snapshot has the answer.
var ErrSuperseded = fmt.Errorf("a newer snapshot has replaced this one")

func (s *Snapshot) observation(ref store.Ref) (store.Observation, error) {
	if value, ok := s.pending[ref]; ok {
		return store.DecodeObservation(value)
	}
	o, found, err := s.db.Observation(ref)
	if err == nil && !found {
		err = ErrSuperseded
	}
	return o, err
}

func (s *Snapshot) entry(path string) *entry {
	s.ready()
	id, ok := s.db.LookupPath(path)
	if !ok || int(id) >= len(s.entries) || !s.entries[id].visible() {
		return nil
	}
	return s.entries[id]
}

func (e *entry) visible() bool { return e != nil && !e.hidden && len(e.shown) > 0 }

// Children lists a folder's folders and files, folders first. The tree is made
// when somebody first asks: most snapshots come and go unasked.
func (s *Snapshot) Children(folder string) ([]coverage.Node, bool) {
	s.treeOnce.Do(s.makeTree)
	nodes, ok := s.tree[folder]
	return nodes, ok
}

func (s *Snapshot) makeTree() {
	s.ready()
	folders := map[string]coverage.Summary{}
	s.tree = map[string][]coverage.Node{}
	for _, e := range s.entries {
		if !e.visible() {
			continue
		}
		dir := folderOf(e.path)
		s.tree[dir] = append(s.tree[dir], coverage.Node{Name: path.Base(e.path), Path: e.path, Summary: e.summary})
		for ; dir != ""; dir = folderOf(dir) {
			folders[dir] = folders[dir].Add(e.summary)
		}
	}
	for dir, summary := range folders {
		parent := folderOf(dir)
		s.tree[parent] = append(s.tree[parent], coverage.Node{Name: path.Base(dir), Path: dir, Folder: true, Summary: summary})
	}
	for _, nodes := range s.tree {
		slices.SortFunc(nodes, func(a, b coverage.Node) int {
			if a.Folder != b.Folder {
				if a.Folder {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.Name, b.Name)
		})
	}
}

// folderOf is a path's folder, "" for what lies at the top.
func folderOf(p string) string {
	if i := strings.LastIndexByte(p, '/'); i >= 0 {
		return p[:i]
	}
	return ""
}
