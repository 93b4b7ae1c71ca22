package cli

import (
	"sync"

	"github.com/covls/covls/lsp"
)

// A mailbox holds the newest event, because only that is worth drawing: a
// terminal that is slow, or stopped with Ctrl-S, must not hold up the workspace
// that tells of them, and has nothing to catch up with afterwards.
type mailbox struct {
	flag chan struct{} // up when there is something inside

	mu    sync.Mutex // guards event
	event lsp.Event
}

func newMailbox() *mailbox { return &mailbox{flag: make(chan struct{}, 1)} }

// put replaces what is inside, but for a snapshot that the newer event lacks.
func (m *mailbox) put(e lsp.Event) {
	m.mu.Lock()
	if e.Snapshot == nil {
		e.Snapshot = m.event.Snapshot
	}
	m.event = e
	m.mu.Unlock()
	select {
	case m.flag <- struct{}{}:
	default:
	}
}

// empty takes out the newest event.
func (m *mailbox) empty() lsp.Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := m.event
	m.event = lsp.Event{}
	return e
}
