package rpc

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/covls/covls/lsp/lsptest"
)

// The tests play both ends: a fake handler here, the editor of package lsptest
// at the other end of a pipe. Most run in a synctest bubble, where timeouts take
// no time and a goroutine that outlives its session fails the test. Those that
// call the editor cannot: jsonrpc2 keeps the channels of calls in a pool, which
// must not cross from one bubble to another.

// fake is a Handler made of functions.
type fake struct {
	notify func(ctx context.Context, method string, params Params) error
	call   func(ctx context.Context, method string, params Params) (Work, error)
}

func (f fake) Notify(ctx context.Context, method string, params Params) error {
	if f.notify == nil {
		return ErrMethodNotFound
	}
	return f.notify(ctx, method, params)
}

// Call answers the lifecycle by itself, and other methods with ErrMethodNotFound
// where there is nothing better.
func (f fake) Call(ctx context.Context, method string, params Params) (Work, error) {
	switch {
	case inline(method):
		return gives(map[string]any{}), nil
	case f.call == nil:
		return nil, ErrMethodNotFound
	}
	return f.call(ctx, method, params)
}

// gives is work that has been done.
func gives(result any) Work {
	return func(context.Context) (any, error) { return result, nil }
}

// calling is a fake with these calls.
func calling(works map[string]Work) fake {
	return fake{call: func(_ context.Context, method string, _ Params) (Work, error) {
		if work, ok := works[method]; ok {
			return work, nil
		}
		return nil, ErrMethodNotFound
	}}
}

// A served session and the editor that it serves.
type served struct {
	*lsptest.Editor
	session *Session
	log     *logBuffer
	err     error         // what Serve returned
	done    chan struct{} // closed when it did
}

func serve(t testing.TB, h Handler, o Options) *served {
	t.Helper()
	ours, theirs := net.Pipe()
	s := &served{log: &logBuffer{}, done: make(chan struct{})}
	o.Log = slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	started := make(chan *Session, 1)
	go func() {
		defer close(s.done)
		s.err = Serve(context.Background(), ours, func(session *Session) Handler {
			started <- session
			return h
		}, o)
	}()
	s.session = <-started
	s.Editor = lsptest.New(t, theirs)
	t.Cleanup(func() {
		s.session.Close()
		<-s.done
	})
	return s
}

// initialized serves a session that has begun.
func initialized(t testing.TB, h Handler, o Options) *served {
	t.Helper()
	s := serve(t, h, o)
	if err := s.Call("initialize", struct{}{}, nil); err != nil {
		t.Fatal(err)
	}
	s.Notify("initialized", struct{}{})
	return s
}

// wait waits for Serve to return.
func (s *served) wait() error {
	<-s.done
	return s.err
}

// alive fails the test unless the session answers.
func (s *served) alive(t testing.TB) {
	t.Helper()
	if code := codeOf(s.Call("test/unknown", nil, nil)); code != -32601 {
		t.Fatalf("the session is not alive: code %d", code)
	}
}

// codeOf is the code of an error that the server answered with; 0 for none, 1
// for an error of another kind.
func codeOf(err error) int {
	switch err := err.(type) {
	case nil:
		return 0
	case *lsptest.ResponseError:
		return err.Code
	}
	return 1
}

// bubble runs a test whose time is its own.
func bubble(t *testing.T, name string, f func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, f) })
}

// A logBuffer keeps what was logged.
type logBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *logBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *logBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
