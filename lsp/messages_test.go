package lsp

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/covls/covls/coverage"
	"go.lsp.dev/protocol"
)

// Every message that leaves, byte for byte: the generated types have zero
// values that no client accepts, json/v2 has rules of its own, and a contract
// is only kept where somebody sees it change. testdata holds a file for every
// answer, and one for all messages of a method that were sent unasked.

// allOn is every surface switched on.
const allOn = `{"diagnostics":{"scope":"all","severity":"warning"},"codeLens":{"functions":"all"},"inlayHints":true,"documentColor":true}`

func TestMessages(t *testing.T) {
	source := sampleSource()
	workspace := source.workspaces[sampleRoot]
	workspace.change(func(s *memorySnapshot) {
		s.problems = []coverage.Problem{{Message: "lcov.info is cut off", Hint: "run the tests again"}}
	})
	sit(t, source, func(d *desk) {
		d.editor.answer = func(method string) (any, error) {
			if method == protocol.MethodWorkspaceConfiguration {
				return []protocol.LSPAny{protocol.LSPAny(`{"hover":"loud"}`)}, nil
			}
			return nil, nil
		}
		capabilities := strings.Replace(covlsClient, `"workspace":{`, `"workspace":{"configuration":true,"didChangeConfiguration":{"dynamicRegistration":true},`, 1)
		golden(t, "initialize", d.initialize(capabilities, allOn, sampleRoot))
		d.open(sampleURI, sampleText)

		golden(t, "fileCoverage", d.call(methodFileCoverage, on(sampleURI)))
		golden(t, "summary", d.call(methodSummary, `{}`))
		golden(t, "hover", d.call("textDocument/hover", at(sampleURI, 4, 0)))
		golden(t, "codeLens", d.call("textDocument/codeLens", on(sampleURI)))
		part := fmt.Sprintf(`{"textDocument":{"uri":%q},"range":{"start":{"line":4,"character":0},"end":{"line":7,"character":0}}}`, sampleURI)
		golden(t, "inlayHint", d.call("textDocument/inlayHint", part))
		golden(t, "documentColor", d.call("textDocument/documentColor", on(sampleURI)))
		golden(t, "colorPresentation", d.call("textDocument/colorPresentation", on(sampleURI)))
		golden(t, "codeAction", d.call("textDocument/codeAction", part))
		full := d.call("textDocument/diagnostic", on(sampleURI))
		golden(t, "diagnostic-full", full)
		golden(t, "diagnostic-unchanged", d.call("textDocument/diagnostic", fmt.Sprintf(
			`{"textDocument":{"uri":%q},"previousResultId":%q}`, sampleURI, between(t, full, `"resultId":"`, `"`))))
		golden(t, "diagnostic-none", d.call("textDocument/diagnostic", on("file:///elsewhere/x.go")))
		golden(t, "nextUncovered", d.call("workspace/executeCommand", executing("covls.nextUncovered", fmt.Sprintf(`[%q]`, sampleURI))))
		golden(t, "explain", d.call("workspace/executeCommand", executing("covls.explain", fmt.Sprintf(`[%q,4]`, sampleURI))))
		golden(t, "shutdown", d.call("shutdown", ""))

		workspace.say(Event{Indexing: true, Done: 1, Total: 4, Report: "lcov.info"})
		time.Sleep(time.Second)
		workspace.say(Event{Indexing: true, Done: 2, Total: 4, Report: "it.xml"})
		time.Sleep(time.Second)
		workspace.say(Event{})
		d.edit(sampleURI, 2, 0, 0, 0, "x")
		d.edit(sampleURI, 3, 0, 0, 1, "")
		workspace.put(samplePath, observe(report("coverage/lcov.info"), sampleText, &coverage.File{
			Lines:        []coverage.Line{{Number: 4, Hits: coverage.MaxHits}},
			BranchCounts: []coverage.BranchCount{{Line: 4, Taken: 1, Total: 3}},
			Excluded:     []uint32{8},
		}))
		d.wait()
		d.close(sampleURI)
		goldenLog(t, "covls", d.editor)
	})
	sit(t, sampleSource(), func(d *desk) {
		golden(t, "initialize-plain", d.initialize(plainClient, "", sampleRoot))
		d.open(sampleURI, sampleText)
		golden(t, "hover-plain", d.call("textDocument/hover", at(sampleURI, 4, 0)))
		golden(t, "codeAction-plain", d.call("textDocument/codeAction", fmt.Sprintf(
			`{"textDocument":{"uri":%q},"range":{"start":{"line":7,"character":0},"end":{"line":7,"character":0}}}`, sampleURI)))
		d.call("workspace/executeCommand", executing("covls.nextUncovered", fmt.Sprintf(`[%q]`, sampleURI)))
		d.call("workspace/executeCommand", executing("covls.explain", fmt.Sprintf(`[%q,4]`, sampleURI)))
		synctest.Wait()
		d.close(sampleURI)
		goldenLog(t, "plain", d.editor)
	})
}

// goldenLog compares what the server said unasked, method by method: how those
// are ordered among each other is not promised.
func goldenLog(t *testing.T, name string, e *fakeEditor) {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	byMethod := map[string][]string{}
	for _, m := range e.log {
		if m.method == methodStatus && strings.Contains(m.params, `"state":"indexing","reports":0,`) {
			// Told while the workspace is being opened, if that takes long enough
			// to be noticed.
			continue
		}
		byMethod[m.method] = append(byMethod[m.method], m.params)
	}
	for method, list := range byMethod {
		file := fmt.Sprintf("%s-%s", name, strings.ReplaceAll(strings.TrimPrefix(method, "$/"), "/", "-"))
		golden(t, file, "["+strings.Join(list, ",")+"]")
	}
}

// Every call has a golden of its answer.
func TestEveryCallIsGolden(t *testing.T) {
	for method := range calls {
		name := method[strings.LastIndexByte(method, '/')+1:]
		switch method {
		case protocol.MethodWorkspaceExecuteCommand: // nextUncovered and explain; the rest answer null or a summary
			continue
		case protocol.MethodTextDocumentDiagnostic:
			name = "diagnostic-full"
		}
		if _, err := os.Stat(filepath.Join("testdata", name+".golden")); err != nil {
			t.Errorf("no golden of %s: %v", method, err)
		}
	}
}
