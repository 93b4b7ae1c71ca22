package rpc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// drainTimeout is how long a session that ended waits for work that was told to
// stop. Work that ignores its context longer than that is a bug, and must not
// keep a process from ending.
const drainTimeout = 5 * time.Second

// errExit is how a session ends that ends as it should.
var errExit = errors.New("exit")

// Serve runs one session over rwc until it ends, closes rwc, and waits for
// everything it started. Closing rwc must make a blocked Read and Write return.
// newHandler is called once, before the first message.
//
// It returns nil after shutdown and exit, after Session.Close, and when the
// editor closed the stream between two messages; ErrExitWithoutShutdown; the
// cause of ctx's end; or else what broke, such as ErrFrame or ErrStuck.
func Serve(ctx context.Context, rwc io.ReadWriteCloser, newHandler func(*Session) Handler, o Options) error {
	o = o.orDefault()
	s := &Session{options: o, log: o.Log, outbox: newOutbox(o.MaxBacklog)}
	s.ctx, s.end = context.WithCancelCause(ctx)
	stream := newStream(rwc, o, s.end)
	s.conn = jsonrpc2.NewConn(stream, jsonrpc2.WithCodec(codec{}))
	d := &dispatcher{session: s, handler: newHandler(s), log: o.Log}

	sent := make(chan struct{})
	go func() {
		defer close(sent)
		s.outbox.drain(s.ctx, s.send)
	}()
	s.conn.Go(s.ctx, d.handle)
	select {
	case <-s.ctx.Done():
	case <-s.conn.Done():
		s.end(cmp.Or(s.conn.Err(), io.EOF))
	}
	_ = stream.Close() // what it says is no news: the session is over
	s.drain(s.conn.Done(), sent)
	return s.outcome()
}

// drain waits for all of done, but not for ever.
func (s *Session) drain(done ...<-chan struct{}) {
	late := time.NewTimer(drainTimeout)
	defer late.Stop()
	for _, d := range done {
		select {
		case <-d:
		case <-late.C:
			s.log.Error("the session has ended and some of its work has not", "waited", drainTimeout)
			return
		}
	}
}

// outcome is what Serve returns, and what the log says of it.
func (s *Session) outcome() error {
	err := context.Cause(s.ctx)
	switch {
	case errors.Is(err, errExit), errors.Is(err, ErrClosed), errors.Is(err, io.EOF):
		s.log.Debug("session ended", "by", err)
		return nil
	case errors.Is(err, ErrExitWithoutShutdown):
	default:
		err = fmt.Errorf("session: %w", err)
	}
	s.log.Warn("session ended", "err", err)
	return err
}
