package rpc

import (
	"context"
	"errors"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// Which error code an editor gets to see. jsonrpc2 sends any error of ours as
// code 0, which clients show as "unknown error 0", and so it sends a cancelled
// call, which clients then report to the user instead of dropping silently.

// Errors that a Handler returns, wrapped as it likes.
var (
	// ErrMethodNotFound answers a call with -32601. For a notification that
	// begins with "$/" it is no error: those may be ignored.
	ErrMethodNotFound = errors.New("method not found")
	// ErrInvalidParams answers a call with -32602.
	ErrInvalidParams = errors.New("invalid params")
)

// Errors that a Session or Serve returns.
var (
	// ErrExitWithoutShutdown means that the editor ended the session without
	// the request that announces it; the process should exit with 1.
	ErrExitWithoutShutdown = errors.New("exit without shutdown")
	// ErrInline means that a Handler called the editor before it returned its
	// Work. The answer could not be read, since the reader was waiting for the
	// Handler.
	ErrInline = errors.New("the editor cannot be called before a call's work begins")
	// ErrClosed means that the session is over.
	ErrClosed = errors.New("the session is closed")
	// ErrBacklog means that too many notifications wait to be sent; this one
	// was not taken.
	ErrBacklog = errors.New("too many notifications are waiting to be sent")
	// ErrStuck means that the editor did not read what was written to it for
	// Options.WriteTimeout.
	ErrStuck = errors.New("the editor stopped reading")
	// ErrFrame means that what arrived is no message of the base protocol, or a
	// larger one than Options allow.
	ErrFrame = errors.New("bad frame")
)

// wireError gives err the code that an editor understands. An error that has a
// code of its own, a *jsonrpc2.Error anywhere in its chain, keeps it.
func wireError(err error) error {
	var coded *jsonrpc2.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &coded):
		return err
	case errors.Is(err, ErrMethodNotFound):
		return jsonrpc2.NewError(jsonrpc2.MethodNotFound, err.Error())
	case errors.Is(err, ErrInvalidParams):
		return jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
	case errors.Is(err, context.Canceled):
		return jsonrpc2.NewError(protocol.CodeRequestCancelled, err.Error())
	}
	return jsonrpc2.NewError(jsonrpc2.InternalError, err.Error())
}
