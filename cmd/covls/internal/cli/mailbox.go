package cli

import (
	"sync"

	"github.com/covls/covls/lsp"
)

// A mailbox holds the newest event, because only that is worth drawing: a
// terminal that is slow, or stopped with Ctrl-S, must not hold up the workspace
// that tells of them, and has nothing to catch up with afterwards.
type mailbox struct {
	flag chan struct{} // up when something was put inside

	mu    sync.Mutex // guards all below
	full  bool
	event lsp.Event
}

func newMailbox() *mailbox { return &mailbox{flag: make(chan struct{}, 1)} }

// put replaces what is inside, but for a snapshot that the newer event lacks.
func (m *mailbox) put(e lsp.Event) {
	m.mu.Lock()
	if e.Snapshot == nil {
		e.Snapshot = m.event.Snapshot
	}
	m.event, m.full = e, true
	m.mu.Unlock()
	select {
	case m.flag <- struct{}{}:
	default:
	}
}

// empty takes out the newest event. It is false when the event for which the
// flag went up was taken out by the call before.
func (m *mailbox) empty() (e lsp.Event, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok = m.event, m.full
	m.event, m.full = lsp.Event{}, false
	return e, ok
}
