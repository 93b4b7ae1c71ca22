package watch

// What is settled is looked at once more before it is told: an event whose file
// is as it was is no news, nor is a file that came and went.

import (
	"io/fs"
	"os"
	"time"
)

// told is what the receiver knows of a report, and since when.
type told struct {
	Stamp
	at time.Time
}

// tell gives the receiver those of the due changes that are news.
func (w *Watcher) tell(due map[string]*change, now time.Time) {
	var b Batch
	for name, c := range due {
		switch {
		case !c.report:
			if _, err := os.Lstat(pathOf(w.root, name)); err == nil || c.existed {
				b.Sources = append(b.Sources, name)
			}
		case w.growing(name, c, now):
		case w.news(name):
			b.Reports = append(b.Reports, name)
		}
	}
	w.loop.give(b)
}

// growing puts a report back that is not what the poll found a quiet time ago:
// between two passes no event says that it is still being written.
func (w *Watcher) growing(name string, c *change, now time.Time) bool {
	if w.loop.watches != nil || !now.Before(c.first.Add(w.options.Max)) {
		return false
	}
	stamp, ok := w.stamp(name)
	if !ok || stamp == c.seen {
		return false
	}
	c.seen = stamp
	w.loop.settler.hold(name, c, now)
	return true
}

// news reports whether a report is not what the receiver was told, and takes
// note that it will be told now.
func (w *Watcher) news(name string) bool {
	was, known := w.loop.told[name]
	// The clock is read before the file, so that a stamp is never thought to
	// be older than it is.
	at := time.Now()
	stamp, exists := w.stamp(name)
	if !exists {
		delete(w.loop.told, name)
		return known
	}
	if known && was.Stamp == stamp && was.Proves(was.at) {
		return false
	}
	w.loop.told[name] = told{stamp, at}
	return true
}

// stamp looks at a report. It follows a link only where the walk would, or
// where Options.Extra names it.
func (w *Watcher) stamp(name string) (Stamp, bool) {
	path := pathOf(w.root, name)
	info, err := os.Lstat(path)
	if err == nil && info.Mode()&fs.ModeSymlink != 0 {
		inside := w.loop.layout.inside
		if w.loop.layout.files[name] {
			inside = func(string) bool { return true }
		}
		stamp, _, ok := follow(path, inside)
		return stamp, ok
	}
	if err != nil || !info.Mode().IsRegular() {
		return Stamp{}, false
	}
	return stampOf(info), true
}
