package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Which files a table lists: those that were named on the command line, and of
// these what --include lets in and --omit does not take out.

// A filter picks files by their workspace-relative path.
type filter struct {
	named         []string // files and folders; nil for all
	include, omit []string
}

func newFilter(include, omit []string) (*filter, error) {
	for _, glob := range slices.Concat(include, omit) {
		if !doublestar.ValidatePattern(glob) {
			return nil, hinted(fmt.Errorf("the pattern %q is not valid", glob), "use * and ** as in src/**/*.ts, and quote it for the shell")
		}
	}
	return &filter{include: trimmed(include), omit: trimmed(omit)}, nil
}

// trimmed drops what shells and habits put around a path.
func trimmed(globs []string) []string {
	var out []string
	for _, g := range globs {
		out = append(out, strings.TrimPrefix(strings.TrimSuffix(g, "/"), "./"))
	}
	return out
}

// names restricts the filter to files and folders of the command line. One that
// covers nothing is worth a word, since it is likely a slip.
func (f *filter) names(a *app, w *workspace, names []string) error {
	covered := w.snapshot.Paths()
	for _, name := range names {
		rel, err := w.relative(name)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(covered, func(p string) bool { return below(p, rel) }) && len(w.snapshot.Reports()) > 0 {
			a.complain("no report mentions "+name, "see `covls status` for the reports there are")
		}
		f.named = append(f.named, rel)
	}
	return nil
}

// match reports whether the file is picked.
func (f *filter) match(file string) bool {
	in := func(patterns []string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return matches(pattern, file) })
	}
	if f.named != nil && !slices.ContainsFunc(f.named, func(name string) bool { return below(file, name) }) {
		return false
	}
	return (len(f.include) == 0 || in(f.include)) && !in(f.omit)
}

// matches reports whether a pattern means the file: a glob of its path, a folder
// that it lies in, or, for a pattern without a slash, a glob of its base name.
func matches(pattern, file string) bool {
	if doublestar.MatchUnvalidated(pattern, file) || doublestar.MatchUnvalidated(pattern+"/**", file) {
		return true
	}
	return !strings.Contains(pattern, "/") && doublestar.MatchUnvalidated(pattern, path.Base(file))
}

// below reports whether a file is, or lies in, what name means.
func below(file, name string) bool {
	return name == "." || file == name || strings.HasPrefix(file, name+"/")
}
