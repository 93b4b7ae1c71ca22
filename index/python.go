package index

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/zeebo/xxh3"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy"
	"github.com/covls/covls/coverage/coveragepy/config"
)

// What a project tells coverage.py counts for its data files: which lines do
// not count, which files are left out, and which folders elsewhere are which
// folders here. coverage.py applies all of that when it reports, so its XML and
// JSON have it in them already; a data file has nothing of it.

// A pythonProject is a folder with settings for coverage.py.
type pythonProject struct {
	folder   string // workspace-relative, "" for the root
	settings *config.Settings
	hash     uint64 // of the file that they are from
}

// maxSettings is the largest configuration file that is read.
const maxSettings = 1 << 20

// pythonProjectOf finds the settings that coverage.py would have used for a
// report: those of the nearest folder that has any.
func (w *Workspace) pythonProjectOf(report string) *pythonProject {
	for dir := folderOf(report); ; dir = folderOf(dir) {
		for _, name := range config.Names {
			file := filepath.Join(w.root, filepath.FromSlash(dir), name)
			info, err := os.Lstat(file)
			if err != nil || !info.Mode().IsRegular() || info.Size() > maxSettings {
				continue
			}
			data, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			// What a file cannot say is not worth the report: an error leaves
			// the defaults. Variables are nobody's business but the shell's in
			// which the tests ran.
			if settings, err := config.Parse(name, data, nil); err == nil {
				return &pythonProject{dir, settings, xxh3.Hash(data)}
			}
		}
		if dir == "" {
			return nil
		}
	}
}

// isPythonData reports whether a file is where coverage.py writes its data: at
// its default place, or where the workspace's settings say.
func (w *Workspace) isPythonData(rel string) bool {
	rules := w.rules.Load()
	return strings.HasPrefix(path.Base(rel), ".coverage") || rules != nil && rules.pythonData == rel
}

// pythonDataFile is where the settings at the root have the data written; "" for
// the default.
func (w *Workspace) pythonDataFile() string {
	project := w.pythonProjectOf("")
	if project == nil || project.settings.DataFile == ".coverage" || !filepath.IsLocal(project.settings.DataFile) {
		return ""
	}
	return path.Clean(filepath.ToSlash(project.settings.DataFile))
}

// pythonSettingsChanged has data files read again, under the settings as they
// are now.
func (w *Workspace) pythonSettingsChanged() {
	if file := w.pythonDataFile(); file != w.rules.Load().pythonData {
		w.rules.Store(&rules{w.config, w.settings, file})
	}
	for _, s := range w.slots {
		if s.run != nil && s.run.Format == coveragepy.Format.Name {
			s.reread = true
		}
	}
}

// omit takes out the sections that the project's settings leave out.
func (r *reading) omit(root string) {
	r.sections = slices.DeleteFunc(r.sections, func(s section) bool { return r.python.omits(root, s.path) })
}

// mappings add the folders that [paths] says are the same to m: what lies in
// one of the others is in the first one here.
func (p *pythonProject) mappings(m map[string]string) {
	if p == nil {
		return
	}
	for _, group := range p.settings.Paths {
		for i, folder := range group.Folders {
			if i == 0 || strings.ContainsAny(folder, "*?[") {
				continue // a pattern is what the search by suffix is for
			}
			if _, said := m[folder]; !said {
				m[folder] = path.Join(p.folder, group.Folders[0])
			}
		}
	}
}

// said mixes the settings into a hash of what a report says: with others, the
// same report says something else.
func (p *pythonProject) said(raw uint64) uint64 {
	if p == nil {
		return raw
	}
	return raw ^ p.hash
}

// refiner is how a data file's lines follow from the sources in this project.
func (p *pythonProject) refiner(producer string) func(*coverage.File, []byte) error {
	if p == nil {
		return coveragepy.NewRefiner(producer, nil).Refine
	}
	return coveragepy.NewRefiner(producer, p.settings).Refine
}

// omits reports whether the settings leave a file of the workspace out of
// reports.
func (p *pythonProject) omits(root, file string) bool {
	if p == nil {
		return false
	}
	inside := strings.TrimPrefix(file, p.folder+"/")
	abs := filepath.ToSlash(filepath.Join(root, filepath.FromSlash(file)))
	return !p.settings.Run.Keeps(inside, abs) || !p.settings.Report.Keeps(inside, abs)
}
