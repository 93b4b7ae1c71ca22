package lsp

import (
	"context"
	"fmt"
	"hash/fnv"
	"strconv"

	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Diagnostics for editors that ask. An answer's id is a hash of what it says,
// so that nothing has to be remembered about who was told what, and an edit
// that changes no diagnostic is answered with "unchanged".

type documentDiagnosticParams struct {
	documentParams
	PreviousResultID *string `json:"previousResultId"`
}

func (s *session) documentDiagnostic(p *documentDiagnosticParams) (rpc.Work, error) {
	if !s.client.pull {
		return nil, fmt.Errorf("%w: this client is sent its diagnostics, since it cannot be told to ask again", rpc.ErrMethodNotFound)
	}
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		items := []protocol.Diagnostic{}
		if ok {
			v, err := m.look(ctx)
			if err != nil {
				return nil, err
			}
			if v != nil {
				items = v.diagnostics()
			}
		}
		id := resultID(items)
		if p.PreviousResultID != nil && *p.PreviousResultID == id {
			return unchangedReport(id), nil
		}
		return fullReport(id, items), nil
	}, nil
}

func fullReport(id string, items []protocol.Diagnostic) *protocol.RelatedFullDocumentDiagnosticReport {
	return &protocol.RelatedFullDocumentDiagnosticReport{
		FullDocumentDiagnosticReport: protocol.FullDocumentDiagnosticReport{Kind: "full", ResultID: &id, Items: items},
	}
}

func unchangedReport(id string) *protocol.RelatedUnchangedDocumentDiagnosticReport {
	return &protocol.RelatedUnchangedDocumentDiagnosticReport{
		UnchangedDocumentDiagnosticReport: protocol.UnchangedDocumentDiagnosticReport{Kind: "unchanged", ResultID: id},
	}
}

// resultID names a list of diagnostics by everything that differs among ours.
func resultID(items []protocol.Diagnostic) string {
	h := fnv.New64a()
	for _, d := range items {
		fmt.Fprintln(h, d.Range.Start.Line, d.Range.Start.Character, d.Range.End.Line, d.Range.End.Character,
			float64(d.Severity), d.Code, d.Message)
	}
	return strconv.FormatUint(h.Sum64(), 36)
}
