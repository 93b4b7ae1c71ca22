package rpc

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"go.lsp.dev/protocol"
)

// None of these may end a session. In jsonrpc2 and protocol.NewServer all do.
func TestBadNotificationsEndNothing(t *testing.T) {
	h := fake{notify: func(_ context.Context, method string, params Params) error {
		switch method {
		case "textDocument/didChange":
			return params.Decode(&protocol.DidChangeTextDocumentParams{})
		case "textDocument/didOpen":
			return params.Decode(&protocol.DidOpenTextDocumentParams{})
		case "textDocument/didSave":
			return errors.New("the disk is on fire")
		case "test/panic":
			panic("on purpose")
		case "initialized":
			return params.Decode(&protocol.InitializedParams{})
		}
		return ErrMethodNotFound
	}}
	for _, test := range []struct {
		name, message string
		logged        string // "" where nobody need hear of it
	}{
		{"failing", `"method":"textDocument/didSave","params":{}`, "the disk is on fire"},
		{"unknown", `"method":"test/unknown","params":{}`, "method not found"},
		{"unknown, may be ignored", `"method":"$/setTrace","params":{"value":"off"}`, ""},
		{"without params", `"method":"textDocument/didChange"`, "they are missing"},
		{"null params", `"method":"textDocument/didChange","params":null`, "they are missing"},
		{"initialized without params", `"method":"initialized"`, "they are missing"},
		{"params of another type", `"method":"textDocument/didChange","params":[1]`, "invalid params"},
		{"null version", `"method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///a","version":null},"contentChanges":[]}`, "invalid params"},
		{"fractional version", `"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a","languageId":"go","version":1.5,"text":""}}`, "invalid params"},
		{"huge version", `"method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///a","languageId":"go","version":99999999999,"text":""}}`, "invalid params"},
		{"panic", `"method":"test/panic"`, "on purpose"},
		{"deep nesting", `"method":"textDocument/didOpen","params":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000), "invalid params"},
	} {
		bubble(t, test.name, func(t *testing.T) {
			s := initialized(t, h, Options{})
			s.Send(`{"jsonrpc":"2.0",` + test.message + `}`)
			s.alive(t)
			warned := strings.Contains(s.log.String(), "level=WARN") || strings.Contains(s.log.String(), "level=ERROR")
			if warned != (test.logged != "") || !strings.Contains(s.log.String(), test.logged) {
				t.Errorf("the log says\n%s\nwant %q", s.log, test.logged)
			}
		})
	}
}

func TestPanicInACallAnswersIt(t *testing.T) {
	panics := func(context.Context) (any, error) { panic("on purpose") }
	for name, h := range map[string]fake{
		"work":    calling(map[string]Work{"test/panic": panics}),
		"inline":  {call: func(context.Context, string, Params) (Work, error) { panic("on purpose") }},
		"no work": {call: func(context.Context, string, Params) (Work, error) { return nil, nil }},
	} {
		bubble(t, name, func(t *testing.T) {
			s := initialized(t, h, Options{})
			if code := codeOf(s.Call("test/panic", nil, nil)); code != -32603 {
				t.Errorf("code %d, want -32603", code)
			}
			if name != "no work" && !strings.Contains(s.log.String(), "survive_test.go") {
				t.Errorf("the log does not say where:\n%s", s.log)
			}
			if code := codeOf(s.Call("initialize", nil, nil)); code != -32600 {
				t.Errorf("afterwards: code %d, want -32600", code)
			}
		})
	}
}

// A frame that is no message ends its session, cancels its work, is logged, and
// is nothing to the session beside it.
func TestBadFrameEndsItsSessionAlone(t *testing.T) {
	for _, bad := range []string{
		framed("not json"), framed(`{"jsonrpc":"2.0","id":1.5,"method":"a"}`), framed("[[["),
		"Content-Length: 1073741824\r\n\r\n{", strings.Repeat("x", 8<<10),
	} {
		bubble(t, bad[:20], func(t *testing.T) {
			cancelled := make(chan error, 1)
			h := calling(map[string]Work{"test/wait": func(ctx context.Context) (any, error) {
				_, err := untilCancelled(ctx)
				cancelled <- err
				return nil, err
			}})
			s, beside := initialized(t, h, Options{}), initialized(t, h, Options{})
			s.Begin("test/wait", nil)
			synctest.Wait()
			_ = s.SendRaw(bad) // the server need not read all of it
			if err := s.wait(); !errors.Is(err, ErrFrame) {
				t.Errorf("Serve returned %v", err)
			}
			<-cancelled
			if !strings.Contains(s.log.String(), "bad frame") {
				t.Errorf("the log says\n%s", s.log)
			}
			beside.alive(t)
		})
	}
}

func TestBatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var notes []string
		h := fake{
			notify: func(_ context.Context, method string, _ Params) error { notes = append(notes, method); return nil },
			call: func(_ context.Context, method string, _ Params) (Work, error) {
				n := len(notes)
				return func(context.Context) (any, error) { return n, nil }, nil
			},
		}
		s := initialized(t, h, Options{})
		first, second := s.Expect("8"), s.Expect("9")
		invalid := s.Expect("null")
		s.Send(`[{"jsonrpc":"2.0","id":8,"method":"a"},{"jsonrpc":"2.0","method":"b"},{"jsonrpc":"2.0","id":9,"method":"c"},1]`)
		var before, after int
		if err := errors.Join(first.Wait(&before), second.Wait(&after)); err != nil || before != 1 || after != 2 {
			t.Errorf("the calls saw %d and %d notifications, %v; want 1 and 2", before, after, err)
		}
		if code := codeOf(invalid.Wait(nil)); code != -32700 && code != -32600 {
			t.Errorf("the 1 was answered with %d", code)
		}
		empty := s.Expect("null")
		s.Send(`[]`)
		if code := codeOf(empty.Wait(nil)); code != -32600 {
			t.Errorf("the empty batch was answered with %d", code)
		}
	})
}

func TestManyCallsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := initialized(t, calling(map[string]Work{"test/echo": gives(1), "test/wait": untilCancelled}), Options{})
		for range 5_000 {
			wait, echo := s.Begin("test/wait", nil), s.Begin("test/echo", nil)
			defer func() {
				if code := codeOf(wait.Wait(nil)); code != -32800 {
					t.Errorf("code %d", code)
				}
			}()
			defer wait.Cancel()
			if err := echo.Wait(nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}
