package lsptest

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"go.lsp.dev/jsonrpc2"
)

func raw[T string | json.RawMessage](s T) jsonrpc2.RawMessage { return jsonrpc2.RawMessage(s) }

func TestDocuments(t *testing.T) {
	for kind, ranged := range map[string]string{
		`1`:            `{"text":"a\nB\nC\nd"}`,
		`{"change":1}`: `{"text":"a\nB\nC\nd"}`,
		`2`:            `{"range":{"start":{"line":1,"character":0},"end":{"line":3,"character":0}},"text":"B\nC\n"}`,
		`{"change":2}`: `{"range":{"start":{"line":1,"character":0},"end":{"line":3,"character":0}},"text":"B\nC\n"}`,
		`null`:         `{"text":"a\nB\nC\nd"}`,
	} {
		t.Run(kind, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, server := newScripted(t, map[string]string{"initialize": `{"capabilities":{"textDocumentSync":` + kind + `}}`})
				e.Initialize(Options{})
				sent := func(want string) {
					t.Helper()
					synctest.Wait()
					if got := server.last(); got != want {
						t.Errorf("sent %s\nwant %s", got, want)
					}
				}
				path := filepath.Join(t.TempDir(), "a.go")
				if err := os.WriteFile(path, []byte("a\nb\nc\nd"), 0o600); err != nil {
					t.Fatal(err)
				}
				uri := e.Open(path, "go")
				sent(`textDocument/didOpen {"textDocument":{"languageId":"go","text":"a\nb\nc\nd","uri":"` + uri + `","version":1}}`)
				e.ChangeLines(uri, 1, 3, "B", "C")
				sent(`textDocument/didChange {"contentChanges":[` + ranged + `],"textDocument":{"uri":"` + uri + `","version":2}}`)
				if e.Text(uri) != "a\nB\nC\nd" || e.Version(uri) != 2 {
					t.Errorf("version %d is %q", e.Version(uri), e.Text(uri))
				}
				e.Change(uri, "x")
				sent(`textDocument/didChange {"contentChanges":[{"text":"x"}],"textDocument":{"uri":"` + uri + `","version":3}}`)
				e.Save(uri)
				sent(`textDocument/didSave {"textDocument":{"uri":"` + uri + `"}}`)
				e.CloseDocument(uri)
				sent(`textDocument/didClose {"textDocument":{"uri":"` + uri + `"}}`)
			})
		})
	}
}

// Each request's parameters as they go out, and its answer as it is read.
func TestRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here := Range{Position{1, 2}, Position{3, 4}}
		const inDocument = `"textDocument":{"uri":"file:///a"}`
		const inRange = `"range":{"start":{"line":1,"character":2},"end":{"line":3,"character":4}}`
		for _, test := range []struct {
			method, params, result, want string
			ask                          func(e *Editor) any
		}{
			{"textDocument/hover", `{"position":{"line":1,"character":2},` + inDocument + `}`, `{"contents":{"kind":"markdown","value":"7"}}`, "7",
				func(e *Editor) any { return e.Hover("file:///a", 1, 2).Contents.Value }},
			{"textDocument/codeLens", `{` + inDocument + `}`, `[{"range":{},"command":{"title":"84%"}}]`, "84%",
				func(e *Editor) any { return e.CodeLenses("file:///a")[0].Command.Title }},
			{"textDocument/inlayHint", `{` + inRange + `,` + inDocument + `}`, `[{"position":{},"label":"7"}]`, "7",
				func(e *Editor) any { return e.InlayHints("file:///a", here)[0].Label }},
			{"textDocument/documentColor", `{` + inDocument + `}`, `[{"range":{},"color":{"red":1}}]`, "1",
				func(e *Editor) any { return e.DocumentColors("file:///a")[0].Color.Red }},
			{"textDocument/codeAction", `{"context":{"diagnostics":[]},` + inRange + `,` + inDocument + `}`, `[{"title":"explain"}]`, "explain",
				func(e *Editor) any { return e.CodeActions("file:///a", here)[0].Title }},
			{"textDocument/diagnostic", `{"previousResultId":"1",` + inDocument + `}`, `{"kind":"unchanged","resultId":"2"}`, "2",
				func(e *Editor) any { return e.Diagnostics("file:///a", "1").ResultID }},
			{"workspace/executeCommand", `{"arguments":[],"command":"covls.refresh"}`, `3`, "3",
				func(e *Editor) any { var n int; e.Execute(&n, "covls.refresh"); return n }},
			{"covls/fileCoverage", `{` + inDocument + `}`, goodCoverage, "5",
				func(e *Editor) any { return e.FileCoverage("file:///a").Generation }},
			{"covls/summary", `{"depth":1}`, `{"name":"a","kind":"workspace","summary":{"lines":[1,2]}}`, "a",
				func(e *Editor) any { return e.Summary(map[string]any{"depth": 1}).Name }},
		} {
			e, server := newScripted(t, map[string]string{test.method: test.result})
			e.Initialize(Options{})
			got, _ := json.Marshal(test.ask(e))
			if strings.Trim(string(got), `"`) != test.want {
				t.Errorf("%s: %s, want %s", test.method, got, test.want)
			}
			if want := test.method + " " + test.params; server.last() != want {
				t.Errorf("sent %s\nwant %s", server.last(), want)
			}
			e.Close()
		}
	})
}

