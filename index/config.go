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
	config   *policy.Config
	settings Settings
}

func (r *rules) candidate(rel string) bool {
	if formats.CandidateName(rel) {
		return true
	}
	if _, named := r.config.Report(rel); named {
		return true
	}
	return matchAny(r.settings.Include, rel)
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
	w.configNotes = nil
	config, err := w.readConfig()
	if err != nil {
		w.configNotes = append(w.configNotes, coverage.Problem{Message: err.Error(), Hint: "mend the file; until then its last valid content counts"})
		config = w.config
	}
	if config == nil {
		config = &policy.Config{}
	}
	if w.config == config {
		return false
	}
	if w.config != nil && !maps.Equal(w.config.PathMappings, config.PathMappings) {
		w.mappingsChanged()
	}
	w.config = config
	w.rules.Store(&rules{w.config, w.settings})
	return true
}

// readConfig reads the file that was named, or the first of the workspace's own;
// none of those is fine.
func (w *Workspace) readConfig() (*policy.Config, error) {
	if w.options.Config != "" {
		return w.readConfigFile(w.options.Config, w.options.Config)
	}
	for _, name := range policy.FileNames {
		config, err := w.readConfigFile(name, filepath.Join(w.root, name))
		if !errors.Is(err, fs.ErrNotExist) {
			return config, err
		}
	}
	return nil, nil
}

// readConfigFile reads the file at path, which output calls name.
func (w *Workspace) readConfigFile(name, path string) (*policy.Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the configuration: %w", err)
	}
	config, notes, err := policy.Load(name, data)
	if err != nil {
		return nil, err
	}
	for _, note := range notes {
		w.configNotes = append(w.configNotes, coverage.Problem{Message: note.String(), Hint: "mend or remove the key"})
	}
	return config, nil
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
	if !maps.Equal(w.settings.PathMappings, settings.PathMappings) {
		w.mappingsChanged()
	}
	w.settings = settings
	w.rules.Store(&rules{w.config, settings})
	return true
}

// Candidates identifies the rules by which files may be reports. When it
// changes, a listing that was made before is no longer complete.
func (w *Workspace) Candidates() any { return w.rules.Load() }

// mappingsChanged has every report read again: its paths may mean other files.
func (w *Workspace) mappingsChanged() {
	for _, s := range w.slots {
		s.reread = true
	}
}

// pathMappings are the configured ones, the editor's last.
func (w *Workspace) pathMappings() map[string]string {
	mappings := maps.Clone(w.config.PathMappings)
	if mappings == nil {
		mappings = map[string]string{}
	}
	maps.Copy(mappings, w.settings.PathMappings)
	return mappings
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

// reflag gives every slot its flags anew, after the configuration changed.
func (w *Workspace) reflag() error {
	moved := map[uint32]bool{}
	for _, s := range w.slots {
		report := w.reportOf(s)
		moved[s.ID] = s.report == nil || !slices.Equal(report.Flags, s.report.Flags)
		s.report = report
	}
	if _, err := w.groupRuns(); err != nil {
		return err
	}
	_, err := w.rebuild(func(e *entry) bool {
		return len(e.refs) > 1 || moved[e.refs[0].Name]
	})
	return err
}
