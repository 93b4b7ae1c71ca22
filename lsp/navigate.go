package lsp

import (
	"context"
	"time"

	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// From one missed stretch of a file to the next, and what a line's colour
// means: the commands whose answer somebody has to see.

// navigate takes a URI and a position, and answers with the location of the
// stretch that find chooses, or null where nothing is missed.
func navigate(s *session, a arguments, find func([]stretch, int) (stretch, bool)) (rpc.Work, error) {
	var file string
	var from protocol.Position
	if err := a.read(0, &file); err != nil {
		return nil, err
	}
	if err := a.read(1, &from); err != nil {
		return nil, err
	}
	m, ok := s.at(file)
	return func(ctx context.Context) (any, error) {
		if !ok {
			return nil, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return nil, err
		}
		found, ok := find(v.missed(), int(from.Line))
		if !ok {
			return nil, nil
		}
		location := &protocol.Location{
			URI:   uri.URI(v.uri),
			Range: v.lines().span(found.first(), found.last(), v.client.encoding),
		}
		s.show(location)
		return location, nil
	}, nil
}

// show has a plain client go to a location. The answer of the command does not
// wait for it: there may be a person in between.
func (s *session) show(l *protocol.Location) {
	if s.client.publish || !s.client.showDocument {
		return
	}
	start := protocol.Range{Start: l.Range.Start, End: l.Range.Start}
	s.spawn(func() {
		err := within(s.ctx, func(ctx context.Context) error {
			return s.editor.Call(ctx, protocol.MethodWindowShowDocument, &protocol.ShowDocumentParams{
				URI: l.URI, TakeFocus: new(true), Selection: &start,
			}, nil)
		})
		if err != nil && s.ctx.Err() == nil {
			s.server.options.Log.Debug("the editor did not show a document", "error", err)
		}
	})
}

// explainLine gives the explanation of a 0-based line, and has a plain client
// show it.
func (s *session) explainLine(ctx context.Context, m moment, line uint32) (any, error) {
	v, err := m.look(ctx)
	if err != nil || v == nil {
		return nil, err
	}
	text := v.answer(line + 1).Text(time.Now())
	s.tell(ctx, text)
	return text, nil
}

// tell has a plain client show the text that a command answers with.
func (s *session) tell(ctx context.Context, text string) {
	if !s.client.publish {
		_ = s.editor.Notify(ctx, protocol.MethodWindowShowMessage,
			&protocol.ShowMessageParams{Type: protocol.MessageTypeInfo, Message: text})
	}
}
