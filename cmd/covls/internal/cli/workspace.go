package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covls/covls/cmd/covls/internal/engine"
	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/policy"
	"github.com/covls/covls/index"
)

// The way into a workspace, which all one-shot commands share: read the
// configuration, index the reports that changed, say what is wrong, and answer
// from one snapshot.

// A workspace is what a one-shot command works on.
type workspace struct {
	*index.Workspace
	// snapshot is seen through the flags that were asked for.
	snapshot *index.Snapshot
	flags    []string // nil for all
	base     string   // the folder that names on the command line are relative to
}

// open indexes the workspace and complains of what is wrong in it. The caller
// closes it.
func (a *app) open(ctx context.Context, flags []string) (*workspace, error) {
	folder, err := a.folder()
	if err != nil {
		return nil, err
	}
	cache, err := a.checked(folder)
	if err != nil {
		return nil, err
	}
	progress := newProgress(a.err)
	ix, err := a.engine(cache, a.log()).Once(ctx, folder, progress.report)
	progress.end()
	if err != nil {
		return nil, hinted(fmt.Errorf("index the workspace of %s: %w", folder, err), "see `covls status` for the index's place; deleting it costs a new reading of the reports")
	}
	w := &workspace{Workspace: ix, snapshot: ix.Snapshot(), base: folder}
	if len(flags) > 0 {
		w.flags = flags
		w.snapshot = w.snapshot.Select(flags)
	}
	return w, nil
}

// checked looks at what would make all work pointless, a folder that is not
// there or a configuration that is not valid, and gives the cache folder.
func (a *app) checked(folder string) (cache string, err error) {
	root, err := index.Root(folder)
	if err != nil {
		return "", hinted(err, "name a folder that exists with -C DIR")
	}
	if err := a.checkConfig(root); err != nil {
		return "", hinted(err, "mend the configuration")
	}
	cache, err = index.CacheDir()
	if err != nil {
		return "", hinted(err, "set COVLS_CACHE_DIR to a folder of yours")
	}
	return cache, nil
}

// checkConfig reads the configuration for its errors only. The index goes on
// with the last valid one, as a server must; somebody who waits for an answer
// must not get one that the configuration did not mean.
func (a *app) checkConfig(root string) error {
	if a.config != "" {
		return loadConfig(a.config, a.config)
	}
	for _, name := range policy.FileNames {
		if err := loadConfig(name, filepath.Join(root, name)); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func loadConfig(name, path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the configuration: %w", err)
	}
	_, _, err = policy.Load(name, data)
	return err
}

// engine makes the engine that the global flags ask for.
func (a *app) engine(cache string, log *slog.Logger) *engine.Engine {
	e := engine.New(cache, log)
	e.Config = a.config
	return e
}

// places are where covls looks, in the words of the message that nothing was
// found there.
const places = "lcov.info, cover.out, coverage.xml, cobertura.xml, jacoco.xml, coverage-final.json and the like in their usual folders, and at the reports that covls.yaml names"

// tellProblems complains of everything that keeps data from being shown, and
// reports whether there is any.
func (a *app) tellProblems(w *workspace) (data bool) {
	a.problems(w.snapshot.Problems())
	if len(w.snapshot.Reports()) == 0 {
		a.complain("no coverage report found in "+w.Root(), "run your tests with coverage; covls looks at "+places)
		return false
	}
	for _, flag := range w.flags {
		if !slices.ContainsFunc(w.snapshot.Reports(), func(r coverage.ReportStatus) bool { return r.HasFlag(flag) }) {
			a.complain(fmt.Sprintf("no report carries the flag %q", flag), "flags here: "+flagsIn(w.snapshot.Reports()))
		}
	}
	return true
}

// flagsIn lists the flags that reports carry.
func flagsIn(reports []coverage.ReportStatus) string {
	var flags []string
	for _, r := range reports {
		flags = append(flags, r.Flags...)
	}
	slices.Sort(flags)
	if flags = slices.Compact(flags); len(flags) == 0 {
		return "none"
	}
	return strings.Join(flags, ", ")
}

// relative gives a name from the command line as the snapshot knows it: relative
// to the workspace, with slashes. Names are relative to the folder that the user
// is in; one that is not there may also be relative to the workspace, as reports
// and tables print it.
func (w *workspace) relative(name string) (string, error) {
	abs := name
	if !filepath.IsAbs(abs) {
		abs = filepath.Join(w.base, name)
	}
	abs, err := filepath.Abs(abs)
	if err != nil {
		return "", fmt.Errorf("find %s: %w", name, err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if errors.Is(err, fs.ErrNotExist) && filepath.IsLocal(name) {
		if _, here := os.Lstat(filepath.Join(w.Root(), name)); here == nil {
			return filepath.ToSlash(filepath.Clean(name)), nil
		}
	}
	if err != nil {
		return "", hinted(fmt.Errorf("find %s: %w", name, err), "name a file of the workspace "+w.Root())
	}
	rel, err := filepath.Rel(w.Root(), real)
	if err != nil || !filepath.IsLocal(rel) {
		return "", hinted(fmt.Errorf("%s is outside of the workspace %s", name, w.Root()), "give its workspace with -C DIR")
	}
	return filepath.ToSlash(rel), nil
}
