package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/covls/covls/lsp"
)

const watchLong = `Do the server's job without an editor: find the reports, index them, and show
totals, flags and the files whose coverage changed, again whenever a report
changes. On a terminal the picture is redrawn in place; elsewhere every change
appends a few lines. Ends when it is interrupted.

--once indexes, prints, and exits 0 whatever the coverage is.

Formats: text, json. JSON is one document a line for every change.`

func watchCommand(a *app) *cobra.Command {
	var once bool
	var flags []string
	c := &cobra.Command{
		Use:   "watch",
		Short: "Show totals as reports change",
		Long:  watchLong,
		Example: `  covls watch
  covls watch --flag unit
  covls watch --once`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			format, err := a.output("text", "json")
			if err != nil {
				return err
			}
			if once {
				return a.watchOnce(c.Context(), flags, format)
			}
			return a.watch(c.Context(), flags, format)
		},
	}
	c.Flags().BoolVar(&once, "once", false, "print what there is, and end")
	flagsFlag(c, &flags)
	return c
}

// watchOnce prints the first picture and no other.
func (a *app) watchOnce(ctx context.Context, flags []string, format string) error {
	w, err := a.open(ctx, flags)
	if err != nil {
		return err
	}
	defer w.Close()
	data := a.tellProblems(w)
	p := picture{root: w.Root(), now: a.now()}
	p.look(w.snapshot)
	switch {
	case format == "json":
		return a.writeJSON(p.document())
	case data:
		p.problems = nil // told already, on stderr
		_, err = fmt.Fprint(a.out, p.text(a.out.palette(), 0, 0))
	}
	return err
}

// watch draws until it is interrupted.
func (a *app) watch(ctx context.Context, flags []string, format string) error {
	folder, err := a.folder()
	if err != nil {
		return err
	}
	cache, err := a.checked(folder)
	if err != nil {
		return err
	}
	w, err := a.engine(cache, a.log()).Open(ctx, folder)
	if err != nil {
		return hinted(fmt.Errorf("watch the workspace of %s: %w", folder, err), "mend what the message names")
	}
	defer w.Close()
	news := newMailbox()
	stop := w.Subscribe(news.put)
	defer stop()
	s := a.newScreen(w.Root(), w.Snapshot(), flags, format)
	ctx, cancel := context.WithCancel(ctx)
	refreshed := make(chan error, 1)
	// The first look at the disk may be over by now. This asks for one whose
	// event is sure to come.
	go func() { refreshed <- w.Refresh(ctx) }()
	err = s.follow(ctx, news)
	cancel()
	<-refreshed
	return err
}

// follow draws every event until ctx ends.
func (s *screen) follow(ctx context.Context, news *mailbox) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-news.flag:
			e, ok := news.empty()
			if !ok {
				continue
			}
			if err := s.take(e); err != nil {
				return fmt.Errorf("draw: %w", err)
			}
		}
	}
}

// newScreen begins with what the index says from last time, so that the first
// look at the disk shows what changed since.
func (a *app) newScreen(root string, snapshot lsp.Snapshot, flags []string, format string) *screen {
	if len(flags) == 0 {
		flags = nil
	}
	s := &screen{app: a, flags: flags, asJSON: format == "json", snapshot: snapshot}
	s.picture.root = root
	s.picture.look(snapshot.Select(flags))
	return s
}
