package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/covls/covls/coverage"
)

const statusLong = `Print what covls knows: the reports it found with their format, flags, age and
number of source files, what is wrong with any of them, the totals of every
flag, and where the index lies. --verbose adds sizes, records that made no
sense, and how many reports had to be read for this answer.

Formats: text, json.`

func statusCommand(a *app) *cobra.Command {
	var verbose bool
	c := &cobra.Command{
		Use:   "status",
		Short: "Print the reports that were found, and what is wrong with them",
		Long:  statusLong,
		Example: `  covls status
  covls status --verbose
  covls status --json | jq '.problems'`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return a.status(c.Context(), verbose)
		},
	}
	c.Flags().BoolVar(&verbose, "verbose", false, "say more about every report")
	return c
}

// A standing is how a workspace stands, as `covls status` prints it.
type standing struct {
	root       string
	generation int64
	files      int
	totals     coverage.Summary
	flags      []coverage.FlagCoverage
	reports    []coverage.ReportStatus
	problems   []coverage.Problem
	indexPath  string
	indexSize  int64
	reads      int64
}

func (a *app) status(ctx context.Context, verbose bool) error {
	format, err := a.output("text", "json")
	if err != nil {
		return err
	}
	w, err := a.open(ctx, nil)
	if err != nil {
		return err
	}
	defer w.Close()
	s := standingOf(w)
	if len(s.reports) == 0 {
		a.tellProblems(w)
	}
	if format == "json" {
		return a.writeJSON(s.document(a.now()))
	}
	_, err = fmt.Fprint(a.out, s.text(a.out.palette(), a.now(), verbose))
	return err
}

func standingOf(w *workspace) standing {
	s := standing{
		root:       w.Root(),
		generation: w.snapshot.Generation(),
		files:      w.snapshot.Files(),
		reports:    w.snapshot.Reports(),
		problems:   w.snapshot.Problems(),
		indexPath:  w.IndexPath(),
		indexSize:  w.IndexSize(),
		reads:      w.Reads(),
	}
	s.totals, s.flags = w.snapshot.Totals()
	return s
}

// A statusDocument is `covls status --json`.
type statusDocument struct {
	Schema     int              `json:"schema"`
	Workspace  string           `json:"workspace"`
	Generation int64            `json:"generation"`
	Files      int              `json:"files"`
	Totals     coverage.Summary `json:"totals"`
	Flags      []statusFlag     `json:"flags"`
	Reports    []statusReport   `json:"reports"`
	Problems   []jsonProblem    `json:"problems"`
	Index      statusIndex      `json:"index"`
	// Read is how many reports were read for this answer.
	Read int64 `json:"reports_read"`
}

type statusFlag struct {
	Flag       string              `json:"flag"`
	State      coverage.Provenance `json:"state"`
	Lines      coverage.Ratio      `json:"lines"`
	AgeSeconds *int64              `json:"age_seconds"`
}

type statusReport struct {
	Name       string   `json:"name"`
	Format     string   `json:"format"` // empty when it never could be read
	Flags      []string `json:"flags"`
	AgeSeconds *int64   `json:"age_seconds"`
	Files      int      `json:"files"`
	Unresolved int      `json:"unresolved"`
	Size       int64    `json:"size"`    // bytes
	Dropped    int      `json:"dropped"` // records that made no sense
	// SameRun names the report that speaks for this one; empty where none does.
	SameRun string       `json:"same_run"`
	Problem *jsonProblem `json:"problem"`
}

type statusIndex struct {
	Path string `json:"path"`
	Size int64  `json:"size"` // bytes
}

func (s standing) document(now time.Time) statusDocument {
	d := statusDocument{
		Schema: schema, Workspace: s.root, Generation: s.generation, Files: s.files, Totals: s.totals,
		Flags: statusFlags(s.flags, now), Reports: []statusReport{}, Problems: jsonProblems(s.problems),
		Index: statusIndex{s.indexPath, s.indexSize}, Read: s.reads,
	}
	for _, r := range s.reports {
		report := statusReport{
			Name: r.Name, Format: r.Format, Flags: append([]string{}, r.Flags...), AgeSeconds: ageSeconds(r.Time, now),
			Files: r.Files, Unresolved: r.Unresolved, Size: r.Size, Dropped: r.Dropped.Count, SameRun: r.SameRun,
		}
		if r.Problem != nil {
			p := jsonProblem(*r.Problem)
			report.Problem = &p
		}
		d.Reports = append(d.Reports, report)
	}
	return d
}

func statusFlags(flags []coverage.FlagCoverage, now time.Time) []statusFlag {
	out := make([]statusFlag, 0, len(flags))
	for _, f := range flags {
		out = append(out, statusFlag{f.Flag, f.State, f.Lines, ageSeconds(f.Time, now)})
	}
	return out
}
