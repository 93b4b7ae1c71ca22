package lsp

import (
	"context"
	"strconv"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Inlay hints: hit counts at the end of lines, for editors without decorations.
// Off unless asked for, since text between the code annoys more than it helps.

func (s *session) inlayHint(p *rangeParams) (rpc.Work, error) {
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		hints := []protocol.InlayHint{}
		if !ok || !m.settings.inlayHints {
			return hints, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return hints, err
		}
		for _, mark := range v.Marks {
			line := mark.Line - 1
			label := hintLabel(mark)
			if label == "" || line < p.Range.Start.Line || line > p.Range.End.Line {
				continue
			}
			hints = append(hints, protocol.InlayHint{
				Position: protocol.Position{
					Line:      line,
					Character: v.client.encoding.column(v.lines().line(int(line))),
				},
				Label:       protocol.String(label),
				PaddingLeft: new(true),
			})
		}
		return hints, nil
	}, nil
}

// hintLabel gives "×7", "×7 1/2" where branches were missed, "ran" where nobody
// counted, and nothing for lines without a count.
func hintLabel(m coverage.Mark) string {
	var label string
	switch {
	case m.State == coverage.Unknown, m.State == coverage.Excluded:
		return ""
	case m.Bits&coverage.InexactHits != 0:
		label = "ran"
	default:
		label = "×" + strconv.FormatUint(m.Hits, 10)
	}
	if m.Taken < m.Total {
		label += " " + strconv.FormatUint(uint64(m.Taken), 10) + "/" + strconv.FormatUint(uint64(m.Total), 10)
	}
	return label
}
