package cli

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy"
	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/index/paths"
	"github.com/covls/covls/watch"
)

// Reading reports that were named on the command line, without an index. Any of
// them that cannot be read ends it: a merge that silently lacks a report is a
// wrong number in somebody's build.

// fileSet is what reports say together, by path.
type fileSet map[string]*coverage.File

func (s fileSet) paths() []string { return slices.Sorted(maps.Keys(s)) }

// add merges what one more report says of a path. f belongs to the set then.
func (s fileSet) add(path string, f *coverage.File, rule coverage.Rule) {
	if known := s[path]; known != nil {
		f = coverage.Merge(known, f, rule)
	}
	s[path] = f
}

// combine reads the inputs and adds them up. root, unless empty, is the folder
// in which their paths are found.
func (a *app) combine(ctx context.Context, inputs []string, root string) (fileSet, error) {
	var place *sources
	if root != "" {
		var err error
		if place, err = findSources(ctx, root); err != nil {
			return nil, hinted(err, "name the folder of the sources with --root")
		}
	}
	reports, err := inputsOf(ctx, inputs)
	if err != nil {
		return nil, err
	}
	all := fileSet{}
	for _, report := range reports {
		files, err := a.readInput(ctx, report, place)
		if err != nil {
			return nil, unreadable(report.name, err)
		}
		for path, f := range files {
			all.add(path, f, coverage.Sum)
		}
	}
	return all, nil
}

// sources are the files below --root.
type sources struct {
	root string
	tree *paths.Tree
}

// findSources lists the files below a folder. What git, node_modules and their
// like hold is not among them, as in a workspace.
func findSources(ctx context.Context, root string) (*sources, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", root, err)
	}
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, fmt.Errorf("find %s: %w", root, err)
	}
	listing, err := watch.Scan(ctx, abs, watch.Rules{Ignore: formats.IgnoredFolder})
	if err != nil {
		return nil, err
	}
	s := &sources{root: abs}
	s.tree = paths.NewTree(abs, listing.Sources, func(rel string) ([]byte, error) { return os.ReadFile(s.file(rel)) })
	return s, nil
}

func (s *sources) file(rel string) string { return filepath.Join(s.root, filepath.FromSlash(rel)) }

// readInput reads one report and gives its files their names below place, or
// leaves them as they are where there is no place.
func (a *app) readInput(ctx context.Context, report *input, place *sources) (fileSet, error) {
	var sections []coverage.Section
	result, err := report.read(ctx, func(s *coverage.Section) error {
		own := *s
		own.File = *s.File.Clone()
		sections = append(sections, own)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if d := result.Info.Dropped; d.Count > 0 {
		a.complain(fmt.Sprintf("%s: %v: %s", report.name, d, d.First), "update the tool that writes it")
	}
	// "./a.c" and "a.c" are one file, also where nobody says where it lies.
	name := func(s *coverage.Section) string { return strings.TrimPrefix(s.Path, "./") }
	if place != nil {
		name = place.resolver(report.name, sections)
	}
	files, merged := fileSet{}, map[string]bool{}
	for i := range sections {
		path := name(&sections[i])
		merged[path] = files[path] != nil
		files.add(path, &sections[i].File, result.Format.Duplicates)
	}
	for path, f := range files {
		if merged[path] && result.Format.Settle != nil {
			result.Format.Settle(f)
		}
		place.refine(refinement(result), path, f)
	}
	return files, nil
}

// resolver learns from all sections of a report how its paths lead to sources.
func (s *sources) resolver(input string, sections []coverage.Section) func(*coverage.Section) string {
	dir, err := filepath.Abs(filepath.Dir(input))
	if err != nil {
		dir = ""
	}
	r := s.tree.Resolver(filepath.ToSlash(dir), nil)
	for i := range sections {
		r.Add(&sections[i])
	}
	return func(section *coverage.Section) string {
		if match, verdict := r.Resolve(section); verdict == paths.Found {
			return match.Path
		}
		return strings.TrimPrefix(section.Path, "./")
	}
}

// refine brings in what the source tells, where there is one that fits. The
// report alone is right too, only coarser.
func (s *sources) refine(refine func(*coverage.File, []byte) error, path string, f *coverage.File) {
	if s == nil || refine == nil || !s.tree.Has(path) {
		return
	}
	info, err := os.Stat(s.file(path))
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return
	}
	source, err := os.ReadFile(s.file(path))
	if err != nil {
		return
	}
	// Its error says that the source is another one, and leaves f alone.
	_ = refine(f, source)
}

// refinement is how a report's files are refined; nil where they are not.
// Versions of coverage.py differ in what they take for a line.
func refinement(result formats.Result) func(*coverage.File, []byte) error {
	if result.Format.Name == coveragepy.Format.Name {
		return coveragepy.NewRefiner(result.Info.Producer, nil).Refine
	}
	return result.Format.Refine
}
