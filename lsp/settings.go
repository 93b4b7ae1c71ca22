package lsp

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covls/covls/coverage/explain"
	"go.lsp.dev/protocol"
)

// The editor's settings: one object, whether it comes with initialize or under
// "covls" later. A value that makes no sense is named in a warning and the rest
// still holds, since one typing error in a settings file must not switch the
// gutter off. Keys that are not ours are an extension's own and no business of
// the server's.

type settings struct {
	enable          bool
	flags           []string // nil: all
	diagnosticScope string
	severity        protocol.DiagnosticSeverity
	fileLens        bool
	functionLens    string
	inlayHints      bool
	hover           bool
	documentColor   bool
	reports         ReportSettings
}

const (
	scopeAll   = "all"
	scopePatch = "patch"
	scopeOff   = "off"

	functionsAll  = "all"
	functionsGaps = "gaps" // only functions below 100 %
	functionsOff  = "off"
)

var severities = map[string]protocol.DiagnosticSeverity{
	"error":       protocol.DiagnosticSeverityError,
	"warning":     protocol.DiagnosticSeverityWarning,
	"information": protocol.DiagnosticSeverityInformation,
	"hint":        protocol.DiagnosticSeverityHint,
}

// defaultSettings are those of the contract. A client with a gutter needs a
// diagnostic only where somebody has to act; for all others the diagnostics are
// the gutter, and a hint is the least that an editor can show.
func defaultSettings(publish bool) settings {
	s := settings{
		enable:          true,
		diagnosticScope: scopeAll,
		severity:        protocol.DiagnosticSeverityHint,
		fileLens:        true,
		functionLens:    functionsGaps,
		hover:           true,
	}
	if publish {
		s.diagnosticScope, s.severity = scopePatch, protocol.DiagnosticSeverityInformation
	}
	return s
}

// A setting is one key, dotted, and how its value is taken over.
type setting struct {
	key  string
	read func(*settings, protocol.LSPAny) error
}

var settingKeys = []setting{
	{"enable", value(func(s *settings, v bool) error { s.enable = v; return nil })},
	{"flags", readFlags},
	{"diagnostics.scope", oneOf([]string{scopeAll, scopePatch, scopeOff}, func(s *settings, v string) { s.diagnosticScope = v })},
	{"diagnostics.severity", oneOf([]string{"error", "warning", "information", "hint"}, func(s *settings, v string) { s.severity = severities[v] })},
	{"codeLens.file", value(func(s *settings, v bool) error { s.fileLens = v; return nil })},
	{"codeLens.functions", oneOf([]string{functionsAll, functionsGaps, functionsOff}, func(s *settings, v string) { s.functionLens = v })},
	{"inlayHints", value(func(s *settings, v bool) error { s.inlayHints = v; return nil })},
	{"hover", value(func(s *settings, v bool) error { s.hover = v; return nil })},
	{"documentColor", value(func(s *settings, v bool) error { s.documentColor = v; return nil })},
	{"reports.include", value(func(s *settings, v []string) error { s.reports.Include = v; return nil })},
	{"reports.exclude", value(func(s *settings, v []string) error { s.reports.Exclude = v; return nil })},
	{"pathMappings", value(func(s *settings, v map[string]string) error { s.reports.PathMappings = v; return nil })},
}

// with returns the settings with an editor's object laid over them, key by key,
// and what is wrong with it.
func (s settings) with(raw protocol.LSPAny) (settings, []string) {
	if absent(raw) {
		return s, nil
	}
	var warnings []string
	for _, k := range settingKeys {
		v, err := lookUp(raw, k.key)
		if err == nil && v != nil && (!absent(v) || k.key == "flags") {
			err = k.read(&s, v)
		}
		if err != nil {
			if w := fmt.Sprintf("covls.%s: %v; its default is used", k.key, err); !slices.Contains(warnings, w) {
				warnings = append(warnings, w)
			}
		}
	}
	return s, warnings
}

// lookUp finds a dotted key; nil where it is not there.
func lookUp(raw protocol.LSPAny, key string) (protocol.LSPAny, error) {
	for part := range strings.SplitSeq(key, ".") {
		if absent(raw) {
			return nil, nil
		}
		var object protocol.LSPObject
		if err := protocol.Unmarshal(raw, &object); err != nil {
			return nil, fmt.Errorf("an object is wanted where %s is", brief(raw))
		}
		raw = object[part]
	}
	return raw, nil
}

// absent reports whether there is no value: editors send null for what the user
// did not set.
func absent(raw protocol.LSPAny) bool { return len(raw) == 0 || string(raw) == "null" }

// value reads a value of one JSON type.
func value[T any](set func(*settings, T) error) func(*settings, protocol.LSPAny) error {
	return func(s *settings, raw protocol.LSPAny) error {
		var v T
		if err := protocol.Unmarshal(raw, &v); err != nil {
			return fmt.Errorf("%s is not %s", brief(raw), typeName(v))
		}
		return set(s, v)
	}
}

func typeName(v any) string {
	switch v.(type) {
	case bool:
		return "true or false"
	case []string:
		return "a list of strings"
	case map[string]string:
		return "an object of strings"
	}
	return "a string"
}

// oneOf reads one of a few words.
func oneOf(words []string, set func(*settings, string)) func(*settings, protocol.LSPAny) error {
	return value(func(s *settings, v string) error {
		if !slices.Contains(words, v) {
			return fmt.Errorf("%q is none of %s", explain.OneLine(v), strings.Join(words, ", "))
		}
		set(s, v)
		return nil
	})
}

// readFlags is the one key where null means something: all flags.
func readFlags(s *settings, raw protocol.LSPAny) error {
	if absent(raw) {
		s.flags = nil
		return nil
	}
	return value(func(s *settings, v []string) error { s.flags = v; return nil })(s, raw)
}

// brief is a value as a message may quote it.
func brief(raw protocol.LSPAny) string { return explain.OneLine(string(raw)) }

// empty reports whether the editor says nothing about reports.
func (r ReportSettings) empty() bool {
	return len(r.Include) == 0 && len(r.Exclude) == 0 && len(r.PathMappings) == 0
}
