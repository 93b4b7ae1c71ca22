package lsp

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// One editor. All of its state lies behind one mutex that is held for map
// look-ups and pointer swaps only; documents, settings and snapshots never
// change once made, so whoever took them out works on without it.

// An editor is what the server says things to; *rpc.Session in real life.
type editor interface {
	// Context ends with the session.
	Context() context.Context
	// Call asks and waits for the answer. Not from inside Notify or Call.
	Call(ctx context.Context, method string, params, result any) error
	// Notify queues a message and never blocks.
	Notify(ctx context.Context, method string, params any) error
	// Publish queues a message of which only the newest under a key matters.
	Publish(key, method string, params func() any)
}

type session struct {
	server *Server
	editor editor
	ctx    context.Context // ends with the session

	// client and first are set by initialize, before anything else is handled.
	client client
	first  []workspaceFolder // to be opened once the editor may hear of it
	begun  sync.Once

	publisher publisher
	refresh   bell // lenses, hints and pulled diagnostics are out of date
	configure bell // the editor's settings changed
	rescan    bell // somebody thinks that files changed

	work   sync.WaitGroup // goroutines of the session
	tokens atomic.Uint64  // how many progress tokens were made

	mu        sync.Mutex
	closed    bool
	documents map[uri.URI]*document // by canonical URI
	opened    uint64                // how many documents were opened so far
	folders   []*folder
	given     settings   // what initializationOptions said
	base      settings   // the same, with the editor's settings over it
	selection *selection // flags chosen by a command; nil when none were
	settings  *settings  // base with the selection: what holds now
}

func newSession(server *Server, e editor) *session {
	return &session{
		server:    server,
		editor:    e,
		ctx:       e.Context(),
		publisher: newPublisher(),
		refresh:   newBell(),
		configure: newBell(),
		rescan:    newBell(),
		documents: map[uri.URI]*document{},
		settings:  &settings{},
	}
}

// begin starts the session's work at the first message after initialize: before
// that is answered, an editor must not be told anything.
func (s *session) begin() {
	s.spawn(s.publishLoop)
	s.spawn(func() { s.refresh.loop(s.ctx, s.refreshEditor) })
	s.spawn(func() { s.configure.loop(s.ctx, s.pullConfiguration) })
	s.spawn(func() { s.rescan.loop(s.ctx, s.rescanWorkspaces) })
	for _, f := range s.first {
		s.addFolder(f.URI, f.Name)
	}
}

// spawn runs f in a goroutine that close waits for. It reports false, and runs
// nothing, when the session is over.
func (s *session) spawn(f func()) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Go(f)
	return true
}

// close ends what the session started and gives its workspaces back. Its
// context must have ended.
func (s *session) close() {
	s.mu.Lock()
	s.closed = true
	folders := s.folders
	s.folders = nil
	s.mu.Unlock()
	s.work.Wait()
	for _, f := range folders {
		s.closeFolder(f)
	}
}

// Notify handles a notification; see rpc.Handler.
func (s *session) Notify(_ context.Context, method string, params rpc.Params) error {
	f, ok := notifications[method]
	if !ok {
		return fmt.Errorf("%s: %w", method, rpc.ErrMethodNotFound)
	}
	s.begun.Do(s.begin)
	return f(s, params)
}

// Call begins a call; see rpc.Handler.
func (s *session) Call(_ context.Context, method string, params rpc.Params) (rpc.Work, error) {
	f, ok := calls[method]
	if !ok {
		return nil, fmt.Errorf("%s: %w", method, rpc.ErrMethodNotFound)
	}
	if method != protocol.MethodInitialize {
		s.begun.Do(s.begin)
	}
	return f(s, params)
}

// A bell wakes a loop. Ringing it while it has not been heard yet does nothing,
// so that a burst of causes has one effect.
type bell chan struct{}

func newBell() bell { return make(bell, 1) }

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// loop calls f once or more after every ring until ctx ends.
func (b bell) loop(ctx context.Context, f func(context.Context)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-b:
			f(ctx)
		}
	}
}

// within bounds a question to the editor that no person has to answer. An
// editor in a debugger or with a modal dialog may take its time; what hangs on
// these answers can be done again.
func within(ctx context.Context, f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return f(ctx)
}
