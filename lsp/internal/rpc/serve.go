package rpc

import (
	"context"
	"io"
)

// Serve runs one session over rwc until it ends.
func Serve(ctx context.Context, rwc io.ReadWriteCloser, newHandler func(*Session) Handler, o Options) error {
	return ErrClosed
}

// Stdio gives stdin and stdout as one connection.
func Stdio() io.ReadWriteCloser { return nil }
