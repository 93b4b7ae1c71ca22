package cli

import (
	"encoding/hex"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
)

// The JSON of `covls explain`.

type explainDocument struct {
	Schema int    `json:"schema"`
	File   string `json:"file"` // workspace-relative
	Line   uint32 `json:"line"` // 1-based
	State  string `json:"state"`
	Hits   uint64 `json:"hits"`
	// Inexact is set when the line ran and nobody counted how often.
	Inexact      bool                 `json:"inexact"`
	Branches     [2]uint32            `json:"branches"` // taken, total
	Content      string               `json:"content"`  // of the file on disk: its git blob id
	Observations []explainObservation `json:"observations"`
	Silent       []explainSilent      `json:"silent"`
	NearMisses   []explainNearMiss    `json:"near_misses"`
}

type explainObservation struct {
	Report     string   `json:"report"`
	Format     string   `json:"format"`
	Flags      []string `json:"flags"`
	Selected   bool     `json:"selected"`
	AgeSeconds *int64   `json:"age_seconds"`
	Content    string   `json:"content"` // that was measured; empty when nobody knows
	// Current is set when that is what is on disk. What follows is empty where it
	// is not.
	Current      bool               `json:"current"`
	Excluded     bool               `json:"excluded"`
	Instrumented bool               `json:"instrumented"`
	Hits         *uint64            `json:"hits"` // null where not instrumented
	Branches     []explainBranch    `json:"branches"`
	Counted      *[2]uint32         `json:"branch_count"` // taken, total, of a report that only counts them
	Statements   []explainStatement `json:"statements"`
	Tests        []string           `json:"tests"`
}

type explainBranch struct {
	Block uint32 `json:"block"`
	Arm   uint32 `json:"branch"`
	Label string `json:"label"`
	Taken bool   `json:"taken"`
	Hits  uint64 `json:"hits"`
}

// An explainStatement is a region; columns are 0-based in the format's unit, and
// the end is exclusive, 0 where the format does not say.
type explainStatement struct {
	Line      uint32 `json:"line"`
	Column    uint32 `json:"column"`
	EndLine   uint32 `json:"end_line"`
	EndColumn uint32 `json:"end_column"`
	Ran       bool   `json:"ran"`
	Hits      uint64 `json:"hits"`
}

type explainSilent struct {
	Report  string `json:"report"`
	Speaker string `json:"speaker"`
}

type explainNearMiss struct {
	Report string `json:"report"`
	Path   string `json:"path"`
}

func newExplainDocument(a explain.Answer, now time.Time) explainDocument {
	d := explainDocument{
		Schema: schema, File: a.Path, Line: a.Line,
		State: a.Mark.State.String(), Hits: min(a.Mark.Hits, coverage.MaxShownHits), Inexact: a.Mark.Bits&coverage.InexactHits != 0,
		Branches: [2]uint32{a.Mark.Taken, a.Mark.Total}, Content: hex.EncodeToString([]byte(a.Content)),
		Observations: []explainObservation{}, Silent: []explainSilent{}, NearMisses: []explainNearMiss{},
	}
	for _, s := range a.Said {
		d.Observations = append(d.Observations, newExplainObservation(s, now))
	}
	for _, s := range a.Silent {
		d.Silent = append(d.Silent, explainSilent(s))
	}
	for _, m := range a.NearMisses {
		d.NearMisses = append(d.NearMisses, explainNearMiss(m))
	}
	return d
}

func newExplainObservation(s explain.Said, now time.Time) explainObservation {
	o := explainObservation{
		Report: s.Report.Name, Format: s.Report.Format, Flags: append([]string{}, s.Report.Flags...), Selected: s.Selected,
		AgeSeconds: ageSeconds(s.Report.Time, now), Content: hex.EncodeToString([]byte(s.Content)), Current: s.Current,
		Excluded: s.Excluded, Instrumented: s.Instrumented,
		Branches: []explainBranch{}, Statements: []explainStatement{}, Tests: append([]string{}, s.Tests...),
	}
	if s.Instrumented {
		o.Hits = new(min(s.Hits.Shown(), coverage.MaxShownHits))
	}
	for _, b := range s.Branches {
		o.Branches = append(o.Branches, explainBranch{b.Block, b.Arm, b.Label, b.Ran(), min(b.Hits, coverage.MaxShownHits)})
	}
	if s.Counted.Total > 0 {
		o.Counted = &[2]uint32{s.Counted.Taken, s.Counted.Total}
	}
	for _, st := range s.Statements {
		o.Statements = append(o.Statements, explainStatement{st.Line, st.Col, st.EndLine, st.EndCol, st.Ran(), min(st.Hits, coverage.MaxShownHits)})
	}
	for _, r := range s.Ranges {
		o.Statements = append(o.Statements, explainStatement{r.Start.Line, r.Start.Col, r.End.Line, r.End.Col, r.Ran(), min(r.Hits, coverage.MaxShownHits)})
	}
	return o
}
