package rpc

import (
	"context"
	"sync"
)

// The outbox keeps what the server wants to tell the editor until it can be
// sent, in the order in which it came up. Whoever has something to say leaves it
// here and goes on; one goroutine a session sends. A state, such as a file's
// marks, has a key: while an older value of it waits, a newer one takes its
// place. So a slow editor skips what is out of date instead of falling behind,
// and costs the memory of one value a file.
//
// Nothing is sent until initialize is answered, as LSP demands.
type outbox struct {
	mu       sync.Mutex
	queue    []*letter
	states   map[stateKey]*letter // the letters in queue that may be replaced
	events   int                  // how many letters in queue may not
	limit    int                  // of events
	ready    chan struct{}        // holds a token when queue may have something
	opened   chan struct{}        // closed once letters may be sent
	openOnce sync.Once
}

// A letter is one notification to be sent. Its params are asked for when it is.
type letter struct {
	method string
	state  *stateKey // nil for an event, which no later letter replaces
	params func() any
}

type stateKey struct{ method, key string }

func newOutbox(limit int) *outbox {
	return &outbox{
		states: map[stateKey]*letter{},
		limit:  limit,
		ready:  make(chan struct{}, 1),
		opened: make(chan struct{}),
	}
}

func (b *outbox) open() { b.openOnce.Do(func() { close(b.opened) }) }

// add queues a letter behind all others.
func (b *outbox) add(method string, params func() any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.events >= b.limit {
		return ErrBacklog
	}
	b.events++
	b.push(&letter{method, nil, params})
	return nil
}

// replace queues a letter, or puts its params in the place of an unsent one.
func (b *outbox) replace(method, key string, params func() any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := stateKey{method, key}
	if unsent, ok := b.states[k]; ok {
		unsent.params = params
		return
	}
	b.states[k] = &letter{method, &k, params}
	b.push(b.states[k])
}

// push wants the lock held.
func (b *outbox) push(l *letter) {
	b.queue = append(b.queue, l)
	select {
	case b.ready <- struct{}{}:
	default:
	}
}

// take removes the oldest letter; nil when there is none.
func (b *outbox) take() *letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.queue) == 0 {
		return nil
	}
	l := b.queue[0]
	b.queue[0] = nil
	if b.queue = b.queue[1:]; len(b.queue) == 0 {
		b.queue = nil // gives the memory of a long queue back
	}
	if l.state != nil {
		delete(b.states, *l.state)
	} else {
		b.events--
	}
	return l
}

// drain sends letters until ctx ends.
func (b *outbox) drain(ctx context.Context, send func(*letter)) {
	select {
	case <-b.opened:
	case <-ctx.Done():
		return
	}
	for ctx.Err() == nil {
		if l := b.take(); l != nil {
			send(l)
			continue
		}
		select {
		case <-b.ready:
		case <-ctx.Done():
		}
	}
}
