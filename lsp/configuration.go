package lsp

import (
	"context"
	"maps"
	"slices"

	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// How settings reach the server while it runs. Editors that can be asked are
// asked; from the others didChangeConfiguration brings the values itself. What
// came with initialize stays under either, key by key.

// section is covls' part of an editor's settings.
const section = "covls"

// A selection is the flags that covls.selectFlags chose. It holds until the
// settings choose others.
type selection struct{ flags []string }

// currentSettings are those that hold now. They are not to be changed.
func (s *session) currentSettings() *settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings
}

func didChangeConfiguration(s *session, params rpc.Params) error {
	if s.client.configuration {
		s.configure.ring()
		return nil
	}
	var p struct {
		Settings protocol.LSPAny `json:"settings"`
	}
	if err := params.Decode(&p); err != nil {
		return err
	}
	raw, err := lookUp(p.Settings, section)
	if err != nil {
		return err
	}
	if raw == nil {
		raw = p.Settings // some editors send the section's content alone
	}
	s.configured(raw)
	return nil
}

// pullConfiguration asks the editor.
func (s *session) pullConfiguration(ctx context.Context) {
	var answer []protocol.LSPAny
	err := within(ctx, func(ctx context.Context) error {
		return s.editor.Call(ctx, protocol.MethodWorkspaceConfiguration, &protocol.ConfigurationParams{
			Items: []protocol.ConfigurationItem{{Section: new(section)}},
		}, &answer)
	})
	if err != nil || len(answer) != 1 {
		if ctx.Err() == nil {
			s.server.options.Log.Warn("the editor did not answer for its settings", "error", err)
		}
		return
	}
	s.configured(answer[0])
}

// registerConfiguration asks to be told when the settings change; some editors
// tell nobody who did not ask.
func (s *session) registerConfiguration() {
	err := within(s.ctx, func(ctx context.Context) error {
		return s.editor.Call(ctx, protocol.MethodClientRegisterCapability, &protocol.RegistrationParams{
			Registrations: []protocol.Registration{{
				ID:              "covls-configuration",
				Method:          protocol.MethodWorkspaceDidChangeConfiguration,
				RegisterOptions: argument(map[string]string{"section": section}),
			}},
		}, nil)
	})
	if err != nil && s.ctx.Err() == nil {
		s.server.options.Log.Debug("the editor refused a registration", "error", err)
	}
}

// configured takes the editor's object over.
func (s *session) configured(raw protocol.LSPAny) {
	next, warnings := s.given.with(raw)
	s.warn(warnings)
	s.mu.Lock()
	if !sameSelection(s.base.flags, next.flags) {
		s.selection = nil
	}
	s.base = next
	s.mu.Unlock()
	s.apply()
}

// selectFlags has every surface show these flags only; nil shows all.
func (s *session) selectFlags(flags []string) {
	s.mu.Lock()
	s.selection = &selection{flags}
	s.mu.Unlock()
	s.apply()
}

// apply makes what was configured and selected hold, and has everything shown
// that this changes.
func (s *session) apply() {
	s.mu.Lock()
	before, next := s.settings, s.base
	if s.selection != nil {
		next.flags = s.selection.flags
	}
	s.settings = &next
	folders := slices.Clone(s.folders)
	s.mu.Unlock()
	for _, f := range folders {
		if f.opened() && f.workspace != nil && !sameReports(before.reports, next.reports) {
			f.workspace.Configure(next.reports)
		}
		s.showFolder(f)
	}
	s.refresh.ring()
}

// sameSelection tells no flags from all flags, which is nil.
func sameSelection(a, b []string) bool {
	return (a == nil) == (b == nil) && slices.Equal(a, b)
}

func sameReports(a, b ReportSettings) bool {
	return slices.Equal(a.Include, b.Include) && slices.Equal(a.Exclude, b.Exclude) &&
		maps.Equal(a.PathMappings, b.PathMappings)
}

// warn tells the user what is wrong with the settings.
func (s *session) warn(warnings []string) {
	for _, w := range warnings {
		_ = s.editor.Notify(s.ctx, protocol.MethodWindowLogMessage,
			&protocol.LogMessageParams{Type: protocol.MessageTypeWarning, Message: w})
	}
}
