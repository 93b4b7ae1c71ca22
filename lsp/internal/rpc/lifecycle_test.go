package rpc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.lsp.dev/jsonrpc2"

	"github.com/covls/covls/lsp/lsptest"
)

func TestLifecycle(t *testing.T) {
	for _, test := range []struct {
		name  string
		steps string // method:code of a call, or the method of a notification
		seen  string // what the handler saw
		want  error
	}{
		{
			"as it should be",
			"initialize:0 initialized test/echo:0 test/note shutdown:0 exit",
			"initialize initialized test/echo test/note shutdown", nil,
		},
		{
			"too early",
			"test/echo:-32002 shutdown:-32002 test/note initialize:0 initialized test/echo:0 shutdown:0 exit",
			"initialize initialized test/echo shutdown", nil,
		},
		{
			"twice",
			"initialize:0 initialize:-32600 initialized test/echo:0 shutdown:0 exit",
			"initialize initialized test/echo shutdown", nil,
		},
		{
			"too late",
			"initialize:0 shutdown:0 test/echo:-32600 initialize:-32600 shutdown:-32600 test/note exit",
			"initialize shutdown", nil,
		},
		{"a failing shutdown counts", "initialize:0 shutdown/bad:-32602 test/echo:-32600 exit", "initialize shutdown", nil},
		{"exit alone", "exit", "", ErrExitWithoutShutdown},
		{"exit without shutdown", "initialize:0 initialized exit", "initialize initialized", ErrExitWithoutShutdown},
		{"a failed start is repeated", "initialize/bad:-32602 test/echo:-32002 initialize:0 shutdown:0 exit", "initialize initialize shutdown", nil},
	} {
		bubble(t, test.name, func(t *testing.T) {
			var seen []string
			s := serve(t, recording{&seen}, Options{})
			for step := range strings.FieldsSeq(test.steps) {
				method, code, isCall := strings.Cut(step, ":")
				if !isCall {
					s.Notify(method, struct{}{})
					continue
				}
				method, bad := strings.CutSuffix(method, "/bad")
				if got := fmt.Sprint(codeOf(s.Call(method, map[string]bool{"bad": bad}, nil))); got != code {
					t.Errorf("%s was answered with %s", step, got)
				}
			}
			if err := s.wait(); !errors.Is(err, test.want) {
				t.Errorf("Serve returned %v, want %v", err, test.want)
			}
			if got := strings.Join(seen, " "); got != test.seen {
				t.Errorf("the handler saw %s\nwant %s", got, test.seen)
			}
		})
	}
}

// recording is a handler that notes what it sees.
type recording struct{ seen *[]string }

func (r recording) Notify(_ context.Context, method string, _ Params) error {
	*r.seen = append(*r.seen, method)
	return nil
}

func (r recording) Call(_ context.Context, method string, params Params) (Work, error) {
	*r.seen = append(*r.seen, method)
	var p struct {
		Bad bool `json:"bad"`
	}
	if err := params.Decode(&p); err != nil || p.Bad {
		return nil, ErrInvalidParams
	}
	return gives(nil), nil
}

// An editor that sends everything at once gets every answer, in order.
func TestShutdownIsAnsweredBeforeExit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, fake{}, Options{})
		first, last := s.Expect("1"), s.Expect("2")
		if err := s.SendRaw(framed(`{"jsonrpc":"2.0","id":1,"method":"initialize"}`) +
			framed(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`) +
			framed(`{"jsonrpc":"2.0","method":"exit"}`)); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(first.Wait(nil), last.Wait(nil), s.wait()); err != nil {
			t.Error(err)
		}
	})
}

// Nothing may be sent before the answer to initialize.
func TestOutboxWaitsForInitialize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := serve(t, fake{}, Options{})
		if err := s.session.Notify(t.Context(), "test/early", nil); err != nil {
			t.Fatal(err)
		}
		s.session.Publish("a", "test/state", func() any { return 1 })
		if err := s.Call("test/echo", nil, nil); codeOf(err) != -32002 {
			t.Fatal(err)
		}
		synctest.Wait()
		if n := s.Said(); n != 0 {
			t.Errorf("%d messages came before initialize", n)
		}
		if err := s.Call("initialize", nil, nil); err != nil {
			t.Fatal(err)
		}
		s.Notify("initialized", nil)
		s.Await("what was held back", lsptest.Method("test/state"))
	})
}

func TestServeEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		ctx, cancel := context.WithCancelCause(t.Context())
		ended := make(chan error)
		go func() {
			ended <- Serve(ctx, ours, func(*Session) Handler { return fake{} }, Options{})
		}()
		why := errors.New("the daemon is drained")
		cancel(why)
		if err := <-ended; !errors.Is(err, why) {
			t.Errorf("Serve returned %v", err)
		}
	})
}

// Work that ignores its context is a bug, and keeps no process from ending.
func TestServeDoesNotWaitForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		began := make(chan struct{})
		s := initialized(t, calling(map[string]Work{"test/deaf": func(context.Context) (any, error) {
			close(began)
			<-release
			return nil, nil
		}}), Options{})
		s.Begin("test/deaf", nil)
		<-began
		start := time.Now()
		s.session.Close()
		if err := s.wait(); err != nil || time.Since(start) != drainTimeout {
			t.Errorf("Serve returned %v after %v", err, time.Since(start))
		}
		if !strings.Contains(s.log.String(), "some of its work has not") {
			t.Errorf("the log says\n%s", s.log)
		}
	})
}

func TestWireErrors(t *testing.T) {
	own := jsonrpc2.NewError(-32801, "content modified")
	for _, test := range []struct {
		err  error
		code jsonrpc2.Code
	}{
		{errors.New("anything"), -32603},
		{context.DeadlineExceeded, -32603},
		{context.Canceled, -32800},
		{fmt.Errorf("reading: %w", context.Canceled), -32800},
		{fmt.Errorf("%q: %w", "a/b", ErrMethodNotFound), -32601},
		{fmt.Errorf("hover: %w", ErrInvalidParams), -32602},
		{own, -32801},
		{fmt.Errorf("wrapped: %w", own), -32801},
	} {
		bubble(t, test.err.Error(), func(t *testing.T) {
			s := initialized(t, calling(map[string]Work{
				"test/fail": func(context.Context) (any, error) { return nil, test.err },
			}), Options{})
			err := s.Call("test/fail", nil, nil)
			if codeOf(err) != int(test.code) || !strings.Contains(err.Error(), test.err.Error()) {
				t.Errorf("the editor saw %v, want code %d", err, test.code)
			}
		})
	}
	if wireError(nil) != nil {
		t.Error("nil became an error")
	}
}
