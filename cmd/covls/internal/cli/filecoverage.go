package cli

import (
	"path/filepath"
	"time"

	"go.lsp.dev/uri"

	"github.com/covls/covls/coverage"
)

// FileCoverage in JSON, as contract §3 has it: what an editor is told of a file
// is what `covls show --json` prints, so that one reader serves for both.

type fileCoverage struct {
	URI        uri.URI          `json:"uri"`
	Version    *int32           `json:"version"` // null: no editor is involved
	Generation int64            `json:"generation"`
	Data       []uint64         `json:"data"`
	Summary    coverage.Summary `json:"summary"`
	Flags      []flagCoverage   `json:"flags"`
	Gates      []struct{}       `json:"gates"` // none without a configuration of gates
	Tests      *[]fileTests     `json:"tests,omitempty"`
}

type flagCoverage struct {
	Flag       string              `json:"flag"`
	State      coverage.Provenance `json:"state"`
	Lines      coverage.Ratio      `json:"lines"`
	AgeSeconds *int64              `json:"ageSeconds,omitempty"`
}

// newFileCoverage is the document of one view.
func newFileCoverage(root string, generation int64, v coverage.View, now time.Time) fileCoverage {
	f := fileCoverage{
		URI:        uri.File(filepath.Join(root, filepath.FromSlash(v.Path))),
		Generation: generation,
		Data:       coverage.Flatten(v.Marks),
		Summary:    v.Summary,
		Flags:      make([]flagCoverage, 0, len(v.Flags)),
		Gates:      []struct{}{},
	}
	for _, share := range v.Flags {
		f.Flags = append(f.Flags, flagCoverage{share.Flag, share.State, share.Lines, ageSeconds(share.Time, now)})
	}
	return f
}

// ageSeconds is nil where there is nothing that could have an age.
func ageSeconds(then, now time.Time) *int64 {
	if then.IsZero() {
		return nil
	}
	return new(max(0, int64(now.Sub(then)/time.Second)))
}
