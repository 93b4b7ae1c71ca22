package lsp

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/covls/covls/coverage"
	"go.lsp.dev/protocol"
)

// viewed is the view of a text as one report has it, without a session.
func viewed(language, text string, file *coverage.File) *fileView {
	s := defaultSettings(false)
	v := &fileView{
		document: (&document{uri: "file:///ws/f", language: language, text: text}).settle(),
		settings: &s,
	}
	v.observe("f", []coverage.Observation{observe(report("r.info"), text, file)})
	return v
}

// hits makes lines from pairs of line and hits.
func hits(pairs ...uint64) *coverage.File {
	f := &coverage.File{}
	for i := 0; i < len(pairs); i += 2 {
		f.Lines = append(f.Lines, coverage.Line{Number: uint32(pairs[i]), Hits: pairs[i+1]})
	}
	return f
}

func TestStretches(t *testing.T) {
	partial := hits(1, 1, 2, 1, 3, 0)
	partial.BranchCounts = []coverage.BranchCount{{Line: 1, Taken: 1, Total: 2}, {Line: 2, Taken: 2, Total: 4}}
	for _, c := range []struct {
		name, language, text string
		file                 *coverage.File
		want                 string
	}{
		{"contiguous", "go", "a\nb\nc\n", hits(1, 0, 2, 0, 3, 1), "1-2 uncovered"},
		{"covered between", "go", "a\nb\nc\n", hits(1, 0, 2, 1, 3, 0), "1-1 uncovered, 3-3 uncovered"},
		{"blank between", "go", "a\n\n \t\nd\n", hits(1, 0, 4, 0), "1-4 uncovered"},
		{"comment between", "go", "a\n // x\nc\n", hits(1, 0, 3, 0), "1-3 uncovered"},
		{"block comment between", "go", "a\n/* x\n   y */ // z\nd\n", hits(1, 0, 4, 0), "1-4 uncovered"},
		{"block comment before code", "go", "a\n/* x */ b\nc\n", hits(1, 0, 3, 0), "1-1 uncovered, 3-3 uncovered"},
		{"code between", "go", "a\n}\nc\n", hits(1, 0, 3, 0), "1-1 uncovered, 3-3 uncovered"},
		{"python comment", "python", "a\n# x\nc\n", hits(1, 0, 3, 0), "1-3 uncovered"},
		{"no comment of this language", "c", "a\n#if x\nc\n", hits(1, 0, 3, 0), "1-1 uncovered, 3-3 uncovered"},
		{"lua", "lua", "a\n--[[ x\ny ]]\nd\n", hits(1, 0, 4, 0), "1-4 uncovered"},
		{"unlisted language", "brainfuck", "a\n# x\n// y\nd\n", hits(1, 0, 4, 0), "1-4 uncovered"},
		{"different codes", "go", "a\nb\nc\n", partial, "1-2 partial, 3-3 uncovered"},
		{"nothing missed", "go", "a\n", hits(1, 1), ""},
		{"past the end", "go", "a\n", hits(1, 0, 2, 0, 9, 0), "1-1 uncovered"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, s := range viewed(c.language, c.text, c.file).missed() {
				got = append(got, fmt.Sprintf("%d-%d %s", s.first()+1, s.last()+1, s.state))
			}
			if s := strings.Join(got, ", "); s != c.want {
				t.Errorf("%s, want %s", s, c.want)
			}
		})
	}
}

func TestDiagnosticRangeAndMessage(t *testing.T) {
	file := hits(1, 0, 2, 0, 4, 3)
	file.BranchCounts = []coverage.BranchCount{{Line: 4, Taken: 1, Total: 2}}
	v := viewed("go", "\t😀 := x\n\t  y\n\nif é {\n", file)
	var got []string
	for _, d := range v.diagnostics() {
		got = append(got, fmt.Sprintf("%d:%d-%d:%d %s", d.Range.Start.Line, d.Range.Start.Character,
			d.Range.End.Line, d.Range.End.Character, d.Message))
	}
	want := "0:1-1:4 2 lines are not covered by tests|3:0-3:6 partly covered: 1 of 2 branches taken"
	if s := strings.Join(got, "|"); s != want {
		t.Errorf("%s, want %s", s, want)
	}
}

