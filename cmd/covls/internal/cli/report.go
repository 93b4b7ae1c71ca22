package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

const reportLong = `Print a table of the covered files: lines, branches and functions covered of
those that there are, and the ranges of lines that no test ran, with the totals
in the last row. FILE may be a folder; without any, all files are listed.

Percentages are cut off, never rounded up: 9,999 of 10,000 is not 100 %. A file
that changed since it was measured counts as it was measured, and its ranges
are left out, since they would point at other lines.

With --fail-under, exits 1 when fewer lines than that are covered in total, and
3 when there is nothing to judge.

Formats: text, json, markdown. The JSON is {schema, files: [{path, summary}],
totals}, every share as [covered, total].`

// reportOptions are the flags of `covls report`.
type reportOptions struct {
	flags         []string
	include, omit []string
	sort          string
	skipCovered   bool
	failUnder     string
}

func reportCommand(a *app) *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:   "report [FILE…]",
		Short: "Print a table of the covered files",
		Long:  reportLong,
		Example: `  covls report
  covls report src --skip-covered --sort missing
  covls report --flag unit --fail-under 80
  covls report --format markdown >> "$GITHUB_STEP_SUMMARY"`,
		RunE: func(c *cobra.Command, args []string) error {
			return a.report(c.Context(), args, o)
		},
	}
	flagsFlag(c, &o.flags)
	f := c.Flags()
	f.StringSliceVar(&o.include, "include", nil, "list only files that match this `GLOB`, or lie in this folder")
	f.StringSliceVar(&o.omit, "omit", nil, "leave out files that match this `GLOB`, or lie in this folder")
	f.StringVar(&o.sort, "sort", "path", "order by path, lines, branches, functions (the worst first) or missing (the most first)")
	f.BoolVar(&o.skipCovered, "skip-covered", false, "leave out files in which nothing is missed; totals count them")
	f.StringVar(&o.failUnder, "fail-under", "", "exit 1 when less than `PERCENT` of the lines are covered")
	return c
}

// report indexes, selects, prints and judges.
func (a *app) report(ctx context.Context, names []string, o reportOptions) error {
	format, err := a.output("text", "json", "markdown")
	if err != nil {
		return err
	}
	order, err := rowOrder(o.sort)
	if err != nil {
		return err
	}
	limit, err := parseThreshold(o.failUnder)
	if err != nil {
		return err
	}
	pick, err := newFilter(o.include, o.omit)
	if err != nil {
		return err
	}
	w, err := a.open(ctx, o.flags)
	if err != nil {
		return err
	}
	defer w.Close()
	a.tellProblems(w)
	if err := pick.names(a, w, names); err != nil {
		return err
	}
	t, err := tableOf(w, pick)
	if err != nil {
		return err
	}
	t.order(order)
	if o.skipCovered {
		t.skipCovered()
	}
	if err := a.printTable(t, format); err != nil {
		return fmt.Errorf("print the table: %w", err)
	}
	if t.stale > 0 {
		a.complain(fmt.Sprintf("%s changed since measured and count as they were", count(t.stale, "file")), "run the tests again")
	}
	return a.judge(limit, t.totals.Lines)
}

// printTable writes the table in a format that output has checked.
func (a *app) printTable(t *fileTable, format string) error {
	switch format {
	case "json":
		return a.writeJSON(t.document())
	case "markdown":
		_, err := fmt.Fprint(a.out, t.markdown())
		return err
	}
	columns, _ := a.out.size()
	_, err := fmt.Fprint(a.out, t.text(columns, a.out.palette()))
	return err
}
