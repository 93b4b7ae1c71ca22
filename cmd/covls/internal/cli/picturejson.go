package cli

import (
	"time"

	"github.com/covls/covls/coverage"
)

// The picture of `covls watch` in JSON: one document a line, so that a program
// can read them as they come.

// A pictureDocument is a change in JSON.
type pictureDocument struct {
	Schema     int              `json:"schema"`
	Workspace  string           `json:"workspace"`
	Time       time.Time        `json:"time"`
	Generation int64            `json:"generation"`
	Files      int              `json:"files"`
	Totals     coverage.Summary `json:"totals"`
	Flags      []statusFlag     `json:"flags"`
	Changed    []changeDocument `json:"changed"`
	Problems   []jsonProblem    `json:"problems"`
}

type changeDocument struct {
	Path   string            `json:"path"`
	Before *coverage.Summary `json:"before"` // null: it had none
	After  *coverage.Summary `json:"after"`  // null: it has none any more
}

func (p *picture) document() pictureDocument {
	d := pictureDocument{
		Schema: schema, Workspace: p.root, Time: p.now, Generation: p.generation, Files: len(p.files), Totals: p.totals,
		Flags: statusFlags(p.flags, p.now), Changed: []changeDocument{}, Problems: jsonProblems(p.problems),
	}
	if !p.changed.Equal(p.now) {
		return d
	}
	known := func(s coverage.Summary) *coverage.Summary {
		if s == (coverage.Summary{}) {
			return nil
		}
		return &s
	}
	for _, c := range p.changes {
		d.Changed = append(d.Changed, changeDocument{c.path, known(c.before), known(c.after)})
	}
	return d
}
