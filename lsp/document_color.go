package lsp

import (
	"context"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Document colours are meant for stylesheets. Editors without decorations can
// show them, so they are a last resort, off unless asked for. Other servers
// that use them insert and delete a space to have them refreshed; covls never
// edits a text for that.

// stateColors differ in lightness as well as in hue, for eyes that do not tell
// red from green.
var stateColors = map[coverage.State]protocol.Color{
	coverage.Covered:   {Red: 0.30, Green: 0.69, Blue: 0.31, Alpha: 1},
	coverage.Partial:   {Red: 1.00, Green: 0.84, Blue: 0.31, Alpha: 1},
	coverage.Uncovered: {Red: 0.72, Green: 0.11, Blue: 0.11, Alpha: 1},
	coverage.Unknown:   {Red: 0.62, Green: 0.62, Blue: 0.62, Alpha: 1},
}

func (s *session) documentColor(p *documentParams) (rpc.Work, error) {
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		colors := []protocol.ColorInformation{}
		if !ok || !m.settings.documentColor {
			return colors, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return colors, err
		}
		for _, mark := range v.Marks {
			color, ok := stateColors[mark.State]
			if !ok {
				continue
			}
			line := int(mark.Line) - 1
			colors = append(colors, protocol.ColorInformation{
				Range: v.lines().span(line, line, v.client.encoding),
				Color: color,
			})
		}
		return colors, nil
	}, nil
}

// colorPresentation is what an editor asks when somebody clicks on a colour. A
// verdict cannot be changed by choosing another one.
func (s *session) colorPresentation(*documentParams) (rpc.Work, error) {
	return func(context.Context) (any, error) { return []protocol.ColorPresentation{}, nil }, nil
}