func TestInitialize(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, server := newScripted(t, map[string]string{"initialize": `{"capabilities":{"positionEncoding":"utf-8","hoverProvider":true,"inlayHintProvider":false}}`})
		o := Full("/w/a b", "/w/ü")
		o.Settings = map[string]bool{"inlayHints": true}
		o.Change = func(c map[string]any) { c["experimental"].(map[string]any)["more"] = 1 }
		c := e.Initialize(o)
		if c.Encoding() != "utf-8" || !c.Has("hoverProvider") || c.Has("inlayHintProvider") || c.Has("colorProvider") {
			t.Errorf("capabilities %s", c)
		}
		for _, want := range []string{
			`"rootUri":"file:///w/a%20b"`, `"workspaceFolders":[{"name":"a b","uri":"file:///w/a%20b"},{"name":"ü","uri":"file:///w/%C3%BC"}]`,
			`"initializationOptions":{"inlayHints":true}`, `"experimental":{"covls":{"publishCoverage":true},"more":1}`, `"positionEncodings":["utf-8","utf-16"]`,
		} {
			if !strings.Contains(server.first(), want) {
				t.Errorf("initialize lacks %s:\n%s", want, server.first())
			}
		}
		if bare := (ServerCapabilities{}).Encoding(); bare != "utf-16" {
			t.Errorf("without a word the encoding is %s", bare)
		}
		if e.Exit() != 0 {
			t.Error("exit code")
		}
	})
}

// What the server asks for by itself. No bubble: rpc's harness says why.
func TestAnswers(t *testing.T) {
	e, server := newScripted(t, nil)
	o := Full("/w/a")
	o.Settings = map[string]int{"version": 1}
	e.Initialize(o)
	e.Settle(map[string]int{"version": 2})
	e.Answer("test/own", func(params json.RawMessage) (any, error) { return params, nil })
	e.Answer("test/fails", func(json.RawMessage) (any, error) { return nil, errors.New("no") })
	for method, test := range map[string]struct{ params, want string }{
		"workspace/configuration":        {`{"items":[{"section":"covls"},{"section":"go"}]}`, `[{"version":2},null]`},
		"workspace/workspaceFolders":     {`null`, `[{"name":"a","uri":"file:///w/a"}]`},
		"workspace/codeLens/refresh":     {`null`, `null`},
		"client/registerCapability":      {`{"registrations":[]}`, `null`},
		"window/workDoneProgress/create": {`{"token":1}`, `null`},
		"workspace/applyEdit":            {`{"edit":{}}`, `{"applied":true}`},
		"window/showDocument":            {`{"uri":"file:///a"}`, `{"success":true}`},
		"test/own":                       {`[7]`, `[7]`},
		"test/fails":                     {`null`, `code -32603`},
		"test/unknown":                   {`null`, `code -32601`},
	} {
		var got jsonrpc2.RawMessage
		err := server.session.Call(t.Context(), method, raw(test.params), &got)
		var coded *jsonrpc2.Error
		switch {
		case errors.As(err, &coded):
			got = raw(strings.TrimSuffix("code "+string(encode(t, coded.Code)), "\n"))
		case err != nil:
			t.Errorf("%s: %v", method, err)
		case got == nil:
			got = raw("null")
		}
		if string(got) != test.want {
			t.Errorf("%s was answered with %s, want %s", method, got, test.want)
		}
	}
}