// push counts what editors without pull get: one message a change, and none
// where nothing changed.
func TestDiagnosticsArePushed(t *testing.T) {
	const method = protocol.MethodTextDocumentPublishDiagnostics
	source := sampleSource()
	sit(t, source, func(d *desk) {
		d.initialize(plainClient, "", sampleRoot)
		if _, err := d.tryCall("textDocument/diagnostic", on(sampleURI)); err == nil {
			t.Error("a client that is sent its diagnostics can pull them as well")
		}
		d.open(sampleURI, sampleText)
		if got := d.one(method); strings.Count(got, `"code":"uncovered"`) != 2 || strings.Count(got, `"code":"partial"`) != 1 {
			t.Errorf("opened: %s", got)
		}
		source.workspaces[sampleRoot].put("other.go")
		synctest.Wait()
		if got := d.sent(method); len(got) != 0 {
			t.Errorf("nothing changed: %s", got)
		}
		d.edit(sampleURI, 2, 0, 0, 0, "x")
		if got := d.one(method); !strings.Contains(got, `"diagnostics":[]`) {
			t.Errorf("unknown lines have diagnostics: %s", got)
		}
		d.edit(sampleURI, 3, 0, 0, 1, "")
		d.one(method)
		d.close(sampleURI)
		if got := d.one(method); !strings.Contains(got, `"diagnostics":[]`) || strings.Contains(got, "version") {
			t.Errorf("closed: %s", got)
		}
	})
}

func TestDiagnosticsArePulled(t *testing.T) {
	source := sampleSource()
	sit(t, source, func(d *desk) {
		hello := d.initialize(covlsClient, `{"diagnostics":{"scope":"all"}}`, sampleRoot)
		if !strings.Contains(hello, "diagnosticProvider") {
			t.Errorf("not advertised: %s", hello)
		}
		d.open(sampleURI, sampleText)
		d.wait()
		full := d.call("textDocument/diagnostic", on(sampleURI))
		id := between(t, full, `"resultId":"`, `"`)
		again := fmt.Sprintf(`{"textDocument":{"uri":%q},"previousResultId":%q}`, sampleURI, id)
		if got, want := d.call("textDocument/diagnostic", again), `{"kind":"unchanged","resultId":"`+id+`"}`; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		d.sent("")
		source.workspaces[sampleRoot].put(samplePath, sampleObservations()[1])
		synctest.Wait()
		if n := everSent(d.editor, protocol.MethodWorkspaceDiagnosticRefresh); n != 1 {
			t.Errorf("%d refreshes after a new report, want 1", n)
		}
		if got := d.call("textDocument/diagnostic", again); !strings.Contains(got, `"kind":"full"`) {
			t.Errorf("after a new report: %s", got)
		}
		d.edit(sampleURI, 2, 0, 0, 0, "x")
		if n := everSent(d.editor, protocol.MethodWorkspaceDiagnosticRefresh); n != 1 {
			t.Errorf("an edit had the editor asked to ask again")
		}
		if got := d.sent(protocol.MethodTextDocumentPublishDiagnostics); len(got) != 0 {
			t.Errorf("pulled and pushed: %s", got)
		}
	})
}

// Until a patch is known, there is nothing in it.
func TestDiagnosticScopes(t *testing.T) {
	for scope, want := range map[string]int{"all": 3, "patch": 0, "off": 0} {
		v := viewed("go", sampleText, unitRun())
		v.settings.diagnosticScope = scope
		if got := len(v.diagnostics()); got != want {
			t.Errorf("%s: %d diagnostics, want %d", scope, got, want)
		}
	}
}

// everSent counts all messages of a method since the beginning.
func everSent(e *fakeEditor, method string) int {
	e.mu.Lock()
	defer e.mu.Unlock()
	n := 0
	for _, m := range e.log {
		if m.method == method {
			n++
		}
	}
	return n
}

func between(t *testing.T, s, before, after string) string {
	t.Helper()
	_, rest, ok := strings.Cut(s, before)
	out, _, ok2 := strings.Cut(rest, after)
	if !ok || !ok2 {
		t.Fatalf("no %s…%s in %s", before, after, s)
	}
	return out
}
