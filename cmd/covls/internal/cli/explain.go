package cli

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/index"
)

const explainLong = `Say why a line is red, or nothing: the verdict, then every report that speaks of
the file with its flags and age, what it says of the line (hits, branches,
statements, tests where it knows them), and whether it measured the text that is
on disk now. Reports that another one of the same run speaks for are named, and
where no report mentions the file, paths in reports that end alike.

Formats: text, json. The JSON is {schema, file, line, state, hits, observations}
and more; state is covered, partial, uncovered, unknown, excluded or unmeasured.`

func explainCommand(a *app) *cobra.Command {
	var flags []string
	c := &cobra.Command{
		Use:   "explain FILE:LINE",
		Short: "Say why a line has the mark it has, or none",
		Long:  explainLong,
		Example: `  covls explain calc/calc.go:12
  covls explain calc/calc.go 12
  covls explain --json src/app.ts:3 | jq '.observations[].tests'`,
		Args: cobra.ArbitraryArgs, // place has the words
		RunE: func(c *cobra.Command, args []string) error {
			return a.explain(c.Context(), args, flags)
		},
	}
	flagsFlag(c, &flags)
	return c
}

func (a *app) explain(ctx context.Context, args, flags []string) error {
	format, err := a.output("text", "json")
	if err != nil {
		return err
	}
	name, line, err := place(args)
	if err != nil {
		return err
	}
	w, err := a.open(ctx, flags)
	if err != nil {
		return err
	}
	defer w.Close()
	data := a.tellProblems(w)
	s, err := w.look(name)
	if err != nil {
		return err
	}
	q := explain.Question{
		View: s.view, Line: line, Lines: len(s.lines), Content: s.content,
		Reports: w.snapshot.Reports(), Flags: w.flags,
	}
	// What other flags say is told as well, marked as not selected.
	if q.Observations, err = w.Snapshot().Observations(s.view.Path); err != nil {
		return fmt.Errorf("look up %s: %w", name, err)
	}
	answer := explain.Line(q)
	if data && len(answer.Said) == 0 {
		if answer.NearMisses, err = nearMisses(ctx, w.Workspace, s.view.Path); err != nil {
			return err
		}
	}
	if format == "json" {
		return a.writeJSON(newExplainDocument(answer, a.now()))
	}
	_, err = fmt.Fprintln(a.out, answer.Text(a.now()))
	return err
}

// nearMisses reads the reports again for paths that may mean the file.
func nearMisses(ctx context.Context, w *index.Workspace, file string) ([]explain.NearMiss, error) {
	d, err := w.Diagnose(ctx, file)
	if err != nil {
		return nil, fmt.Errorf("look at the reports again: %w", err)
	}
	var out []explain.NearMiss
	for _, m := range d.File.NearMisses {
		out = append(out, explain.NearMiss{Report: m.Report, Path: m.Path})
	}
	return out, nil
}

// place reads FILE:LINE, as compilers write it with a column behind, or FILE and
// LINE. Lines count from 1.
func place(args []string) (file string, line uint32, err error) {
	number := ""
	switch len(args) {
	case 1:
		var ok bool
		if file, number, ok = cutNumber(args[0]); ok {
			if shorter, before, column := cutNumber(file); column {
				file, number = shorter, before
			}
		}
	case 2:
		file, number = args[0], args[1]
	}
	n, err := strconv.ParseUint(number, 10, 32)
	if err != nil || n == 0 || n == math.MaxUint32 || file == "" {
		return "", 0, hinted(fmt.Errorf("%q names no line of a file", strings.Join(args, " ")), "write it as FILE:LINE, such as src/app.ts:12")
	}
	return file, uint32(n), nil
}

// cutNumber cuts ":12" off the end.
func cutNumber(s string) (rest, number string, ok bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return s, "", false
	}
	if _, err := strconv.ParseUint(s[i+1:], 10, 64); err != nil {
		return s, "", false
	}
	return s[:i], s[i+1:], true
}
