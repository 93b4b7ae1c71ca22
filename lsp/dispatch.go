package lsp

import (
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Which method is handled where. Parameters are decoded into structs of ours
// that name only what is used: an editor that sends null or nonsense in a field
// that nobody reads still gets its answer, and the strings do not keep the
// whole message alive as those of the generated types do.

var notifications = map[string]func(*session, rpc.Params) error{
	protocol.MethodInitialized:                        initialized,
	protocol.MethodTextDocumentDidOpen:                notification((*session).didOpen),
	protocol.MethodTextDocumentDidChange:              notification((*session).didChange),
	protocol.MethodTextDocumentDidSave:                notification((*session).didSave),
	protocol.MethodTextDocumentDidClose:               notification((*session).didClose),
	protocol.MethodWorkspaceDidChangeConfiguration:    didChangeConfiguration,
	protocol.MethodWorkspaceDidChangeWorkspaceFolders: notification((*session).didChangeWorkspaceFolders),
	protocol.MethodWorkspaceDidChangeWatchedFiles:     didChangeWatchedFiles,
	protocol.MethodWindowWorkDoneProgressCancel:       notification((*session).cancelProgress),
	protocol.MethodSetTrace:                           ignored,
	protocol.MethodTextDocumentWillSave:               ignored,
	"workspace/didCreateFiles":                        didChangeWatchedFiles,
	"workspace/didRenameFiles":                        didChangeWatchedFiles,
	"workspace/didDeleteFiles":                        didChangeWatchedFiles,
}

var calls = map[string]func(*session, rpc.Params) (rpc.Work, error){
	protocol.MethodInitialize:                    call((*session).initialize),
	protocol.MethodShutdown:                      shutdown,
	protocol.MethodTextDocumentHover:             call((*session).hover),
	protocol.MethodTextDocumentCodeLens:          call((*session).codeLens),
	protocol.MethodTextDocumentInlayHint:         call((*session).inlayHint),
	protocol.MethodTextDocumentDocumentColor:     call((*session).documentColor),
	protocol.MethodTextDocumentColorPresentation: call((*session).colorPresentation),
	protocol.MethodTextDocumentCodeAction:        call((*session).codeAction),
	protocol.MethodTextDocumentDiagnostic:        call((*session).documentDiagnostic),
	protocol.MethodWorkspaceExecuteCommand:       call((*session).executeCommand),
	methodFileCoverage:                           call((*session).fileCoverage),
	methodSummary:                                call((*session).summary),
}

// notification gives a handler its decoded parameters.
func notification[P any](handle func(*session, *P) error) func(*session, rpc.Params) error {
	return func(s *session, params rpc.Params) error {
		p := new(P)
		if err := params.Decode(p); err != nil {
			return err
		}
		return handle(s, p)
	}
}

// call does the same for one that answers.
func call[P any](begin func(*session, *P) (rpc.Work, error)) func(*session, rpc.Params) (rpc.Work, error) {
	return func(s *session, params rpc.Params) (rpc.Work, error) {
		p := new(P)
		if err := params.Decode(p); err != nil {
			return nil, err
		}
		return begin(s, p)
	}
}

func ignored(*session, rpc.Params) error { return nil }

// documentParams are the parameters of every method about one document.
type documentParams struct {
	TextDocument struct {
		URI string `json:"uri"`
	} `json:"textDocument"`
}

// positionParams are those of a method about one place in it.
type positionParams struct {
	documentParams
	Position protocol.Position `json:"position"`
}

// rangeParams are those of a method about a part of it.
type rangeParams struct {
	documentParams
	Range protocol.Range `json:"range"`
}
