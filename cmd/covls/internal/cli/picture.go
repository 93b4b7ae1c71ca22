package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// The picture that `covls watch` draws: totals, flags, the files that changed
// last, and what is wrong.

type picture struct {
	root     string
	now      time.Time
	indexing string // what is being read, or ""

	generation int64
	reports    int
	totals     coverage.Summary
	flags      []coverage.FlagCoverage
	problems   []coverage.Problem
	files      map[string]coverage.Summary
	changes    []change // the newest, until there are newer ones
	changed    time.Time
}

// A change is a file whose coverage is not what it was. A zero summary means
// that the file had none, or has none any more.
type change struct {
	path          string
	before, after coverage.Summary
}

// A counted is what a picture needs of a snapshot.
type counted interface {
	Generation() int64
	Children(folder string) ([]coverage.Node, bool)
	Totals() (coverage.Summary, []coverage.FlagCoverage)
	Reports() []coverage.ReportStatus
	Problems() []coverage.Problem
}

// look takes in a snapshot, and says whether any file's coverage or any flag
// differs from the one before. The first one is no change.
func (p *picture) look(s counted) (changed bool) {
	files := map[string]coverage.Summary{}
	collect(s, "", files)
	totals, flags := s.Totals()
	changes := compareFiles(p.files, files)
	if len(p.files) == 0 {
		changes = nil
	}
	sameFlags := slices.EqualFunc(p.flags, flags, func(a, b coverage.FlagCoverage) bool { return a.Flag == b.Flag && a.Lines == b.Lines })
	changed = len(changes) > 0 || !sameFlags || totals != p.totals
	if len(changes) > 0 {
		p.changes, p.changed = changes, p.now
	}
	p.files, p.totals, p.flags = files, totals, flags
	p.generation, p.reports, p.problems = s.Generation(), len(s.Reports()), s.Problems()
	return changed
}

// collect lists the files below a folder of the snapshot's tree.
func collect(s counted, folder string, into map[string]coverage.Summary) {
	nodes, _ := s.Children(folder)
	for _, n := range nodes {
		if n.Folder {
			collect(s, n.Path, into)
			continue
		}
		into[n.Path] = n.Summary
	}
}

// compareFiles lists what differs, by path.
func compareFiles(before, after map[string]coverage.Summary) []change {
	var changes []change
	for path, now := range after {
		if was := before[path]; was != now {
			changes = append(changes, change{path, was, now})
		}
	}
	for path, was := range before {
		if _, still := after[path]; !still {
			changes = append(changes, change{path: path, before: was})
		}
	}
	slices.SortFunc(changes, func(a, b change) int { return strings.Compare(a.path, b.path) })
	return changes
}

// String gives "src/a.c 60.0% → 80.0%".
func (c change) String() string {
	path := clean(c.path)
	switch {
	case c.before == coverage.Summary{}:
		return path + " new, " + share(c.after.Lines)
	case c.after == coverage.Summary{}:
		return path + " no longer covered by any report"
	case c.before.Lines == c.after.Lines:
		return path + " " + share(c.after.Lines) + ", branches or functions differ"
	}
	return fmt.Sprintf("%s %s → %s", path, share(c.before.Lines), share(c.after.Lines))
}

// maxChanges is how many changed files are listed where nothing else bounds it.
const maxChanges = 10

// changeLines lists up to limit changes, and how many more there are.
func (p *picture) changeLines(limit int) []string {
	var out []string
	for i, c := range p.changes {
		if i == limit-1 && len(p.changes) > limit {
			return append(out, "and "+count(len(p.changes)-i, "more file"))
		}
		out = append(out, c.String())
	}
	return out
}

// lines is the picture's news, to be appended to what was printed before.
func (p *picture) lines() string {
	var b strings.Builder
	b.WriteString(p.now.Format(time.TimeOnly) + " " + totalsLine(p.totals, len(p.files)))
	for _, f := range p.namedFlags() {
		b.WriteString(" · " + flagName(f.Flag) + " " + percent(f.Lines))
	}
	b.WriteByte('\n')
	if p.changed.Equal(p.now) {
		for _, line := range p.changeLines(maxChanges) {
			b.WriteString("  " + line + "\n")
		}
	}
	return b.String()
}

// namedFlags are the flags, or none where no report has one.
func (p *picture) namedFlags() []coverage.FlagCoverage {
	if len(p.flags) == 1 && p.flags[0].Flag == "" {
		return nil
	}
	return p.flags
}

// text is the whole picture for a terminal of that size; 0, 0 is without
// bounds. No line is broken and none leaves the top, since what is redrawn is
// counted in rows.
func (p *picture) text(colours palette, columns, rows int) string {
	var b strings.Builder
	line := func(paint func(string) string, text string) {
		if rows == 0 || strings.Count(b.String(), "\n") < rows-1 {
			b.WriteString(paint(shorten(clean(text), columns)) + "\n")
		}
	}
	plain := func(s string) string { return s }
	line(colours.bold, "workspace "+p.root)
	switch {
	case p.reports == 0 && p.indexing == "":
		line(colours.yellow, "no coverage report found: run your tests with coverage")
	default:
		line(plain, totalsLine(p.totals, len(p.files)))
	}
	for _, f := range p.namedFlags() {
		line(plain, fmt.Sprintf("  %s %s, measured %s", flagName(f.Flag), share(f.Lines), age(p.now, f.Time)))
	}
	for _, problem := range p.problems {
		line(colours.yellow, "  "+problem.Message+" ("+problem.Hint+")")
	}
	room := maxChanges
	if rows > 0 {
		// Two rows are for the heading and what is being read, one for the cursor.
		room = min(room, max(1, rows-strings.Count(b.String(), "\n")-3))
	}
	if len(p.changes) > 0 {
		line(colours.dim, "changed "+p.changed.Format(time.TimeOnly))
	}
	for _, c := range p.changeLines(room) {
		line(plain, "  "+c)
	}
	if p.indexing != "" {
		line(colours.dim, p.indexing)
	}
	return b.String()
}
