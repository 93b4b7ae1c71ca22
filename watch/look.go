package watch

// Looking at everything, with or without watching it from then on.

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// lookAtAll looks at everything and tells it as one Listing. What was pending
// or queued before is part of what it sees.
func (w *Watcher) lookAtAll() {
	l := &w.loop
	ticket := w.asked.Load()
	l.giveUp(w.options.Log)
	l.queue.take()
	l.settler.reset()
	began := time.Now()
	err := w.look()
	if l.giveUp(w.options.Log) {
		err = w.look()
	}
	l.settler.cost = time.Since(began)
	l.pacer.passed(began, time.Now(), err == nil)
	if w.context.Err() != nil {
		return
	}
	if err != nil {
		l.give(Batch{Problems: []Problem{{
			Message: fmt.Sprintf("the workspace cannot be read: %v", err),
			Hint:    "check its permissions; what was known before is kept",
		}}})
		return
	}
	l.give(Batch{Rescan: w.list(ticket), Problems: l.problems()})
}

// problems are all there are.
func (l *loop) problems() []Problem {
	if l.limit == nil {
		return nil
	}
	return []Problem{*l.limit}
}

// look walks everything and replaces what was known. A root that is gone is
// empty; one that cannot be read for another reason is an error, and then what
// was known stays.
func (w *Watcher) look() error {
	l, rules := &w.loop, w.options.Rules
	var watch func(path string)
	if l.watches != nil {
		l.watches.begin()
		watch = w.watchOnly
	}
	layout := lay(w.root, w.options.Extra, rules, watch)
	for _, p := range layout.places {
		var before *folder
		if l.layout != nil {
			if was := l.layout.find(p.path, p.name); was != nil {
				before = was.top
			}
		}
		top, err := w.walk(w.context, layout, p.path, p.name, before)
		switch {
		case err == nil:
			p.top = top
		case w.context.Err() != nil:
			return err
		case errors.Is(err, fs.ErrNotExist):
			p.top = newFolder(identity{})
		case p.path == w.root:
			return err
		case before != nil:
			p.top = before
		default:
			p.top = newFolder(identity{})
		}
	}
	l.layout = layout
	if l.watches != nil {
		l.watches.sweep()
	}
	return nil
}

// walk lists a folder of a layout, and watches what it finds unless polling.
func (w *Watcher) walk(ctx context.Context, layout *layout, path, name string, before *folder) (*folder, error) {
	walker := newWalker(w.options.Rules)
	walker.inside = layout.inside
	if watches := w.loop.watches; watches != nil {
		walker.enter = watches.add
	} else {
		walker.stamps = true
	}
	top, err := walker.walk(ctx, path, name, before)
	for _, link := range walker.links {
		w.watchLink(layout, link)
	}
	return top, err
}

// watchLink has the changes of what a link leads to told under the link's name.
func (w *Watcher) watchLink(layout *layout, link link) {
	layout.alias(link.target, link.name)
	w.watchOnly(filepath.Dir(link.target))
}

// watchOnly watches a folder for single names in it, without listing it.
func (w *Watcher) watchOnly(path string) {
	if w.loop.watches == nil {
		return
	}
	info, err := os.Lstat(path)
	if err == nil {
		err = w.loop.watches.add(path, identityOf(info))
	}
	if err != nil {
		w.options.Log.Debug("not watching", "folder", path, "error", err)
	}
}

// list gives all that is known now, and takes note that it was told.
func (w *Watcher) list(ticket uint64) *Listing {
	l, now := &w.loop, time.Now()
	listing := &Listing{Ticket: ticket}
	for _, p := range l.layout.places {
		listing.list(p.top, p.name)
	}
	for name := range l.layout.files {
		if stamp, ok := w.stamp(name); ok {
			listing.Reports = append(listing.Reports, Report{name, stamp})
		}
	}
	listing.sort()
	clear(l.told)
	for _, r := range listing.Reports {
		l.told[r.Name] = told{r.Stamp, now}
	}
	return listing
}
