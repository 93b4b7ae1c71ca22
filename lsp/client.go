package lsp

import (
	"slices"

	"go.lsp.dev/protocol"
)

// What the editor said it can do, asked once and kept as plain answers.

type client struct {
	encoding encoding
	// publish is set for clients of the covls methods.
	publish bool
	// pull is set for editors that ask for diagnostics and can be told to ask
	// again. Without the second a new report would show at the next keystroke
	// only, so those editors are sent theirs, as editors without the first.
	pull bool
	// refreshes are the requests that have the editor ask again.
	refreshes []string
	// configuration is set when the editor answers for its settings, and
	// configurationEvents when it wants to be asked to tell of changes.
	configuration, configurationEvents bool
	markdown                           bool
	progress                           bool
	showDocument                       bool
	versionedEdits                     bool // documentChanges in a WorkspaceEdit
	actionObjects                      bool // CodeAction, not only Command
}

// capabilities are the ones that matter here. The generated types would do, but
// refuse the whole of initialize over one null in a field that nobody reads.
type capabilities struct {
	General struct {
		PositionEncodings []string `json:"positionEncodings"`
	} `json:"general"`
	Window struct {
		WorkDoneProgress bool `json:"workDoneProgress"`
		ShowDocument     struct {
			Support bool `json:"support"`
		} `json:"showDocument"`
	} `json:"window"`
	Workspace struct {
		Configuration          bool `json:"configuration"`
		DidChangeConfiguration struct {
			DynamicRegistration bool `json:"dynamicRegistration"`
		} `json:"didChangeConfiguration"`
		WorkspaceEdit struct {
			DocumentChanges bool `json:"documentChanges"`
		} `json:"workspaceEdit"`
		CodeLens    refreshSupport `json:"codeLens"`
		InlayHint   refreshSupport `json:"inlayHint"`
		Diagnostics refreshSupport `json:"diagnostics"`
	} `json:"workspace"`
	TextDocument struct {
		Hover struct {
			ContentFormat []string `json:"contentFormat"`
		} `json:"hover"`
		CodeAction struct {
			LiteralSupport *struct{} `json:"codeActionLiteralSupport"`
		} `json:"codeAction"`
		Diagnostic *struct{} `json:"diagnostic"`
	} `json:"textDocument"`
	Experimental protocol.LSPAny `json:"experimental"`
}

type refreshSupport struct {
	RefreshSupport bool `json:"refreshSupport"`
}

// experimental is where other servers' clients put things of any type, so it is
// read on its own.
type experimental struct {
	Covls struct {
		PublishCoverage bool `json:"publishCoverage"`
	} `json:"covls"`
}

// client reads the answers out.
func (c *capabilities) client() client {
	w := c.Workspace
	out := client{
		encoding:            negotiate(c.General.PositionEncodings),
		pull:                c.TextDocument.Diagnostic != nil && w.Diagnostics.RefreshSupport,
		configuration:       w.Configuration,
		configurationEvents: w.DidChangeConfiguration.DynamicRegistration,
		markdown:            slices.Contains(c.TextDocument.Hover.ContentFormat, string(protocol.MarkupKindMarkdown)),
		progress:            c.Window.WorkDoneProgress,
		showDocument:        c.Window.ShowDocument.Support,
		versionedEdits:      w.WorkspaceEdit.DocumentChanges,
		actionObjects:       c.TextDocument.CodeAction.LiteralSupport != nil,
	}
	var e experimental
	if len(c.Experimental) > 0 && protocol.Unmarshal(c.Experimental, &e) == nil {
		out.publish = e.Covls.PublishCoverage
	}
	if w.CodeLens.RefreshSupport {
		out.refreshes = append(out.refreshes, protocol.MethodWorkspaceCodeLensRefresh)
	}
	if w.InlayHint.RefreshSupport {
		out.refreshes = append(out.refreshes, protocol.MethodWorkspaceInlayHintRefresh)
	}
	if out.pull {
		out.refreshes = append(out.refreshes, protocol.MethodWorkspaceDiagnosticRefresh)
	}
	return out
}
