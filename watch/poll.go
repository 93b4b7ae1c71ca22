package watch

// One pass of polling: look at everything and note what is different, as if
// the system had told it.

import "time"

// pass walks everything and compares it with what was known.
func (w *Watcher) pass(now time.Time) {
	l := &w.loop
	before := l.layout
	if before.places == nil {
		w.lookAtAll() // there was no first look yet that succeeded
		return
	}
	if err := w.look(); err != nil {
		// A network that is away for a moment. The next pass says more.
		w.options.Log.Warn("polling failed", "error", err)
		l.pacer.passed(now, time.Now(), false)
		return
	}
	changed := false
	note := func(name string, c change) {
		changed = true
		l.settler.note(name, c, now)
	}
	w.compare(before, note)
	w.doubt(note)
	l.pacer.passed(now, time.Now(), changed)
}

// compare notes the differences between two layouts' places.
func (w *Watcher) compare(before *layout, note func(string, change)) {
	differ := func(name string, existed bool, now file) {
		note(name, change{report: now.report, existed: existed, seen: now.Stamp})
	}
	for _, p := range w.loop.layout.places {
		var top *folder
		if was := before.find(p.path, p.name); was != nil {
			top = was.top
		}
		compare(top, p.top, p.name, differ)
	}
	for _, p := range before.places {
		if w.loop.layout.find(p.path, p.name) == nil {
			compare(p.top, nil, p.name, differ)
		}
	}
	for name := range before.files {
		w.loop.layout.files[name] = true // to see that it is gone
	}
}

// doubt notes the reports of which a comparison is no proof: those listed one
// by one, and those that were told so soon after they were written that their
// stamp could hide another write.
func (w *Watcher) doubt(note func(string, change)) {
	l := &w.loop
	for name := range l.layout.files {
		was, known := l.told[name]
		stamp, exists := w.stamp(name)
		if c := l.settler.pending[name]; c != nil && c.seen == stamp {
			continue // noted by an earlier pass, and settling
		}
		if exists != known || stamp != was.Stamp {
			note(name, change{report: true, existed: known, seen: stamp})
		}
	}
	for name, was := range l.told {
		if !was.Proves(was.at) && l.settler.pending[name] == nil {
			note(name, change{report: true, existed: true, seen: was.Stamp})
		}
	}
}
