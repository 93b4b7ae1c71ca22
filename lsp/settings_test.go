package lsp

import (
	"reflect"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

func TestDefaultSettings(t *testing.T) {
	for publish, want := range map[bool]settings{
		true:  {enable: true, diagnosticScope: "patch", severity: protocol.DiagnosticSeverityInformation, fileLens: true, functionLens: "gaps", hover: true},
		false: {enable: true, diagnosticScope: "all", severity: protocol.DiagnosticSeverityHint, fileLens: true, functionLens: "gaps", hover: true},
	} {
		if got := defaultSettings(publish); !reflect.DeepEqual(got, want) {
			t.Errorf("publishing %v: %+v, want %+v", publish, got, want)
		}
	}
}

func TestSettingsWith(t *testing.T) {
	got, warnings := defaultSettings(true).with(protocol.LSPAny(`{
		"enable": false, "flags": ["unit", "e2e"],
		"diagnostics": {"scope": "all", "severity": "error"},
		"codeLens": {"file": false, "functions": "all"},
		"inlayHints": true, "hover": false, "documentColor": true,
		"reports": {"include": ["a/**"], "exclude": ["b"]},
		"pathMappings": {"/ci/": "./"},
		"path": 7, "trace": {"server": "off"}
	}`))
	want := settings{
		flags: []string{"unit", "e2e"}, diagnosticScope: "all", severity: protocol.DiagnosticSeverityError,
		functionLens: "all", inlayHints: true, documentColor: true,
		reports: ReportSettings{Include: []string{"a/**"}, Exclude: []string{"b"}, PathMappings: map[string]string{"/ci/": "./"}},
	}
	if !reflect.DeepEqual(got, want) || warnings != nil {
		t.Errorf("%+v, want %+v (warnings %q)", got, want, warnings)
	}
	back, _ := got.with(protocol.LSPAny(`{"flags": null, "hover": null}`))
	if back.flags != nil || back.hover {
		t.Errorf("null means all flags, and nothing elsewhere: %+v", back)
	}
}

func TestSettingsWarn(t *testing.T) {
	for _, c := range []struct{ raw, key, says string }{
		{`{"enable": "yes"}`, "covls.enable", "true or false"},
		{`{"flags": "unit"}`, "covls.flags", "list of strings"},
		{`{"flags": [1]}`, "covls.flags", "list of strings"},
		{`{"diagnostics": {"scope": "everything"}}`, "covls.diagnostics.scope", "all, patch, off"},
		{`{"diagnostics": {"severity": 3}}`, "covls.diagnostics.severity", "a string"},
		{`{"diagnostics": true}`, "covls.diagnostics.scope", "an object"},
		{`{"codeLens": {"functions": "none"}}`, "covls.codeLens.functions", "all, gaps, off"},
		{`{"reports": {"include": "*.info"}}`, "covls.reports.include", "list of strings"},
		{`{"pathMappings": ["a"]}`, "covls.pathMappings", "an object of strings"},
		{`7`, "covls.enable", "an object"},
	} {
		got, warnings := defaultSettings(true).with(protocol.LSPAny(c.raw))
		if !reflect.DeepEqual(got, defaultSettings(true)) {
			t.Errorf("%s: the defaults became %+v", c.raw, got)
		}
		if len(warnings) == 0 || !strings.HasPrefix(warnings[0], c.key+":") || !strings.Contains(warnings[0], c.says) {
			t.Errorf("%s: warnings %q, want %s and %q", c.raw, warnings, c.key, c.says)
		}
	}
}

// The rest of an object with an error in it holds.
func TestSettingsKeepTheGoodPart(t *testing.T) {
	got, warnings := defaultSettings(true).with(protocol.LSPAny(`{"hover": 1, "inlayHints": true}`))
	if !got.hover || !got.inlayHints || len(warnings) != 1 {
		t.Errorf("%+v, warnings %q", got, warnings)
	}
}

func FuzzSettings(f *testing.F) {
	f.Add(`{"diagnostics":{"scope":"all"},"flags":null}`)
	f.Add(`{"reports":{"include":[null]}}`)
	f.Add(`[[[`)
	f.Fuzz(func(t *testing.T, raw string) {
		s, _ := defaultSettings(false).with(protocol.LSPAny(raw))
		if s.functionLens == "" || s.diagnosticScope == "" || s.severity == 0 {
			t.Errorf("%s made %+v", raw, s)
		}
	})
}
