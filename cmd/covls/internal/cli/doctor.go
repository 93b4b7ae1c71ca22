package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/covls/covls/cmd/covls/internal/doctor"
	"github.com/covls/covls/coverage/policy"
	"github.com/covls/covls/index"
)

const doctorLong = `Say why nothing is shown, or not what you expect: walk from the report on disk to
the mark in the editor, and say at which step it ends and what to do there.

  ✓ holds   ~ holds in part   ✗ ends here   · not reached

With FILE, the chain is that file's, with the paths in reports that may mean it.
In a workspace without any report, it names the tools that the project uses and
the command that makes one.

--fix writes the path mappings that follow from the reports into covls.yaml: those
that give files to paths without one, in one way only, and take none from others.

Formats: text, json. The JSON is for bug reports; it holds no source text.`

func doctorCommand(a *app) *cobra.Command {
	var fix bool
	c := &cobra.Command{
		Use:   "doctor [FILE]",
		Short: "Say why nothing is shown, and what to do about it",
		Long:  doctorLong,
		Example: `  covls doctor
  covls doctor src/app.ts
  covls doctor --fix
  covls doctor --json > doctor.json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			return a.doctor(c.Context(), args, fix)
		},
	}
	c.Flags().BoolVar(&fix, "fix", false, "write the inferred path mappings into covls.yaml")
	return c
}

func (a *app) doctor(ctx context.Context, args []string, fix bool) error {
	format, err := a.output("text", "json")
	if err != nil {
		return err
	}
	x, err := a.examine(ctx, args)
	if err != nil {
		return err
	}
	var written []doctor.Mapping
	if fix {
		name, err := a.fix(x)
		if err != nil {
			return err
		}
		if written = x.Mappings(); len(written) > 0 {
			if format == "text" {
				a.tellWritten(name, written)
			}
			if x, err = a.examine(ctx, args); err != nil {
				return err
			}
		} else if format == "text" {
			fmt.Fprint(a.out, "nothing to write: no path mapping follows from the reports\n\n")
		}
	}
	if format == "json" {
		return a.writeJSON(x.Document(schema, readBuild().String(), written))
	}
	_, err = fmt.Fprint(a.out, x.Text(a.out.palette().sign))
	return err
}

// examine indexes the workspace and examines it, or a file of it.
func (a *app) examine(ctx context.Context, args []string) (*doctor.Examination, error) {
	w, err := a.open(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	s := doctor.Subject{Workspace: w.Workspace}
	if len(args) > 0 {
		if s.File, err = w.relative(args[0]); err != nil {
			return nil, err
		}
	}
	if s.Cache, err = index.CacheDir(); err != nil {
		return nil, err
	}
	s.Index = index.Path(s.Cache, w.Root())
	return doctor.Examine(ctx, s)
}

// fix writes the mappings that were inferred and gives the file's name. Without
// any it writes nothing.
func (a *app) fix(x *doctor.Examination) (name string, err error) {
	mappings := x.Mappings()
	if len(mappings) == 0 {
		return "", nil
	}
	name = a.configFile(x.Root)
	data, err := os.ReadFile(name)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", hinted(fmt.Errorf("read the configuration: %w", err), "make the file readable for you")
	}
	data, err = doctor.WithMappings(filepath.Base(name), data, mappings)
	if err != nil {
		hint := "add under path-mappings"
		for _, m := range mappings {
			hint += fmt.Sprintf(" %s: %s", m.From, m.To)
		}
		return "", hinted(err, hint)
	}
	return name, a.writeResult(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// configFile is the configuration that counts, or the one to make. Where it is a
// link, what it leads to is written.
func (a *app) configFile(root string) string {
	name := a.config
	for i := 0; name == "" && i < len(policy.FileNames); i++ {
		if candidate := filepath.Join(root, policy.FileNames[i]); exists(candidate) {
			name = candidate
		}
	}
	if name == "" {
		return filepath.Join(root, policy.FileNames[0])
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	return name
}

func exists(name string) bool {
	_, err := os.Lstat(name)
	return err == nil
}

func (a *app) tellWritten(name string, written []doctor.Mapping) {
	fmt.Fprintf(a.out, "wrote to %s under path-mappings:\n", clean(name))
	for _, m := range written {
		fmt.Fprintf(a.out, "  %s → %s, for %s\n", clean(m.From), clean(m.To), count(m.Files, "path"))
	}
	fmt.Fprintln(a.out)
}

// sign colours the sign of a step.
func (p palette) sign(s doctor.State, sign string) string {
	switch s {
	case doctor.Holds:
		return p.green(sign)
	case doctor.Partly:
		return p.yellow(sign)
	case doctor.Fails:
		return p.red(sign)
	}
	return p.dim(sign)
}
