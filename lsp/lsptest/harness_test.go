package lsptest

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"sync"
	"testing"

	"github.com/covls/covls/lsp/internal/rpc"
)

// The editor's own tests need a server that does as it is told, rules or not.

// A scripted server answers calls from a table, test/wait when it is cancelled, and
// sends what the notification test/say asks for.
type scripted struct {
	session *rpc.Session
	results map[string]string // method → result, JSON

	mu   sync.Mutex
	seen []string // "method params" of everything
}

func (s *scripted) note(method string, params rpc.Params) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen = append(s.seen, fmt.Sprintf("%s %s", method, params))
}

func (s *scripted) first() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[0]
}

func (s *scripted) last() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen[len(s.seen)-1]
}

// Notify sends the params of test/say back: {"method": …, "params": …}.
func (s *scripted) Notify(ctx context.Context, method string, params rpc.Params) error {
	s.note(method, params)
	if method != "test/say" {
		return nil
	}
	var say struct {
		Method string          `json:"method"`
		Params json.RawMessage `json:"params"`
	}
	if err := json.Unmarshal(params, &say); err != nil {
		return err
	}
	return s.session.Notify(ctx, say.Method, raw(say.Params))
}

func (s *scripted) Call(_ context.Context, method string, params rpc.Params) (rpc.Work, error) {
	s.note(method, params)
	if method == "test/wait" {
		return func(ctx context.Context) (any, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}, nil
	}
	result, ok := s.results[method]
	if !ok {
		return nil, rpc.ErrMethodNotFound
	}
	return func(context.Context) (any, error) { return raw(result), nil }, nil
}

// newScripted connects an editor to a scripted server.
func newScripted(t testing.TB, results map[string]string) (*Editor, *scripted) {
	t.Helper()
	server := &scripted{results: map[string]string{"initialize": `{"capabilities":{}}`, "shutdown": "null"}}
	for method, result := range results {
		server.results[method] = result
	}
	ours, theirs := net.Pipe()
	started, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		_ = rpc.Serve(context.Background(), ours, func(session *rpc.Session) rpc.Handler {
			server.session = session
			close(started)
			return server
		}, rpc.Options{})
	}()
	<-started
	t.Cleanup(func() { <-ended })
	return New(t, theirs), server
}

// TestMain can also be a server in a process of its own: see process_test.go.
func TestMain(m *testing.M) {
	if os.Getenv("LSPTEST_SERVER") == "" {
		os.Exit(m.Run())
	}
	fmt.Fprintln(os.Stderr, "serving")
	server := &scripted{results: map[string]string{"initialize": `{"capabilities":{}}`, "shutdown": "null"}}
	err := rpc.Serve(context.Background(), rpc.Stdio(), func(session *rpc.Session) rpc.Handler {
		server.session = session
		return server
	}, rpc.Options{})
	if err != nil {
		os.Exit(1)
	}
}
