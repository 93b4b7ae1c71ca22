package watch

// fsnotify hands over one event at a time and blocks while nobody takes it, and
// the kernel's queue behind it overflows (16,384 events on Linux). So one
// goroutine does nothing but move events into this queue.

import (
	"errors"
	"log/slog"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// queueSize bounds the events that wait for the loop, as the kernel does its
// own. Beyond it they are given up for a look at everything.
const queueSize = 1 << 16

// A queue is what was heard and not yet handled.
type queue struct {
	ready chan struct{} // holds one token when there is something to take

	mu     sync.Mutex
	events []fsnotify.Event
	lost   bool
}

func newQueue() *queue { return &queue{ready: make(chan struct{}, 1)} }

// drain moves events into the queue until both channels are closed.
func (q *queue) drain(events <-chan fsnotify.Event, errs <-chan error, log *slog.Logger) {
	for events != nil || errs != nil {
		select {
		case event, ok := <-events:
			if !ok {
				events = nil
				continue
			}
			q.put(event)
		case err, ok := <-errs:
			if !ok {
				errs = nil
				continue
			}
			// What else it may be, something was not told.
			if !errors.Is(err, fsnotify.ErrEventOverflow) {
				log.Warn("watching failed", "error", err)
			}
			q.lose()
		}
	}
}

// put adds an event. Attributes are nobody's business here, and a writer's many
// writes in a row are one.
func (q *queue) put(event fsnotify.Event) {
	if event.Op == fsnotify.Chmod {
		return
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	switch n := len(q.events); {
	case q.lost:
	case n == queueSize:
		q.events, q.lost = nil, true
	case n == 0 || !sameHint(q.events[n-1], event):
		q.events = append(q.events, event)
	}
	knock(q.ready)
}

func sameHint(a, b fsnotify.Event) bool { return a.Op == b.Op && a.Name == b.Name }

// lose says that events are missing.
func (q *queue) lose() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.events, q.lost = nil, true
	knock(q.ready)
}

// take empties the queue. When events are missing it returns none.
func (q *queue) take() (events []fsnotify.Event, lost bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	events, lost = q.events, q.lost
	q.events, q.lost = nil, false
	return events, lost
}
