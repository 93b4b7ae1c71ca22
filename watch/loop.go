package watch

// The one goroutine that owns what is known. It waits for events, for the time
// at which something is due, and for the receiver, and does one thing at a time.

import (
	"log/slog"
	"slices"
	"time"
)

// A loop is the state of the loop's goroutine. Nobody else touches it.
type loop struct {
	layout  *layout
	watches *watches // nil while polling
	queue   *queue
	settler settler
	pacer   pacer
	// told is what the receiver was last told of each report that exists.
	told map[string]told
	// renamed is set when the event before was a file's losing its name, which
	// comes right before another's gaining one when a file is renamed.
	renamed bool
	// limit is why it polls, when that was not asked for.
	limit *Problem
	// waiting is what the receiver has not taken yet.
	waiting *Batch
}

// start opens the notifier, or decides to poll, and starts the goroutines.
func (w *Watcher) start(open func() (*notifier, error)) {
	o := w.options
	w.loop = loop{
		queue:   newQueue(),
		settler: newSettler(o.Quiet, o.Max),
		layout:  &layout{},
		pacer:   pacer{min: o.PollMin, max: o.PollMax},
		told:    map[string]told{},
	}
	if !o.Poll && !w.network() {
		n, err := open()
		if err != nil {
			o.Log.Warn("polling, since the system does not notify", "error", err)
			problem := limitProblem(err)
			w.loop.limit = &problem
		} else {
			w.loop.watches = newWatches(n)
			w.running.Go(func() { w.loop.queue.drain(n.events, n.errors, o.Log) })
		}
	}
	w.running.Go(w.run)
}

// network reports whether anything that is watched is on a network.
func (w *Watcher) network() bool {
	for _, p := range lay(w.root, w.options.Extra, w.options.Rules, nil).places {
		if onNetwork(p.path) {
			w.options.Log.Info("polling a network file system", "folder", p.path)
			return true
		}
	}
	return false
}

func (w *Watcher) run() {
	l := &w.loop
	defer close(w.batches)
	defer l.close()
	w.lookAtAll()
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		var out chan<- Batch
		var next Batch
		if l.waiting != nil {
			out, next = w.batches, *l.waiting
		}
		if due, ok := l.next(); ok {
			timer.Reset(time.Until(due))
		} else {
			timer.Stop()
		}
		select {
		case <-w.context.Done():
			return
		case out <- next:
			l.waiting = nil
		case <-w.rescan:
			w.lookAtAll()
		case <-w.poked:
			l.pacer.poke()
		case <-l.queue.ready:
			w.hear(time.Now())
		case <-timer.C:
			w.act(time.Now())
		}
	}
}

// next is when there is something to do, if nothing happens before.
func (l *loop) next() (time.Time, bool) {
	due, ok := l.settler.next()
	if l.watches != nil {
		return due, ok
	}
	if pass := l.pacer.next(); !ok || pass.Before(due) {
		return pass, true
	}
	return due, true
}

// act does what is due.
func (w *Watcher) act(now time.Time) {
	l := &w.loop
	if l.watches == nil && !l.pacer.next().After(now) {
		w.pass(now)
	}
	due, all := l.settler.take(now)
	if all {
		w.lookAtAll()
		return
	}
	w.tell(due, now)
}

// hear takes in what the notifier said.
func (w *Watcher) hear(now time.Time) {
	l := &w.loop
	events, lost := l.queue.take()
	if l.watches == nil {
		return // the last words of a notifier that was given up
	}
	if lost {
		l.settler.everything(now)
	}
	for _, event := range events {
		w.handle(event, now)
	}
	if l.watches.limited() != nil {
		w.lookAtAll()
	}
}

// give puts a batch where the receiver can take it.
func (l *loop) give(b Batch) {
	if b.empty() {
		return
	}
	slices.Sort(b.Reports)
	slices.Sort(b.Sources)
	if l.waiting != nil {
		b = combine(*l.waiting, b)
	}
	l.waiting = &b
}

// close ends the notifier. Its channels are closed by that, which ends drain.
func (l *loop) close() {
	if l.watches != nil {
		_ = l.watches.notifier.close() // nothing is left to lose
	}
}

// giveUp turns to polling when the system refused to watch more. The watches
// that were granted go too: others of the user may have more luck with them.
func (l *loop) giveUp(log *slog.Logger) bool {
	if l.watches == nil {
		return false
	}
	err := l.watches.limited()
	if err == nil {
		return false
	}
	log.Warn("polling, since the system will not watch more folders", "error", err)
	problem := limitProblem(err)
	l.limit = &problem
	l.close()
	l.watches = nil
	return true
}
