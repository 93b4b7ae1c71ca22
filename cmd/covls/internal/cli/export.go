package cli

import (
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/cobertura"
	"github.com/covls/covls/coverage/codecovjson"
	"github.com/covls/covls/coverage/lcov"
)

const exportLong = `Write coverage in another format. With INPUT, reads and merges those reports,
whatever their formats are; no workspace, index or git is involved. Without,
writes what the index knows of the workspace.

INPUT is a file, or a folder such as GOCOVERDIR and NODE_V8_COVERAGE name: its
own files are read, and together where they belong together. Reports of several
formats in one folder are likely of one run and would count twice, so that is an
error.

Sections of one report about the same file combine as the report's format wants
it; different reports are added up. Paths stay as the reports have them, unless
--root names the folder that they are about: then they are found in it as in a
workspace, by suffixes, modules and packages, and what only the sources can tell
is read from them, such as the lines on which the statements of Go blocks begin.
A path that is not found stays as it is.

The output is written only when all went well. Keep it out of the places where
reports are looked for, or it will be counted beside its inputs.

Formats: lcov (default), cobertura, codecov, json. Cobertura and Codecov's JSON
say less than lcov: no statements, and not which branch was taken. The JSON is {schema, files: {path: {lines:
[[line, hits]…], branches: [[line, block, branch, hits|null]…], functions:
[[name, line, hits]…], excluded: [line…]}}, totals}; block and branch are
strings, and hits of a branch are null where its decision was never reached.`

// exportOptions are the flags of `covls export` and `covls merge`.
type exportOptions struct {
	root   string
	output string
	flags  []string
}

func exportCommand(a *app) *cobra.Command {
	var o exportOptions
	c := &cobra.Command{
		Use:   "export [INPUT…]",
		Short: "Write the index's coverage, or that of reports, in another format",
		Long:  exportLong,
		Example: `  covls export -o all.info
  covls export --flag unit --format json
  covls export --format json --root . cover.out`,
		RunE: func(c *cobra.Command, inputs []string) error {
			return a.export(c.Context(), inputs, o)
		},
	}
	exportFlags(c, &o)
	flagsFlag(c, &o.flags)
	return c
}

func exportFlags(c *cobra.Command, o *exportOptions) {
	f := c.Flags()
	f.StringVar(&o.root, "root", "", "find the paths of INPUT below `DIR`")
	f.StringVarP(&o.output, "output", "o", "", "write to `FILE` instead of stdout")
}

func (a *app) export(ctx context.Context, inputs []string, o exportOptions) error {
	format, err := a.output(exportFormats...)
	if err != nil {
		return err
	}
	if len(inputs) == 0 {
		if o.root != "" {
			return hinted(fmt.Errorf("--root is for reports that are named"), "name them, or choose the workspace with -C DIR")
		}
		return a.exportIndex(ctx, format, o)
	}
	if len(o.flags) > 0 {
		return hinted(fmt.Errorf("--flag is for the index, reports that are named have no flags"), "name only the reports that you want")
	}
	files, err := a.combine(ctx, inputs, o.root)
	if err != nil {
		return err
	}
	return a.writeExport(format, o.output, func(yield func(string, *coverage.File) bool) {
		for _, path := range exportOrder(format, files.paths()) {
			if !yield(path, files[path]) {
				return
			}
		}
	}, nil)
}

// exportIndex writes what the index says, one file at a time. A report that did
// not measure the file as it is now says what it measured all the same, as it
// would if it had been named.
func (a *app) exportIndex(ctx context.Context, format string, o exportOptions) error {
	w, err := a.open(ctx, o.flags)
	if err != nil {
		return err
	}
	defer w.Close()
	a.tellProblems(w)
	var failure error
	return a.writeExport(format, o.output, func(yield func(string, *coverage.File) bool) {
		for _, path := range exportOrder(format, w.snapshot.Paths()) {
			observations, err := w.snapshot.Observations(path)
			if err != nil {
				failure = err
				return
			}
			if !yield(path, coverage.MergeAll(observations)) {
				return
			}
		}
	}, &failure)
}

// exportFormats are the formats that can be written, the default first.
var exportFormats = []string{"lcov", "cobertura", "codecov", "json"}

// exportOrder sorts paths as a format wants them.
func exportOrder(format string, paths []string) []string {
	if format == "cobertura" {
		slices.SortFunc(paths, cobertura.ByFolder)
	}
	return paths
}

// exporter is the function that writes a format.
func (a *app) exporter(format string) func(io.Writer, iter.Seq2[string, *coverage.File]) error {
	switch format {
	case "cobertura":
		return func(w io.Writer, files iter.Seq2[string, *coverage.File]) error {
			// Codecov refuses a document that says it is older than half a day.
			return cobertura.Write(w, "", a.now(), files)
		}
	case "codecov":
		return codecovjson.Write
	case "json":
		return writeExportJSON
	}
	return lcov.Write
}

// writeExport writes files in a format. failure, where given, is set by files
// when it had to end early.
func (a *app) writeExport(format, output string, files iter.Seq2[string, *coverage.File], failure *error) error {
	err := a.writeResult(output, func(w io.Writer) error {
		if err := a.exporter(format)(w, files); err != nil {
			return err
		}
		if failure != nil && *failure != nil {
			return fmt.Errorf("read the index: %w", *failure)
		}
		return nil
	})
	if err != nil {
		return hinted(err, "nothing was written")
	}
	return nil
}
