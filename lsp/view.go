package lsp

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/covls/covls/coverage"
)

// What one answer is made from. A call takes a moment inline, in the order of
// the messages, and looks at it later, when there is time: so the answer
// belongs to the text that the editor had when it asked.

// A moment is a file, the text the editor had of it, and the settings.
type moment struct {
	client   client
	settings *settings
	uri      string    // as the editor spells it
	path     string    // absolute
	document *document // nil when the editor does not have the file open
	folder   *folder   // nil outside of every workspace folder
}

// at takes the moment for an editor's URI. False when that is no file.
func (s *session) at(raw string) (moment, bool) {
	key, path, ok := fileOf(raw)
	if !ok {
		return moment{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return moment{
		client:   s.client,
		settings: s.settings,
		uri:      raw,
		path:     path,
		document: s.documents[key],
		folder:   s.nearestFolder(path),
	}, true
}

// A fileView is what is known of a file, ready to be shown.
type fileView struct {
	coverage.View
	*document
	client     client
	settings   *settings
	generation int64
	// observations are all that reports say, of this text and of others.
	observations []coverage.Observation
	reports      []coverage.ReportStatus // of the whole workspace
}

// look says what is known of the file at the moment; nil where covls has
// nothing to do with it. It waits for a workspace that is still being opened,
// and reads a file that is not open from the disk.
func (m moment) look(ctx context.Context) (*fileView, error) {
	if m.folder == nil {
		return nil, nil
	}
	workspace, err := m.folder.wait(ctx)
	if err != nil || workspace == nil {
		return nil, err
	}
	path, ok := m.folder.relative(m.path)
	if !ok {
		return nil, nil
	}
	d := m.document
	if d == nil {
		if d, err = readDocument(m.uri, m.path); err != nil || d == nil {
			return nil, err
		}
	}
	snapshot := workspace.Snapshot()
	if v := d.seen.get(m.folder, snapshot.Generation(), m.settings); v != nil {
		return v, nil
	}
	v := &fileView{
		View:     coverage.View{Path: path, Merged: &coverage.File{}},
		document: d, client: m.client, settings: m.settings,
		generation: snapshot.Generation(), reports: snapshot.Reports(),
	}
	if m.settings.enable {
		observations, err := snapshot.Observations(path)
		if err != nil {
			return nil, err
		}
		v.observe(path, observations)
	}
	d.seen.set(m.folder, v)
	return v, nil
}

// observe fills in the view, and leaves out marks that have no place in the
// text: those past its end, and unknown ones on blank lines.
func (v *fileView) observe(path string, observations []coverage.Observation) {
	anchored, content := v.anchor(observations, v.generation)
	v.observations = anchored
	v.View = coverage.ViewOf(path, anchored, content, v.settings.flags)
	lines := v.lines()
	v.Marks = slices.DeleteFunc(v.Marks, func(m coverage.Mark) bool {
		return m.Line == 0 || int(m.Line) > lines.count() ||
			m.State == coverage.Unknown && lines.blank(int(m.Line)-1)
	})
}

// mark gives the verdict on the 0-based line n; false where there is none.
func (v *fileView) mark(n uint32) (coverage.Mark, bool) {
	i, found := slices.BinarySearchFunc(v.Marks, n+1, func(m coverage.Mark, line uint32) int {
		return cmp.Compare(m.Line, line)
	})
	if !found {
		return coverage.Mark{}, false
	}
	return v.Marks[i], true
}

// A lastView remembers a document's newest view: a publish, its lenses and its
// hints are asked for one after the other and are all made from the same.
type lastView struct {
	mu     sync.Mutex
	folder *folder
	view   *fileView
}

func (l *lastView) get(f *folder, generation int64, settings *settings) *fileView {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.view != nil && l.folder == f && l.view.generation == generation && l.view.settings == settings {
		return l.view
	}
	return nil
}

func (l *lastView) set(f *folder, v *fileView) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.folder, l.view = f, v
}
