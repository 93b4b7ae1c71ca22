package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"

	"github.com/spf13/cobra"

	"github.com/covls/covls/cmd/covls/internal/demo"
)

const demoLong = `Make a small git repository with coverage reports of five tools and two flags,
run the language server against it, and show what an editor shows: the gutter,
lenses, diagnostics, a hover. Then a report is rewritten, and the update shown.

The repository stays where it is named, to be opened in a real editor. --remove
deletes it at the end. Nothing else is written: the server's index lies in a
folder of its own, which goes with the command.`

func demoCommand(a *app) *cobra.Command {
	var dir string
	var remove bool
	c := &cobra.Command{
		Use:   "demo",
		Short: "Show on a small repository what an editor shows",
		Long:  demoLong,
		Example: `  covls demo
  covls demo --remove
  covls demo --dir ~/covls-demo`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if _, err := a.output("text"); err != nil {
				return err
			}
			return a.demo(c.Context(), dir, remove)
		},
	}
	c.Flags().StringVar(&dir, "dir", "", "make the repository in `DIR`, which must be missing or empty")
	c.Flags().BoolVar(&remove, "remove", false, "delete the repository at the end")
	// A folder that was named is somebody's.
	c.MarkFlagsMutuallyExclusive("dir", "remove")
	return c
}

// demo makes what the demo needs, and cleans up after it.
func (a *app) demo(ctx context.Context, dir string, remove bool) (err error) {
	ours := dir == ""
	if ours {
		if dir, err = os.MkdirTemp("", "covls-demo-"); err != nil {
			return hinted(fmt.Errorf("make a temporary folder: %w", err), "name a folder with --dir DIR")
		}
	}
	repository, err := demo.Create(ctx, dir, a.now())
	if remove || ours && err != nil {
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	if err != nil {
		return a.demoProblem(ctx, err, "name another folder with --dir DIR")
	}
	cache, err := os.MkdirTemp("", "covls-demo-cache-")
	if err != nil {
		return hinted(fmt.Errorf("make a temporary folder: %w", err), "set TMPDIR to a folder of yours")
	}
	defer func() { err = errors.Join(err, os.RemoveAll(cache)) }()
	t := tour{app: a, repository: repository, text: demoText{a.out, a.out.palette()}}
	if err := t.walk(ctx, cache); err != nil {
		return a.demoProblem(ctx, err, "the repository is "+repository.Root+"; try `covls status -C` on it")
	}
	if !remove {
		t.text.end(repository.Root)
	}
	return nil
}

// demoProblem gives an error its hint; that the demo was interrupted is said
// whatever broke when it was.
func (a *app) demoProblem(ctx context.Context, err error, hint string) error {
	if ctx.Err() != nil {
		return hinted(errors.New("the demo was interrupted"), "run it again")
	}
	return hinted(fmt.Errorf("show the demo: %w", err), hint)
}

// A tour leads through one repository.
type tour struct {
	*app
	repository *demo.Repository
	text       demoText
}

// A stop is a part of a file that has something to show. Lines are 1-based.
type stop struct {
	path, language string
	first, last    int
	hover          int
}

// stops are where the tour goes. Its first file is of the report that is
// rewritten.
var stops = []stop{
	{"c/src/main.c", "c", 6, 20, 17},
	{"java/src/main/java/com/acme/core/Calc.java", "java", 9, 18, 11},
	{"python/src/pkg/mathy.py", "python", 20, 30, 28},
}

// walk shows everything. The server is a process of its own and has its index in
// cache.
func (t *tour) walk(ctx context.Context, cache string) (err error) {
	t.text.repository(t.repository)
	server, err := serverCommand(ctx, cache)
	if err != nil {
		return err
	}
	start := time.Now()
	editor, err := demo.Start(ctx, server, t.repository.Root)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, editor.Close(ctx)) }()
	status, err := editor.AwaitReady(ctx, len(t.repository.Reports))
	if err != nil {
		return err
	}
	t.text.status(status, time.Since(start))
	var documents []*demo.Document
	t.text.heading(3, "What an editor shows in a file")
	for _, s := range stops {
		d, err := editor.Open(ctx, s.path, s.language)
		if err != nil {
			return err
		}
		hover, err := editor.Hover(ctx, d, s.hover-1)
		if err != nil {
			return err
		}
		documents = append(documents, d)
		t.text.document(d, s, hover)
	}
	return t.testAgain(ctx, editor, documents[0])
}

// testAgain rewrites a report and shows what became of a file that is open.
func (t *tour) testAgain(ctx context.Context, editor *demo.Editor, d *demo.Document) error {
	rewritten, err := t.repository.TestAgain()
	if err != nil {
		return err
	}
	now, err := editor.AwaitCoverage(ctx, d, d.Coverage.Marks)
	if err != nil {
		return err
	}
	t.text.update(d, now, now.At.Sub(rewritten))
	return nil
}

// serverCommand is this very program as a language server. It may be called by
// another name than its file's, and its children are called as it is.
func serverCommand(ctx context.Context, cache string) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program that runs: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, "serve", "--no-daemon")
	cmd.Args[0] = os.Args[0]
	cmd.Env = append(os.Environ(), "COVLS_CACHE_DIR="+cache)
	return cmd, nil
}
