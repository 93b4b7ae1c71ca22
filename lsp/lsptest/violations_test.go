package lsptest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
)

const (
	goodCoverage = `{"uri":"file:///a","version":1,"generation":5,"data":[0,1,7,0,0],"summary":{"lines":[1,1],"branches":null,"functions":null,"statements":null},"flags":[],"gates":[]}`
	goodStatus   = `{"workspace":"/w","state":"ready","reports":1,"files":1,"summary":{"lines":[1,1],"branches":null,"functions":null,"statements":null},"flags":[],"gates":[],"problems":[]}`
)

func TestViolations(t *testing.T) {
	coverage := func(old, new string) string {
		return "covls/publishCoverage " + strings.Replace(goodCoverage, old, new, 1)
	}
	for _, test := range []struct {
		name    string
		options Options
		said    string // method params, one message a line
		want    string // part of the violation; "" for none
	}{
		{"coverage", Full(), coverage("", ""), ""},
		{"status", Full(), "covls/status " + goodStatus, ""},
		{"empty data", Full(), coverage("[0,1,7,0,0]", "[]"), ""},
		{"no version", Full(), coverage(`"version":1`, `"version":null`), ""},
		{"not declared", Options{}, coverage("", ""), "does not declare"},
		{"status not declared", Options{}, "covls/status " + goodStatus, "does not declare"},
		{"missing key", Full(), coverage(`,"gates":[]`, ""), "gates is missing"},
		{"missing nullable", Full(), coverage(`"version":1,`, ""), "version is missing"},
		{"unknown key", Full(), coverage(`"gates":[]`, `"gates":[],"extra":1`), "extra"},
		{"unknown key inside", Full(), coverage(`"lines":[1,1]`, `"lines":[1,1],"extra":1`), "extra"},
		{"null data", Full(), coverage("[0,1,7,0,0]", "null"), "null for an array"},
		{"null flags", Full(), coverage(`"flags":[]`, `"flags":null`), "null for an array"},
		{"odd data", Full(), coverage("[0,1,7,0,0]", "[0,1,7,0]"), "4 numbers"},
		{"negative data", Full(), coverage("[0,1,7,0,0]", "[-1,1,7,0,0]"), "cannot unmarshal"},
		{"same line twice", Full(), coverage("[0,1,7,0,0]", "[2,1,7,0,0,0,1,7,0,0]"), "line 2 after line 2"},
		{"state 0", Full(), coverage("[0,1,7,0,0]", "[0,0,7,0,0]"), "state 0"},
		{"state 6", Full(), coverage("[0,1,7,0,0]", "[0,6,7,0,0]"), "state 6"},
		{"too many hits", Full(), coverage("[0,1,7,0,0]", "[0,1,9007199254740992,0,0]"), "JavaScript"},
		{"branches", Full(), coverage("[0,1,7,0,0]", "[0,1,7,3,2]"), "3 of 2"},
		{"falling generation", Full(), coverage("", "") + "\n" + coverage(`"generation":5`, `"generation":4`), "fell from 5 to 4"},
		{"diagnostics pushed and pulled", Full(), `textDocument/publishDiagnostics {"uri":"file:///a","diagnostics":[]}`, "does not declare"},
		{"diagnostics pushed", Options{}, `textDocument/publishDiagnostics {"uri":"file:///a","diagnostics":[]}`, ""},
		{"diagnostics of another shape", Options{}, `textDocument/publishDiagnostics []`, "publishDiagnostics"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, _ := newScripted(t, nil)
				e.Initialize(test.options)
				said := 0
				for message := range strings.Lines(test.said) {
					method, params, _ := strings.Cut(message, " ")
					e.Send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"test/say","params":{"method":%q,"params":%s}}`, method, params))
					said++
				}
				e.Await("the last message", func(Message) bool { return len(e.messages) == said })
				got := strings.Join(e.violations, "; ")
				if !strings.Contains(got, test.want) || (got == "") != (test.want == "") {
					t.Errorf("violations %q, want %q", got, test.want)
				}
				e.violations = nil
			})
		})
	}
}

func TestDeclared(t *testing.T) {
	methods := []string{
		"workspace/codeLens/refresh", "workspace/diagnostic/refresh", "workspace/inlayHint/refresh", "workspace/configuration",
		"workspace/workspaceFolders", "window/workDoneProgress/create", "client/registerCapability",
	}
	for _, method := range methods {
		for _, o := range []Options{{}, Full()} {
			e := &Editor{options: o, initialized: true}
			e.checkMessage(Message{Method: method})
			if allowed := len(e.violations) == 0; allowed != o.PublishCoverage {
				t.Errorf("%s: allowed %v with %+v", method, allowed, o)
			}
		}
	}
	e := &Editor{options: Full()}
	for _, method := range []string{"window/logMessage", "covls/status"} {
		e.checkMessage(Message{Method: method})
	}
	if got := strings.Join(e.violations, "; "); got != "covls/status before initialize was answered" {
		t.Errorf("before initialize: %s", got)
	}
}

// report is a test whose failures are collected.
type report struct {
	testing.TB
	errors []string
}

func (r *report) Errorf(format string, args ...any) {
	r.errors = append(r.errors, fmt.Sprintf(format, args...))
}

// Fatalf ends the goroutine, as testing does.
func (r *report) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func TestViolationsFailTheTest(t *testing.T) {
	r := &report{TB: t}
	e := &Editor{t: r}
	e.violated("%d lines", 3)
	e.reportViolations()
	if len(r.errors) != 1 || !strings.Contains(r.errors[0], "3 lines") {
		t.Errorf("reported %q", r.errors)
	}
}
