package index

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/coverage/policy"
)

// Configuration is applied when reading, never when storing: an edited file
// shows at once, and history is not rewritten (semantics §3).

// IsCandidate reports whether a file may be a report: one of the default
// places, or named by the configuration or the editor.
func (w *Workspace) IsCandidate(rel string) bool {
	rules := w.rules.Load()
	return rules != nil && rules.candidate(rel)
}

// rules are what the watcher asks on its own goroutines.
type rules struct {
	config     *policy.Config
	settings   Settings
	pythonData string // see pythonDataFile
}

func (r *rules) candidate(rel string) bool {
	if formats.CandidateName(rel) || rel == r.pythonData && rel != "" {
		return true
	}
	if _, named := r.config.Report(rel); named {
		return true
	}
	return matchAny(r.settings.Include, rel)
}

// named reports whether the configuration or the editor asked for a slot's files.
func (w *Workspace) named(s *slot) bool {
	for rel := range s.Members {
		if _, ok := w.config.Report(rel); ok || matchAny(w.settings.Include, rel) {
			return true
		}
	}
	return false
}

func matchAny(globs []string, rel string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool {
		ok, err := doublestar.Match(glob, rel)
		return ok && err == nil
	})
}

// loadConfig reads the workspace's configuration, and says whether it changed.
// One that is broken leaves the last valid one in force and becomes a problem.
func (w *Workspace) loadConfig() bool {
	name, data, err := w.readConfig()
	source := name + "\x00" + string(data)
	if err == nil && w.config != nil && source == w.configSource {
		return false
	}
	w.configSource = source
	config, notes := &policy.Config{}, []policy.Diagnostic(nil)
	if err == nil && name != "" {
		config, notes, err = policy.Load(name, data)
	}
	w.configNotes = configNotes(notes, err)
	if err != nil {
		if config = w.config; config == nil {
			config = &policy.Config{}
		}
	}
	w.config = config
	w.rules.Store(&rules{w.config, w.settings, w.pythonDataFile()})
	return true
}

// configNotes are the problems of a configuration, as snapshots have them.
func configNotes(notes []policy.Diagnostic, err error) []coverage.Problem {
	var problems []coverage.Problem
	if err != nil {
		problems = append(problems, coverage.Problem{Message: err.Error(), Hint: "mend the file; until then its last valid content counts"})
	}
	for _, note := range notes {
		problems = append(problems, coverage.Problem{Message: note.String(), Hint: "mend or remove the key"})
	}
	return problems
}

// readConfig reads the file that was named, or the first of the workspace's own;
// none of those is fine and has no name.
func (w *Workspace) readConfig() (name string, data []byte, err error) {
	if name := w.options.Config; name != "" {
		if data, err = os.ReadFile(name); err != nil {
			return "", nil, fmt.Errorf("read the configuration: %w", err)
		}
		return name, data, nil
	}
	for _, name := range policy.FileNames {
		data, err := os.ReadFile(filepath.Join(w.root, name))
		switch {
		case err == nil:
			return name, data, nil
		case !errors.Is(err, fs.ErrNotExist):
			return "", nil, fmt.Errorf("read the configuration: %w", err)
		}
	}
	return "", nil, nil
}

// Configure sets what the editor says about reports, and says whether that is
// anything new: then the next Apply should carry a Listing, since other files
// may be reports now.
func (w *Workspace) Configure(settings Settings) (changed bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if reflect.DeepEqual(w.settings, settings) {
		return false
	}
	w.settings = settings
	w.rules.Store(&rules{w.config, settings, w.pythonDataFile()})
	return true
}

// Candidates identifies the rules by which files may be reports. When it
// changes, a listing that was made before is no longer complete.
func (w *Workspace) Candidates() any { return w.rules.Load() }

// pathMappings are the configured ones, the editor's last.
func (w *Workspace) pathMappings() map[string]string {
	mappings := maps.Clone(w.config.PathMappings)
	if mappings == nil {
		mappings = map[string]string{}
	}
	maps.Copy(mappings, w.settings.PathMappings)
	return mappings
}

// mappingsHash identifies the mappings that a run was resolved with, 0 for none:
// when they change, its paths may mean other files.
func (w *Workspace) mappingsHash() uint64 {
	mappings := w.pathMappings()
	if len(mappings) == 0 {
		return 0
	}
	words := make([]string, 0, 2*len(mappings))
	for _, from := range slices.Sorted(maps.Keys(mappings)) {
		words = append(words, from, mappings[from])
	}
	return hashOf(words)
}

// excluded reports whether a file is never read, whatever it is called.
func (w *Workspace) excluded(rel string) bool {
	return w.config.Excluded(rel) || matchAny(w.settings.Exclude, rel)
}

// allExcluded reports whether a slot is gone because somebody said so, which
// needs no grace.
func (w *Workspace) allExcluded(s *slot) bool {
	for rel := range s.Members {
		if !w.excluded(rel) {
			return false
		}
	}
	return len(s.Members) > 0
}

// formatOf is the format that the configuration gives a report, or "".
func (w *Workspace) formatOf(rel string) string {
	rule, _ := w.config.Report(rel)
	return rule.Format
}

// reportOf is what snapshots see of a slot.
func (w *Workspace) reportOf(s *slot) *coverage.Report {
	r := &coverage.Report{Name: s.Name.Name, Flags: w.slotFlags(s)}
	if s.run != nil {
		r.Format, r.Time = s.run.Format, time.Unix(0, s.run.Time)
	}
	return r
}

// slotFlags are those that the configuration gives a slot's files; where it
// gives none, those that their names make obvious.
func (w *Workspace) slotFlags(s *slot) []string {
	var flags []string
	for rel := range s.Members {
		rule, ok := w.config.Report(rel)
		if !ok || len(rule.Flags) == 0 {
			flags = append(flags, policy.InferFlags(rel)...)
			continue
		}
		flags = append(flags, rule.Flags...)
	}
	slices.Sort(flags)
	return slices.Compact(flags)
}

// reflag applies a changed configuration to what is there: the flags of every
// slot, and the files that are ignored.
func (w *Workspace) reflag() error {
	moved := map[uint32]bool{}
	for _, s := range w.slots {
		report := w.reportOf(s)
		moved[s.ID] = s.report == nil || !slices.Equal(report.Flags, s.report.Flags)
		s.report = report
	}
	w.hideMissing()
	if _, err := w.groupRuns(); err != nil {
		return err
	}
	_, err := w.rebuild(func(e *entry) bool {
		return len(e.refs) > 1 || len(e.refs) == 1 && moved[e.refs[0].Name]
	})
	return err
}
