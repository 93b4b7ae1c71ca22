package watch

// Looking once: what one-shot commands need, which end before anything could
// change.

import (
	"context"
	"fmt"
	"path/filepath"
)

// A Listing is everything in a workspace at one moment.
type Listing struct {
	// Sources are the names of all regular files that are no report
	// candidates, ascending. Symbolic links are not among them: each would
	// double the file that it points to.
	Sources []string
	// Reports are the report candidates, by name.
	Reports []Report
	// Folders is how many folders were entered.
	Folders int
	// Ticket is that of the newest call of Rescan which this listing answers;
	// 0 when there was none.
	Ticket uint64
}

// A Report is a file that may be a report.
type Report struct {
	Name  string
	Stamp Stamp
}

// Scan lists root once. Folders that are symbolic links are not entered; a
// report candidate that is one is listed when it leads to a regular file inside
// root. Folders that cannot be read are left out. The error is ctx's, or says
// why root itself could not be read.
func Scan(ctx context.Context, root string, rules Rules) (Listing, error) {
	real, err := resolve(root)
	if err != nil {
		return Listing{}, err
	}
	w := newWalker(rules)
	w.inside = func(target string) bool { return within(real, target) }
	top, err := w.walk(ctx, real, "", nil)
	if err != nil {
		return Listing{}, fmt.Errorf("scan %s: %w", root, err)
	}
	var l Listing
	l.list(top, "")
	l.sort()
	return l, nil
}

// resolve gives the folder's real path: what is watched under two paths has one
// of them in its events.
func resolve(root string) (string, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return "", fmt.Errorf("find the folder %s: %w", root, err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", fmt.Errorf("find the folder %s: %w", root, err)
	}
	return real, nil
}
