package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"

	"github.com/covls/covls/lsp/lsptest"
)

// Calls from the server to the editor. See harness_test.go for why there is no
// bubble around these.

func TestCallTheEditor(t *testing.T) {
	s := initialized(t, fake{}, Options{})
	s.Answer("test/add", func(params json.RawMessage) (any, error) {
		var terms [2]int
		if err := json.Unmarshal(params, &terms); err != nil {
			return nil, err
		}
		return terms[0] + terms[1], nil
	})
	s.Answer("test/refuse", func(json.RawMessage) (any, error) {
		return nil, &lsptest.ResponseError{Code: -32803, Message: "no"}
	})
	var sum int
	if err := s.session.Call(t.Context(), "test/add", []int{1, 2}, &sum); err != nil || sum != 3 {
		t.Errorf("1+2: %d, %v", sum, err)
	}
	var coded *jsonrpc2.Error
	if err := s.session.Call(t.Context(), "test/refuse", nil, nil); !errors.As(err, &coded) || coded.Code != -32803 {
		t.Errorf("a refusal: %v", err)
	}
	// A refusal leaves everything as it was (LoggingStream would hang here).
	s.alive(t)
	if err := s.session.Call(t.Context(), "test/add", []int{1, 2}, nil); err != nil {
		t.Errorf("without looking at the result: %v", err)
	}
	if err := s.session.Call(t.Context(), "test/add", []int{1, 2}, &[]string{}); err == nil {
		t.Error("a number was read as a list")
	}
}

func TestSilentEditorTimesOut(t *testing.T) {
	s := initialized(t, fake{}, Options{CallTimeout: time.Millisecond})
	s.Answer("test/ask", func(json.RawMessage) (any, error) { return nil, lsptest.ErrSilent })
	if err := s.session.Call(t.Context(), "test/ask", nil, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a call without answer: %v", err)
	}
	s.alive(t)
}

func TestEditorIsToldOfCallsGivenUp(t *testing.T) {
	s := initialized(t, fake{}, Options{})
	ctx, giveUp := context.WithCancel(t.Context())
	s.Answer("test/ask", func(json.RawMessage) (any, error) {
		giveUp()
		return nil, lsptest.ErrSilent
	})
	if err := s.session.Call(ctx, "test/ask", nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a call given up: %v", err)
	}
	asked := s.Await("the question", lsptest.Method("test/ask"))
	cancelled := s.Await("that it was given up", lsptest.Method("$/cancelRequest"))
	var p struct{ ID json.RawMessage }
	if err := cancelled.Decode(&p); err != nil || string(p.ID) != string(asked.ID) {
		t.Errorf("id %s was given up, want %s", p.ID, asked.ID)
	}
	s.alive(t)
}

// A call that waits for an editor keeps neither Close nor the editor's leaving.
func TestEndOfSessionEndsCalls(t *testing.T) {
	for name, end := range map[string]func(*served){
		"closed": func(s *served) { s.session.Close() },
		"left":   func(s *served) { s.Editor.Close() },
		"twice":  func(s *served) { s.session.Close(); s.session.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			s := initialized(t, fake{}, Options{CallTimeout: time.Hour})
			s.Answer("test/ask", func(json.RawMessage) (any, error) { return nil, lsptest.ErrSilent })
			ended := make(chan error, 1)
			go func() { ended <- s.session.Call(context.Background(), "test/ask", nil, nil) }()
			s.Await("the question", lsptest.Method("test/ask"))
			end(s)
			if err := s.wait(); err != nil {
				t.Errorf("Serve returned %v", err)
			}
			if err := <-ended; !errors.Is(err, ErrClosed) {
				t.Errorf("the call ended with %v", err)
			}
			if err := s.session.Call(t.Context(), "test/ask", nil, nil); !errors.Is(err, ErrClosed) {
				t.Errorf("a call afterwards: %v", err)
			}
			if s.session.Context().Err() == nil {
				t.Error("the session's context goes on")
			}
		})
	}
}

// A handler that asks before it returned its work would wait for itself.
func TestCallInlineIsRefused(t *testing.T) {
	var s *served
	got := make(chan error, 4)
	ask := func(ctx context.Context) (any, error) {
		err := s.session.Call(ctx, "test/ask", nil, nil)
		got <- err
		return nil, err
	}
	h := fake{
		notify: func(ctx context.Context, method string, _ Params) error {
			if method == "test/inline" {
				_, err := ask(ctx)
				return err
			}
			return nil
		},
		call: func(ctx context.Context, method string, _ Params) (Work, error) {
			if method == "test/inline" {
				_, err := ask(ctx)
				return nil, err
			}
			return ask, nil
		},
	}
	s = initialized(t, h, Options{})
	s.Answer("test/ask", func(json.RawMessage) (any, error) { return nil, nil })
	s.Notify("test/inline", nil)
	if err := <-got; !errors.Is(err, ErrInline) {
		t.Errorf("from a notification: %v", err)
	}
	if code := codeOf(s.Call("test/inline", nil, nil)); code != -32603 || !errors.Is(<-got, ErrInline) {
		t.Errorf("from a call's first half: code %d", code)
	}
	if err := s.Call("test/work", nil, nil); err != nil || <-got != nil {
		t.Errorf("from work: %v", err)
	}
}
