package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// From a message to the handler and back. jsonrpc2 calls handle on the goroutine
// that reads, one message at a time, until it is told by Async that the rest of
// a call may run beside the next message.
//
// Two rules of jsonrpc2 shape this file. The context of a request is used again
// for another one, so that deriving from it crashes the process: everything is
// derived from the connection's instead. And an error from a notification ends
// the connection, so none ever gets there.

type dispatcher struct {
	session *Session
	handler Handler
	life    lifecycle
	calls   calls
	log     *slog.Logger
}

func (d *dispatcher) handle(rctx context.Context, req *jsonrpc2.Request) (any, error) {
	ctx := jsonrpc2.DetachContext(rctx)
	method, params := strings.Clone(req.Method()), Params(req.Params())
	if d.life.state == running {
		d.session.outbox.open() // initialize was answered before this was read
	}
	if !req.IsCall() {
		if err := d.notified(ctx, method, params); err != nil {
			d.log.Warn("notification failed", "method", method, "err", err)
		}
		return nil, nil
	}
	result, err := d.called(ctx, func() { jsonrpc2.Async(rctx) }, req.ID(), method, params)
	return result, wireError(err)
}

func (d *dispatcher) notified(ctx context.Context, method string, params Params) (err error) {
	switch method {
	case protocol.MethodCancelRequest:
		return d.calls.stop(params)
	case protocol.MethodExit:
		d.session.end(d.life.exit())
		return nil
	}
	if d.life.state != running {
		return nil // to be dropped, says the specification
	}
	defer d.recovered(method, &err)
	err = d.handler.Notify(context.WithValue(ctx, inlineKey{}, true), method, params)
	if errors.Is(err, ErrMethodNotFound) && strings.HasPrefix(method, "$/") {
		return nil
	}
	return err
}

// called handles a call. It calls async once, when the next message may be
// read, unless the answer must be written before that.
func (d *dispatcher) called(ctx context.Context, async func(), id jsonrpc2.ID, method string, params Params) (any, error) {
	ctx, done, err := d.admit(ctx, id, method)
	if err != nil {
		// Beside the next message too: writing may have to wait for an editor
		// that wants to be read first.
		async()
		return nil, err
	}
	defer done()
	work, err := d.begin(ctx, method, params)
	if !inline(method) {
		async()
	} else {
		ctx = context.WithValue(ctx, inlineKey{}, true)
	}
	if err != nil {
		return nil, err
	}
	result, err := d.run(ctx, method, work)
	if err == nil && inline(method) {
		d.life.succeeded(method)
	}
	return result, err
}

func (d *dispatcher) admit(ctx context.Context, id jsonrpc2.ID, method string) (context.Context, func(), error) {
	if err := d.life.admit(method); err != nil {
		return nil, nil, err
	}
	return d.calls.begin(ctx, id)
}

// begin is the half of a call that runs in wire order.
func (d *dispatcher) begin(ctx context.Context, method string, params Params) (work Work, err error) {
	defer d.recovered(method, &err)
	work, err = d.handler.Call(context.WithValue(ctx, inlineKey{}, true), method, params)
	if err == nil && work == nil {
		err = fmt.Errorf("%s has neither work nor error", method)
	}
	return work, err
}

func (d *dispatcher) run(ctx context.Context, method string, work Work) (result any, err error) {
	defer d.recovered(method, &err)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return work(ctx)
}

// recovered makes a panic an error. The editor hears that there was one, the
// log says where.
func (d *dispatcher) recovered(method string, err *error) {
	if r := recover(); r != nil {
		d.log.Error("panic", "method", method, "value", r, "stack", string(debug.Stack()))
		*err = fmt.Errorf("panic in %s: %v", method, r)
	}
}

// inlineKey marks the contexts that a handler gets while the reader waits for it.
type inlineKey struct{}
