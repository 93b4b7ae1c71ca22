package lsp

import (
	"slices"
	"time"

	"github.com/covls/covls/coverage"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The covls methods' messages, field by field as in the public contract. They
// are encoded by json/v2: a nil slice is [], a nil pointer null, and a duration
// would be an error, so times are whole seconds. The generated LSP types have
// zero values that no client accepts (a message of null, a kind of ""): they
// are made by the constructors below and in the methods' own files, and a
// golden test shows every message that leaves.

const (
	methodPublishCoverage = "covls/publishCoverage"
	methodFileCoverage    = "covls/fileCoverage"
	methodSummary         = "covls/summary"
	methodStatus          = "covls/status"
)

// fileCoverage is what an editor paints.
type fileCoverage struct {
	URI        uri.URI          `json:"uri"`
	Version    *int32           `json:"version"`
	Generation int64            `json:"generation"`
	Data       []uint64         `json:"data"`
	Summary    coverage.Summary `json:"summary"`
	Flags      []flagCoverage   `json:"flags"`
	Gates      []gate           `json:"gates"`
}

// flagCoverage is a flag's share.
type flagCoverage struct {
	Flag       string              `json:"flag"`
	State      coverage.Provenance `json:"state"`
	Lines      coverage.Ratio      `json:"lines"`
	AgeSeconds *int64              `json:"ageSeconds,omitzero"`
}

// gate is one verdict.
type gate struct {
	Type    string `json:"type"`
	Scope   string `json:"scope"`
	Outcome string `json:"outcome"`
	Message string `json:"message"`
}

// summaryNode is one folder or file in a tree of totals.
type summaryNode struct {
	Name     string           `json:"name"`
	URI      uri.URI          `json:"uri"`
	Kind     string           `json:"kind"` // workspace, folder or file
	Summary  coverage.Summary `json:"summary"`
	Children *[]summaryNode   `json:"children,omitzero"` // absent where they were not asked for
}

// status is how a workspace is.
type status struct {
	Workspace string           `json:"workspace"` // the folder's URI, as the editor spells it
	State     string           `json:"state"`     // indexing, ready, empty or problem
	Reports   int              `json:"reports"`
	Files     int              `json:"files"`
	Summary   coverage.Summary `json:"summary"`
	Flags     []flagCoverage   `json:"flags"`
	Gates     []gate           `json:"gates"`
	Problems  []problem        `json:"problems"`
}

// problem is something a person can mend.
type problem struct {
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// flagsOnWire gives the flags' shares with their ages at now.
func flagsOnWire(shares []coverage.FlagCoverage, now time.Time) []flagCoverage {
	out := make([]flagCoverage, 0, len(shares))
	for _, f := range shares {
		w := flagCoverage{Flag: f.Flag, State: f.State, Lines: f.Lines}
		if !f.Time.IsZero() {
			w.AgeSeconds = new(max(0, int64(now.Sub(f.Time)/time.Second)))
		}
		out = append(out, w)
	}
	return out
}

// sameFlags compares shares but for their ages, which differ from second to
// second without anything having happened.
func sameFlags(a, b []flagCoverage) bool {
	return slices.EqualFunc(a, b, func(x, y flagCoverage) bool {
		return x.Flag == y.Flag && x.State == y.State && x.Lines == y.Lines
	})
}

// argument encodes a command's argument, which is always one of a few types
// that cannot fail to encode.
func argument(v any) protocol.LSPAny {
	raw, err := protocol.Marshal(v)
	if err != nil {
		return protocol.LSPAny("null")
	}
	return raw
}
