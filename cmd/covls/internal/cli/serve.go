package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/covls/covls/index"
	"github.com/covls/covls/lsp"
)

const serveLong = `Run the language server over stdin and stdout, for an editor. The log goes to
stderr.

The server runs inside this process and ends with the session. --no-daemon asks
for exactly that, and configurations that must stay in process may give it.`

func serveCommand(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "serve",
		Short: "Run the language server over stdio",
		Long:  serveLong,
		Example: `  covls serve
  covls serve --no-daemon --log-level debug 2>covls.log`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.serve(c.Context(), lsp.Stdio())
		},
	}
	flags := c.Flags()
	flags.Bool("no-daemon", false, "serve inside this process")
	// Editors' client libraries add these to every server's command line.
	flags.Bool("stdio", true, "serve over stdin and stdout, the only way there is")
	flags.Int("clientProcessId", 0, "the editor's process; the server follows its initialize request")
	for _, name := range []string{"stdio", "clientProcessId"} {
		// The error says that there is no such flag.
		_ = flags.MarkHidden(name)
	}
	return c
}

// serve runs one session.
func (a *app) serve(ctx context.Context, editor io.ReadWriteCloser) error {
	level, err := a.level()
	if err != nil {
		return err
	}
	cache, err := index.CacheDir()
	if err != nil {
		return hinted(err, "set COVLS_CACHE_DIR to a folder of yours")
	}
	log := slog.New(slog.NewTextHandler(a.err, &slog.HandlerOptions{Level: level}))
	server := lsp.NewServer(a.engine(cache, log), lsp.Options{Version: readBuild().Version, Log: log})
	err = server.Serve(ctx, editor)
	switch {
	case errors.Is(err, lsp.ErrExitWithoutShutdown):
		// LSP wants a 1 here, whatever the other commands mean by it.
		return verdict(exitFailed)
	case err != nil && ctx.Err() == nil:
		return hinted(fmt.Errorf("the session with the editor broke: %w", err), "see the editor's log of the server")
	}
	return nil
}
