package lsp

import (
	"slices"
	"time"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/covls/covls/coverage"
)

// covls/publishCoverage. A publish is left out when it would tell the editor
// what it already shows. An editor moves its marks with the text, so the same
// numbers after a line was inserted are not the same marks.

// published is what an editor was told of a document.
type published struct {
	shown       bool // it was in a workspace
	uri         string
	opening     uint64 // an editor drops its marks with the document
	moved       uint64
	coverage    fileCoverage
	diagnostics []protocol.Diagnostic
}

// publishedOf is what is to be told after before. The generation never falls,
// though a file may move to another workspace, which counts by itself.
func publishedOf(v *fileView, before published) published {
	p := published{
		shown: true, uri: v.uri, opening: v.opening, moved: v.moved,
		coverage: v.onWire(time.Now()),
	}
	p.coverage.Generation = max(p.coverage.Generation, before.coverage.Generation)
	if !v.client.pull {
		p.diagnostics = v.diagnostics()
	}
	return p
}

// onWire is the view as an editor gets it.
func (v *fileView) onWire(now time.Time) fileCoverage {
	return fileCoverage{
		URI:        uri.URI(v.uri),
		Version:    v.version,
		Generation: v.generation,
		Data:       coverage.Flatten(v.Marks),
		Summary:    v.Summary,
		Flags:      flagsOnWire(v.Flags, now),
		Gates:      []gate{},
	}
}

// same reports whether both say the same, whenever and about whichever version.
func (c fileCoverage) same(o fileCoverage) bool {
	return c.Summary == o.Summary && slices.Equal(c.Data, o.Data) && sameFlags(c.Flags, o.Flags)
}

// publishCoverage queues the document's marks, or their end.
func (s *session) publishCoverage(key uri.URI, before, now published) {
	if !s.client.publish {
		return
	}
	if before.shown && now.shown && now.opening == before.opening && now.moved == before.moved &&
		now.coverage.same(before.coverage) {
		return
	}
	message := now.coverage
	if !now.shown {
		message = fileCoverage{
			URI: uri.URI(before.uri), Generation: before.coverage.Generation,
			Data: []uint64{}, Flags: []flagCoverage{}, Gates: []gate{},
		}
	}
	s.editor.Publish("coverage "+string(key), methodPublishCoverage, func() any { return message })
}
