package lsp

import (
	"context"
	"strings"

	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Code actions on what is missed: exclude it with the language's own pragma, go
// to the next, and explain.

type codeActionParams struct {
	rangeParams
	Context struct {
		Only []string `json:"only"`
	} `json:"context"`
}

// wants reports whether the editor asked for actions of this kind; kinds are
// dotted, and the empty one asks for all.
func (p *codeActionParams) wants(kind protocol.CodeActionKind) bool {
	if len(p.Context.Only) == 0 {
		return true
	}
	for _, only := range p.Context.Only {
		if only == "" || only == string(kind) || strings.HasPrefix(string(kind), only+".") {
			return true
		}
	}
	return false
}

func (s *session) codeAction(p *codeActionParams) (rpc.Work, error) {
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		actions := []protocol.CodeAction{}
		if !ok || !m.client.actionObjects || !p.wants(protocol.CodeActionKindQuickFix) {
			return actions, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return actions, err
		}
		first, last := int(p.Range.Start.Line), int(p.Range.End.Line)
		for _, s := range v.missed() {
			if s.first() <= last && s.last() >= first {
				return v.actions(s), nil
			}
		}
		return actions, nil
	}, nil
}

// actions are what can be done about a stretch.
func (v *fileView) actions(s stretch) []protocol.CodeAction {
	var actions []protocol.CodeAction
	if edits := v.exclude(s); len(edits) > 0 {
		title := "Exclude this line from coverage"
		if len(s.marks) > 1 {
			title = "Exclude these " + explain.Count(uint64(len(s.marks)), "line") + " from coverage"
		}
		actions = append(actions, protocol.CodeAction{
			Title: title, Kind: new(protocol.CodeActionKindQuickFix), Edit: v.edit(edits),
		})
	}
	at := protocol.Position{Line: uint32(s.first())}
	return append(actions,
		commandAction("Go to the next uncovered line", commandNextUncovered, v.uri, at),
		commandAction("Explain the coverage of this line", commandExplain, v.uri, at.Line))
}

func commandAction(title, command string, arguments ...any) protocol.CodeAction {
	c := protocol.Command{Title: title, Command: command}
	for _, a := range arguments {
		c.Arguments = append(c.Arguments, argument(a))
	}
	return protocol.CodeAction{Title: title, Kind: new(protocol.CodeActionKindQuickFix), Command: c}
}

// edit wraps edits of the document as the client can apply them: for one
// version of it where possible, so that none lands in another text.
func (v *fileView) edit(edits []protocol.TextEdit) *protocol.WorkspaceEdit {
	if !v.client.versionedEdits {
		return &protocol.WorkspaceEdit{Changes: map[uri.URI][]protocol.TextEdit{uri.URI(v.uri): edits}}
	}
	change := &protocol.TextDocumentEdit{
		TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
			TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: uri.URI(v.uri)},
			Version:                v.version,
		},
	}
	for i := range edits {
		change.Edits = append(change.Edits, &edits[i])
	}
	return &protocol.WorkspaceEdit{DocumentChanges: []protocol.DocumentChange{change}}
}
