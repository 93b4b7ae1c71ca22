package lsp

import (
	"strings"
	"testing"
	"testing/synctest"

	"go.lsp.dev/protocol"
)

const asksConfiguration = `,"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true},"codeLens":{"refreshSupport":true}}`

const publishing = `"experimental":{"covls":{"publishCoverage":true}}`

func TestSettingsArePulled(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		flags := `["integration"]`
		d.editor.answer = func(method string) (any, error) {
			if method != protocol.MethodWorkspaceConfiguration {
				return nil, nil
			}
			return []protocol.LSPAny{protocol.LSPAny(`{"flags":` + flags + `}`)}, nil
		}
		d.initialize(publishing+asksConfiguration, `{"flags":["unit"]}`, sampleRoot)
		d.open(sampleURI, sampleText)
		if got, want := lines(t, d.one(methodPublishCoverage)), "4:covered+128×1 5:covered+128×1 8:uncovered"; got != want {
			t.Errorf("integration only: %s, want %s", got, want)
		}
		flags = "null"
		d.notify("workspace/didChangeConfiguration", `{"settings":null}`)
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("all flags: %s, want %s", got, sampleLines)
		}
	})
}

func TestSettingsArePushed(t *testing.T) {
	for _, settings := range []string{`{"covls":{"enable":false}}`, `{"enable":false}`} {
		sit(t, sampleSource(), func(d *desk) {
			d.initialize(publishing, "", sampleRoot)
			d.open(sampleURI, sampleText)
			d.one(methodPublishCoverage)
			d.notify("workspace/didChangeConfiguration", `{"settings":`+settings+`}`)
			if got := lines(t, d.one(methodPublishCoverage)); got != "" {
				t.Errorf("switched off with %s: %s", settings, got)
			}
			if got := d.call("textDocument/codeLens", on(sampleURI)); got != "[]" {
				t.Errorf("switched off: lenses %s", got)
			}
		})
	}
}

func TestBadSettingsAreNamed(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(publishing, `{"hover":"on"}`, sampleRoot)
		if got := d.one("window/logMessage"); !strings.Contains(got, "covls.hover") {
			t.Errorf("logged %s", got)
		}
		d.open(sampleURI, sampleText)
		if got := d.call("textDocument/hover", at(sampleURI, 4, 0)); got == "null" {
			t.Error("the default of a key with a bad value does not hold")
		}
	})
}

// Every surface follows covls.selectFlags at once, and the settings take over
// again when they choose other flags.
func TestSelectFlags(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.one(methodPublishCoverage)
		d.call("workspace/executeCommand", executing("covls.selectFlags", `[["integration"]]`))
		if got, want := lines(t, d.one(methodPublishCoverage)), "4:covered+128×1 5:covered+128×1 8:uncovered"; got != want {
			t.Errorf("published %s, want %s", got, want)
		}
		if got := d.call("textDocument/codeLens", on(sampleURI)); !strings.Contains(got, `"file 66.6% · integration 66.6%"`) {
			t.Errorf("lenses %s", got)
		}
		if got := d.call("textDocument/hover", at(sampleURI, 5, 1)); got != "null" {
			t.Errorf("line 6 is none of integration's: %s", got)
		}
		if got := d.call(methodSummary, `{"depth":0}`); !strings.Contains(got, `"lines":[2,3]`) {
			t.Errorf("summary %s", got)
		}
		d.notify("workspace/didChangeConfiguration", `{"settings":{"covls":{"hover":false}}}`)
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("the selection was forgotten over another key: %s", got)
		}
		d.notify("workspace/didChangeConfiguration", `{"settings":{"covls":{"flags":["unit"]}}}`)
		if got, want := lines(t, d.one(methodPublishCoverage)), "4:covered×7 5:partial×7(1/2)"; !strings.HasPrefix(got, want) {
			t.Errorf("published %s, want %s…", got, want)
		}
		d.call("workspace/executeCommand", executing("covls.selectFlags", `[[]]`))
		if got := lines(t, d.one(methodPublishCoverage)); got != "" {
			t.Errorf("no flag: published %s", got)
		}
		d.call("workspace/executeCommand", executing("covls.selectFlags", `[null]`))
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("all flags: published %s, want %s", got, sampleLines)
		}
	})
}

func TestReportSettingsReachTheWorkspace(t *testing.T) {
	source := sampleSource()
	workspace := source.workspaces[sampleRoot]
	sit(t, source, func(d *desk) {
		d.initialize(publishing, `{"reports":{"include":["ci/*.info"]}}`, sampleRoot)
		synctest.Wait()
		d.notify("workspace/didChangeConfiguration", `{"settings":{"covls":{"hover":false}}}`)
		d.notify("workspace/didChangeConfiguration", `{"settings":{"covls":{"pathMappings":{"/ci/":""}}}}`)
	})
	if n := len(workspace.configured); n != 2 {
		t.Fatalf("configured %d times, want 2: %+v", n, workspace.configured)
	}
	if got := workspace.configured[1]; got.Include[0] != "ci/*.info" || len(got.PathMappings) != 1 {
		t.Errorf("configured %+v", got)
	}
}
