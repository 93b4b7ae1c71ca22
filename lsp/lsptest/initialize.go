package lsptest

import (
	"encoding/json"
	"net/url"
	"path/filepath"
	"strings"
)

// Options are the editor's capabilities and the user's settings. The zero value
// is an editor of the first days of LSP: it knows documents and nothing else.
type Options struct {
	Folders  []string // absolute paths
	Settings any      // initializationOptions, and the section covls of workspace/configuration

	PublishCoverage      bool     // experimental.covls.publishCoverage
	PullDiagnostics      bool     // textDocument.diagnostic
	RefreshDiagnostics   bool     // workspace.diagnostics.refreshSupport
	RefreshCodeLens      bool     // workspace.codeLens.refreshSupport
	RefreshInlayHints    bool     // workspace.inlayHint.refreshSupport
	Configuration        bool     // workspace.configuration
	WorkspaceFolders     bool     // workspace.workspaceFolders
	WorkDoneProgress     bool     // window.workDoneProgress
	RegisterCapabilities bool     // dynamic registration of watched files and configuration
	Encodings            []string // general.positionEncodings

	// Change has the last word on the capabilities, as they stand in JSON.
	Change func(capabilities map[string]any)

	undeclared bool // the test sends initialize by itself, if at all
}

// Full are the options of an editor with everything, in these folders.
func Full(folders ...string) Options {
	return Options{
		Folders:              folders,
		PublishCoverage:      true,
		PullDiagnostics:      true,
		RefreshDiagnostics:   true,
		RefreshCodeLens:      true,
		RefreshInlayHints:    true,
		Configuration:        true,
		WorkspaceFolders:     true,
		WorkDoneProgress:     true,
		RegisterCapabilities: true,
		Encodings:            []string{"utf-8", "utf-16"},
	}
}

// declares reports whether the editor wants a message; false, false for one that
// needs no capability. Diagnostics are pulled or pushed, never both.
func (o Options) declares(method string) (declared, ok bool) {
	switch method {
	case "covls/publishCoverage", "covls/status":
		return o.PublishCoverage, true
	case "textDocument/publishDiagnostics":
		return !o.PullDiagnostics, true
	case "workspace/diagnostic/refresh":
		return o.RefreshDiagnostics, true
	case "workspace/codeLens/refresh":
		return o.RefreshCodeLens, true
	case "workspace/inlayHint/refresh":
		return o.RefreshInlayHints, true
	case "workspace/configuration":
		return o.Configuration, true
	case "workspace/workspaceFolders":
		return o.WorkspaceFolders, true
	case "window/workDoneProgress/create":
		return o.WorkDoneProgress, true
	case "client/registerCapability", "client/unregisterCapability":
		return o.RegisterCapabilities, true
	}
	return false, false
}

func (o Options) capabilities() map[string]any {
	refresh := func(on bool) map[string]any { return map[string]any{"refreshSupport": on} }
	dynamic := map[string]any{"dynamicRegistration": o.RegisterCapabilities}
	document := map[string]any{
		"synchronization": map[string]any{"didSave": true},
		"hover":           map[string]any{"contentFormat": []string{"markdown", "plaintext"}},
		"codeLens":        map[string]any{},
		"inlayHint":       map[string]any{},
		"colorProvider":   map[string]any{},
		"codeAction": map[string]any{"codeActionLiteralSupport": map[string]any{
			"codeActionKind": map[string]any{"valueSet": []string{"", "quickfix", "refactor", "source"}},
		}},
		"publishDiagnostics": map[string]any{"versionSupport": true},
	}
	if o.PullDiagnostics {
		document["diagnostic"] = map[string]any{}
	}
	capabilities := map[string]any{
		"textDocument": document,
		"workspace": map[string]any{
			"configuration":          o.Configuration,
			"workspaceFolders":       o.WorkspaceFolders,
			"didChangeWatchedFiles":  dynamic,
			"didChangeConfiguration": dynamic,
			"diagnostics":            refresh(o.RefreshDiagnostics),
			"codeLens":               refresh(o.RefreshCodeLens),
			"inlayHint":              refresh(o.RefreshInlayHints),
		},
		"window": map[string]any{"workDoneProgress": o.WorkDoneProgress},
	}
	if o.Encodings != nil {
		capabilities["general"] = map[string]any{"positionEncodings": o.Encodings}
	}
	if o.PublishCoverage {
		capabilities["experimental"] = map[string]any{"covls": map[string]any{"publishCoverage": true}}
	}
	if o.Change != nil {
		o.Change(capabilities)
	}
	return capabilities
}

// ServerCapabilities is what the server answered to initialize, as it came.
type ServerCapabilities map[string]json.RawMessage

// Has reports whether the server advertises something under this name.
func (c ServerCapabilities) Has(name string) bool {
	raw := string(c[name])
	return raw != "" && raw != "null" && raw != "false"
}

// Encoding is the position encoding, which is utf-16 unless the server says otherwise.
func (c ServerCapabilities) Encoding() string {
	var name string
	if json.Unmarshal(c["positionEncoding"], &name) != nil {
		return "utf-16"
	}
	return name
}

// Initialize begins the session and returns what the server can do.
func (e *Editor) Initialize(o Options) ServerCapabilities {
	e.t.Helper()
	params := map[string]any{
		"processId":             nil,
		"clientInfo":            map[string]any{"name": "lsptest"},
		"rootUri":               nil,
		"capabilities":          o.capabilities(),
		"initializationOptions": o.Settings,
	}
	if len(o.Folders) > 0 {
		params["rootUri"] = URI(o.Folders[0])
	}
	if o.WorkspaceFolders {
		params["workspaceFolders"] = folders(o.Folders)
	}
	e.mu.Lock()
	e.options = o
	e.mu.Unlock()

	var result struct {
		Capabilities ServerCapabilities `json:"capabilities"`
	}
	e.must("initialize", params, &result)
	e.mu.Lock()
	e.capabilities = result.Capabilities
	e.mu.Unlock()
	e.Notify("initialized", map[string]any{})
	return result.Capabilities
}

// Settle changes the user's settings, as an editor does it.
func (e *Editor) Settle(settings any) {
	e.t.Helper()
	e.mu.Lock()
	e.options.Settings = settings
	e.mu.Unlock()
	e.Notify("workspace/didChangeConfiguration", map[string]any{"settings": map[string]any{"covls": settings}})
}

// URI is the file: URI of an absolute path.
func URI(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path}).String()
}

func folders(paths []string) []map[string]string {
	all := []map[string]string{}
	for _, path := range paths {
		all = append(all, map[string]string{"uri": URI(path), "name": filepath.Base(path)})
	}
	return all
}
