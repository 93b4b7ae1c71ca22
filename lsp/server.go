package lsp

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/covls/covls/lsp/internal/rpc"
)

// The door of the package. A daemon serves many editors from one Server; a
// process on stdin and stdout serves one.

// ErrExitWithoutShutdown is Serve's error when the editor left without saying
// so first; LSP wants the exit code 1 for it.
var ErrExitWithoutShutdown = rpc.ErrExitWithoutShutdown

// Options are the same for all sessions of a Server. The zero value means the
// defaults.
type Options struct {
	// Version is told to editors as the server's.
	Version string
	// Log gets what nobody else hears of; nil discards it.
	Log *slog.Logger
	// EditDelay is how long the publisher waits for the next keystroke.
	// Default 30 ms: shorter than anybody notices, longer than key repeat.
	EditDelay time.Duration
	// ProgressDelay is how long indexing may take before it is shown as
	// progress. Default 300 ms.
	ProgressDelay time.Duration
	// WriteTimeout is how long an editor may not read before its session ends.
	// Default 10 s.
	WriteTimeout time.Duration
}

func (o Options) orDefault() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.EditDelay <= 0 {
		o.EditDelay = 30 * time.Millisecond
	}
	if o.ProgressDelay <= 0 {
		o.ProgressDelay = 300 * time.Millisecond
	}
	return o
}

// A Server serves coverage to editors.
type Server struct {
	source  Source
	options Options
}

// NewServer returns a server of what source has. It owns neither: the source is
// closed by whoever made it, after the last Serve returned.
func NewServer(source Source, options Options) *Server {
	return &Server{source: source, options: options.orDefault()}
}

// Serve runs one editor's session over rwc and returns when it is over and
// everything it started has ended. It closes rwc. The error is nil after an
// orderly exit and ErrExitWithoutShutdown after a hasty one.
func (s *Server) Serve(ctx context.Context, rwc io.ReadWriteCloser) error {
	var se *session
	err := rpc.Serve(ctx, rwc, func(editor *rpc.Session) rpc.Handler {
		se = newSession(s, editor)
		return se
	}, rpc.Options{Log: s.options.Log, WriteTimeout: s.options.WriteTimeout})
	if se != nil {
		se.close()
	}
	return err
}

// Stdio gives the process's stdin and stdout as one connection for Serve.
func Stdio() io.ReadWriteCloser { return rpc.Stdio() }
