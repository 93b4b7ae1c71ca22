package lsp

import (
	"context"

	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// The beginning and the end of a session. Only what works is advertised: an
// editor that offers a menu entry for a command that fails is worse than one
// without the entry.

type initializeParams struct {
	RootURI               *string            `json:"rootUri"`
	WorkspaceFolders      *[]workspaceFolder `json:"workspaceFolders"`
	Capabilities          capabilities       `json:"capabilities"`
	InitializationOptions protocol.LSPAny    `json:"initializationOptions"`
}

// initialize takes over what the client says. Folders open at the next message,
// when the client has its answer.
func (s *session) initialize(p *initializeParams) (rpc.Work, error) {
	s.client = p.Capabilities.client()
	given, warnings := defaultSettings(s.client.publish).with(p.InitializationOptions)
	s.mu.Lock()
	s.given, s.base, s.settings = given, given, &given
	s.mu.Unlock()
	if p.WorkspaceFolders != nil {
		s.first = *p.WorkspaceFolders
	} else if p.RootURI != nil {
		s.first = []workspaceFolder{{URI: *p.RootURI}}
	}
	s.warn(warnings)
	return func(context.Context) (any, error) {
		return &protocol.InitializeResult{
			Capabilities: s.capabilities(given.documentColor),
			ServerInfo: protocol.ServerInfo{
				Name: "covls", Version: protocol.NewOptional(s.server.options.Version),
			},
		}, nil
	}, nil
}

// capabilities are what the server does for this client. Colours are advertised
// only where they were asked for: an editor that sees them asks for them in
// every file and at every keystroke.
func (s *session) capabilities(colors bool) protocol.ServerCapabilities {
	c := protocol.ServerCapabilities{
		PositionEncoding: s.client.encoding.kind(),
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: new(true),
			Change:    new(protocol.TextDocumentSyncKindIncremental),
		},
		HoverProvider:          protocol.Boolean(true),
		CodeLensProvider:       &protocol.CodeLensOptions{},
		InlayHintProvider:      protocol.Boolean(true),
		ExecuteCommandProvider: protocol.ExecuteCommandOptions{Commands: commandNames()},
		Workspace: &protocol.WorkspaceOptions{
			WorkspaceFolders: &protocol.WorkspaceFoldersServerCapabilities{
				Supported:           new(true),
				ChangeNotifications: protocol.Boolean(true),
			},
		},
	}
	if s.client.actionObjects {
		c.CodeActionProvider = &protocol.CodeActionOptions{
			CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix},
		}
	}
	if s.client.pull {
		c.DiagnosticProvider = &protocol.DiagnosticOptions{Identifier: new(source)}
	}
	if colors {
		c.ColorProvider = protocol.Boolean(true)
	}
	return c
}

// initialized is the client's word that it can be asked things.
func initialized(s *session, _ rpc.Params) error {
	if s.client.configurationEvents {
		s.spawn(s.registerConfiguration)
	}
	if s.client.configuration {
		s.configure.ring()
	}
	return nil
}

// shutdown has nothing to save: what a session knows, the editor told it.
func shutdown(*session, rpc.Params) (rpc.Work, error) {
	return func(context.Context) (any, error) { return nil, nil }, nil
}
