// Package cli is covls' command line: one file a subcommand, and a few files
// that they share: the voice in which covls speaks, the tables, the way into a
// workspace. Commands compute nothing themselves. They ask the index, as an
// editor's session does, and hand what it says to a pure function that renders
// it; so terminal and editor cannot disagree, and every rendering has a golden
// test without a terminal.
package cli

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// An app is one run of the command line.
type app struct {
	voice
	now func() time.Time

	// What the global flags say.
	dir      string
	config   string
	logLevel string
	format   string
	json     bool
	exitZero bool
}

// Main runs the command line with these arguments and returns the exit code. An
// interrupt ends the command in an orderly way; a second one ends it at once.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	a := &app{voice: newVoice(os.Stdout, os.Stderr), now: time.Now}
	return a.run(ctx, args)
}

// run executes one command and turns its error into words and an exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := newRoot(a)
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	command, err := root.ExecuteContextC(ctx)
	return a.exit(command.CommandPath(), err)
}
