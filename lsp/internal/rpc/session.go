package rpc

import (
	"context"
	"fmt"
	"log/slog"
	"runtime/debug"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// A Session is what the server speaks to its editor with. Its methods may be
// called from any goroutine, also after the session ended.
type Session struct {
	conn    jsonrpc2.Conn
	outbox  *outbox
	options Options
	log     *slog.Logger

	ctx context.Context
	end context.CancelCauseFunc // the first cause is why the session ended
}

// Context ends with the session. Work that goes on between calls is bounded by it.
func (s *Session) Context() context.Context { return s.ctx }

// Close ends the session and does not wait: Serve returns when all has ended.
func (s *Session) Close() { s.end(ErrClosed) }

// Notify queues a notification, encoded now, and never blocks. nil params are
// left out. The error is ErrBacklog when too many wait, ErrClosed, or that of
// the encoding; it does not say whether the editor gets to see it.
func (s *Session) Notify(ctx context.Context, method string, params any) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if s.ctx.Err() != nil {
		return ErrClosed
	}
	var encoded jsonrpc2.RawMessage
	if params != nil {
		var err error
		if encoded, err = (codec{}).Marshal(params); err != nil {
			return fmt.Errorf("encoding %s: %w", method, err)
		}
	}
	return s.outbox.add(method, func() any { return encoded })
}

// Publish queues the newest value of a state and never blocks. A value of the
// same method and key that has not been sent yet is replaced and never sent.
// params is called once, from another goroutine, when there is room to send;
// it should answer from memory. If it returns nil, there is nothing to send
// any more; a jsonrpc2.RawMessage is sent as it is.
func (s *Session) Publish(key, method string, params func() any) {
	if s.ctx.Err() == nil {
		s.outbox.replace(method, key, params)
	}
}

// Call asks the editor and waits for its answer, for Options.CallTimeout if ctx
// has no deadline. A nil result is for answers that do not matter. The error is
// a *jsonrpc2.Error if the editor answered with one, ctx's error, ErrClosed, or
// ErrInline if ctx is one of those that a Handler gets before its Work.
//
// An editor that was given up on is told so by $/cancelRequest.
func (s *Session) Call(ctx context.Context, method string, params, result any) error {
	if ctx.Value(inlineKey{}) != nil {
		return fmt.Errorf("%s: %w", method, ErrInline)
	}
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, s.options.CallTimeout)
		defer cancel()
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(s.ctx, cancel)()

	id, err := s.conn.Call(ctx, method, params, result)
	switch {
	case err == nil:
		return nil
	case s.ctx.Err() != nil:
		return fmt.Errorf("%s: %w", method, ErrClosed)
	case ctx.Err() != nil:
		if number, ok := id.Number(); ok {
			_ = s.Notify(s.ctx, protocol.MethodCancelRequest, cancelParams{number})
		}
	}
	return fmt.Errorf("%s: %w", method, err)
}

type cancelParams struct {
	ID int64 `json:"id"`
}

// send is the outbox's way out. What cannot be sent is lost: if that is the
// connection's fault, the session is ending.
func (s *Session) send(l *letter) {
	defer func() {
		if r := recover(); r != nil {
			s.log.Error("panic", "publishing", l.method, "value", r, "stack", string(debug.Stack()))
		}
	}()
	params := l.params()
	if params == nil {
		return
	}
	if err := s.conn.Notify(s.ctx, l.method, params); err != nil && s.ctx.Err() == nil {
		s.log.Warn("notification not sent", "method", l.method, "err", err)
	}
}
