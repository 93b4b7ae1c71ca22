package watch

// What the queue may leave out, and when it gives up.

import (
	"errors"
	"log/slog"
	"strconv"
	"testing"

	"github.com/fsnotify/fsnotify"
)

func TestQueueKeepsWhatMatters(t *testing.T) {
	q := newQueue()
	for _, event := range []fsnotify.Event{
		{Name: "a", Op: fsnotify.Create},
		{Name: "a", Op: fsnotify.Write},
		{Name: "a", Op: fsnotify.Write},
		{Name: "a", Op: fsnotify.Chmod},
		{Name: "a", Op: fsnotify.Write},
		{Name: "b", Op: fsnotify.Write},
		{Name: "a", Op: fsnotify.Write},
	} {
		q.put(event)
	}
	<-q.ready
	events, lost := q.take()
	if len(events) != 4 || lost {
		t.Errorf("%v, lost %v; want 4 events", events, lost)
	}
	if events, lost = q.take(); len(events) != 0 || lost {
		t.Errorf("%v, lost %v after all was taken", events, lost)
	}
}

func TestQueueIsBounded(t *testing.T) {
	q := newQueue()
	for i := range queueSize + 10 {
		q.put(fsnotify.Event{Name: strconv.Itoa(i), Op: fsnotify.Create})
	}
	if events, lost := q.take(); len(events) != 0 || !lost {
		t.Errorf("%d events, lost %v", len(events), lost)
	}
}

// Any error means that something was not told, and the end of both channels
// ends the drain.
func TestDrain(t *testing.T) {
	for _, err := range []error{fsnotify.ErrEventOverflow, errors.New("read: input/output error")} {
		q, events, errs := newQueue(), make(chan fsnotify.Event, 1), make(chan error, 1)
		events <- fsnotify.Event{Name: "a", Op: fsnotify.Create}
		errs <- err
		close(events)
		close(errs)
		q.drain(events, errs, slog.New(slog.DiscardHandler))
		if _, lost := q.take(); !lost {
			t.Errorf("%v: nothing is missing", err)
		}
	}
}