func TestExpectations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, server := newScripted(t, nil)
		e.Initialize(Full())
		said := e.Said()
		for _, generation := range []string{"5", "6", "7"} {
			server.session.Publish(generation, "covls/publishCoverage", func() any {
				return raw(strings.Replace(goodCoverage, `"generation":5`, `"generation":`+generation, 1))
			})
		}
		server.session.Publish("", "covls/status", func() any { return raw(goodStatus) })
		f := e.AwaitCoverage("file:///a", func(f FileCoverage) bool { return f.Generation == 7 })
		if newest, ok := e.Published("file:///a"); !ok || newest.Generation != f.Generation {
			t.Errorf("the newest is %+v", newest)
		}
		if _, ok := e.Published("file:///b"); ok {
			t.Error("there is coverage of b")
		}
		if s := e.AwaitStatus("/w", func(s Status) bool { return s.State == "ready" }); s.Reports != 1 || len(e.Statuses()) != 1 {
			t.Errorf("status %+v of %d", s, len(e.Statuses()))
		}
		first := e.Await("coverage", Method("covls/publishCoverage"))
		if !strings.Contains(first.String(), `"generation":5`) {
			t.Errorf("the oldest is %v", first)
		}
		if second := e.AwaitAfter(said+1, "coverage", Method("covls/publishCoverage")); !strings.Contains(second.String(), `"generation":6`) {
			t.Errorf("the one after it is %v", second)
		}
		if n := len(e.Messages(Method("covls/publishCoverage"))); n != 3 {
			t.Errorf("%d publications", n)
		}
	})
}

func TestPushedDiagnostics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, server := newScripted(t, nil)
		e.Initialize(Options{})
		for _, diagnostics := range []string{`[]`, `[{"range":{},"severity":4,"code":"uncovered","source":"covls","message":"not covered"}]`} {
			if err := server.session.Notify(t.Context(), "textDocument/publishDiagnostics", raw(`{"uri":"file:///a","diagnostics":`+diagnostics+`}`)); err != nil {
				t.Fatal(err)
			}
		}
		got := e.AwaitDiagnostics("file:///a", func(d []Diagnostic) bool { return len(d) == 1 })
		if got[0].Code != "uncovered" || got[0].Severity != 4 {
			t.Errorf("%+v", got)
		}
	})
}

func TestCallsEndWithTheConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _ := newScripted(t, nil)
		e.Initialize(Options{})
		during := e.Begin("test/wait", nil)
		e.Close()
		e.Ended()
		if err := during.Wait(nil); !errors.Is(err, ErrEnded) {
			t.Errorf("a call before the end: %v", err)
		}
		if err := e.Expect("77").Wait(nil); !errors.Is(err, ErrEnded) {
			t.Errorf("a call after the end: %v", err)
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _ := newScripted(t, nil)
		e.Initialize(Options{})
		pending := e.Begin("test/wait", nil)
		pending.Cancel()
		var coded *ResponseError
		if err := pending.Wait(nil); !errors.As(err, &coded) || coded.Code != -32800 {
			t.Errorf("cancelled: %v", err)
		}
	})
}

// A test that waits in vain fails after the deadline, and shows what was said.
func TestWaitingEnds(t *testing.T) {
	for name, test := range map[string]struct {
		cut  func(*Editor)
		want string
	}{
		"deadline":   {func(*Editor) {}, "waited " + Deadline.String() + " for a miracle"},
		"connection": {(*Editor).Close, "waiting for a miracle, the connection ended"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &report{TB: t}
				e, server := newScripted(r, nil)
				e.Initialize(Options{})
				if err := server.session.Notify(t.Context(), "window/logMessage", raw(`{"message":"hello"}`)); err != nil {
					t.Fatal(err)
				}
				e.Await("the message", Method("window/logMessage"))
				test.cut(e)
				done := make(chan struct{})
				go func() {
					defer close(done)
					e.Await("a miracle", func(Message) bool { return false })
				}()
				<-done
				if len(r.errors) != 1 || !strings.Contains(r.errors[0], test.want) || !strings.Contains(r.errors[0], "hello") {
					t.Errorf("the test failed with %q", r.errors)
				}
			})
		})
	}
}
