package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/covls/covls/coverage"
)

// The table of `covls report`, before it is text. A row counts what the reports
// say, whatever the file is now, as the tree of totals in an editor does; only
// line numbers are left out where they would be wrong.

// A fileRow is one file of the table.
type fileRow struct {
	path    string
	summary coverage.Summary
	missing []lineRange
	lost    int // uncovered lines
	// stale is set when no report measured the file as it is.
	stale bool
}

// A fileTable is all that `covls report` prints.
type fileTable struct {
	rows    []fileRow
	totals  coverage.Summary // of all rows that were picked
	stale   int              // rows that are
	skipped int              // rows that --skip-covered left out
}

// tableOf makes the rows of the files that pick lets through.
func tableOf(w *workspace, pick *filter) (*fileTable, error) {
	t := &fileTable{}
	for _, path := range w.snapshot.Paths() {
		if !pick.match(path) {
			continue
		}
		observations, err := w.snapshot.Observations(path)
		if err != nil {
			return nil, fmt.Errorf("read the index: %w", err)
		}
		content, err := contentOf(filepath.Join(w.Root(), filepath.FromSlash(path)))
		if err != nil {
			return nil, hinted(fmt.Errorf("read %s: %w", path, err), "make the file readable for you, or leave it out with --omit")
		}
		t.add(path, observations, content)
	}
	return t, nil
}

// contentOf identifies what a file holds now. One that is gone, or too large to
// be anybody's source, is nothing that was measured.
func contentOf(name string) (coverage.ContentID, error) {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Size() > maxSource) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	return coverage.BlobID(content), nil
}

// add appends a file's row.
func (t *fileTable) add(path string, observations []coverage.Observation, content coverage.ContentID) {
	row := fileRow{path: path, summary: coverage.MergeAll(observations).Summary()}
	view := coverage.ViewOf(path, observations, content, nil)
	if row.stale = view.Stale; row.stale {
		t.stale++
	} else {
		row.missing, row.lost = missingRanges(view.Marks)
	}
	t.rows = append(t.rows, row)
	t.totals = t.totals.Add(row.summary)
}

// skipCovered leaves out the rows in which nothing is missed.
func (t *fileTable) skipCovered() {
	before := len(t.rows)
	t.rows = slices.DeleteFunc(t.rows, func(r fileRow) bool {
		whole := func(r coverage.Ratio) bool { return r.Covered == r.Total }
		return !r.stale && whole(r.summary.Lines) && whole(r.summary.Branches) && whole(r.summary.Functions) && whole(r.summary.Statements)
	})
	t.skipped = before - len(t.rows)
}

// orders are the values of --sort. Rows come in by path, and equal ones stay so.
var orders = map[string]func(a, b fileRow) int{
	"path":      func(a, b fileRow) int { return cmp.Compare(a.path, b.path) },
	"lines":     func(a, b fileRow) int { return worse(a.summary.Lines, b.summary.Lines) },
	"branches":  func(a, b fileRow) int { return worse(a.summary.Branches, b.summary.Branches) },
	"functions": func(a, b fileRow) int { return worse(a.summary.Functions, b.summary.Functions) },
	"missing":   func(a, b fileRow) int { return cmp.Compare(b.lost, a.lost) },
}

func rowOrder(name string) (func(a, b fileRow) int, error) {
	order, ok := orders[name]
	if !ok {
		return nil, hinted(fmt.Errorf("rows cannot be sorted by %q", name), "use "+choices(slices.Sorted(maps.Keys(orders))))
	}
	return order, nil
}

func (t *fileTable) order(by func(a, b fileRow) int) { slices.SortStableFunc(t.rows, by) }

// worse compares two shares exactly; those of nothing come last.
func worse(a, b coverage.Ratio) int {
	if a.Total == 0 || b.Total == 0 {
		return cmp.Compare(b.Total, a.Total)
	}
	// Counts are of lines in one file, far below the square root of 2^63.
	return cmp.Compare(a.Covered*b.Total, b.Covered*a.Total)
}
