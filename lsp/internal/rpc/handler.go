package rpc

import (
	"context"
	"fmt"

	"go.lsp.dev/protocol"
)

// What the server's methods look like from here. A call has two halves because
// of order: what it must see (the documents, the snapshot) is taken while the
// messages are still in wire order, and what takes time is done afterwards.
// protocol.NewServer has no such halves and starts every message concurrently,
// which lets a didChange overtake another.

// A Handler is one session's methods. It sees all of them but $/cancelRequest,
// which ends a Work's context, and exit, which ends the session.
type Handler interface {
	// Notify handles a notification inline, in wire order, so it must not
	// block: the next message is not read before it returns. Its error is
	// logged, never sent, and never ends the session.
	Notify(ctx context.Context, method string, params Params) error

	// Call begins a call inline, in wire order: it takes what the answer
	// depends on and returns the Work, without blocking. An error answers the
	// call. ctx is good for this half only.
	//
	// initialize and shutdown are the exception, whose Work runs inline as
	// well: nothing may be handled before initialize is answered, and the
	// answer to shutdown must be out before exit ends the session.
	Call(ctx context.Context, method string, params Params) (Work, error)
}

// Work is the second half of a call. It runs concurrently with later messages
// and with other Work. ctx ends when the editor cancels the call and when the
// session ends. The result is encoded by protocol.Marshal; nil is sent as null.
type Work func(ctx context.Context) (any, error)

// Params are a message's parameters as they came, JSON that nobody has looked
// into. They are the handler's to keep.
type Params []byte

// Present reports whether there were parameters: both an absent params and a
// null one are none.
func (p Params) Present() bool { return len(p) > 0 }

// Decode reads the parameters into v, which may be a type of package protocol
// or a struct of our own. The error is an ErrInvalidParams.
//
// Strings of protocol types share one copy of the whole message: whoever keeps
// a URI beyond the call clones it, or keeps the text of the file with it.
func (p Params) Decode(v any) error {
	if !p.Present() {
		return fmt.Errorf("%w: they are missing", ErrInvalidParams)
	}
	if err := protocol.Unmarshal(p, v); err != nil {
		return fmt.Errorf("%w: %w", ErrInvalidParams, err)
	}
	return nil
}
