package lsp

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// An editor without a wire: messages go through the same encoding and the same
// handlers, in a bubble of synctest, where time stands still until everybody
// waits. So "nothing was sent" is a fact and not a timeout. What the wire adds
// is tested in serve_test.go.

var update = flag.Bool("update", false, "write the golden files")

// A message is one that the server sent.
type message struct {
	kind   string // notify, publish or call
	method string
	params string // JSON
}

type fakeEditor struct {
	ctx context.Context
	// answer gives the results of the server's calls; nil answers null.
	answer func(method string) (any, error)

	mu  sync.Mutex
	log []message
}

func (e *fakeEditor) Context() context.Context { return e.ctx }

func (e *fakeEditor) add(kind, method string, params any) {
	raw, err := protocol.Marshal(params)
	if err != nil {
		panic(err)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.log = append(e.log, message{kind, method, string(raw)})
}

func (e *fakeEditor) Notify(_ context.Context, method string, params any) error {
	e.add("notify", method, params)
	return nil
}

func (e *fakeEditor) Publish(_, method string, params func() any) { e.add("publish", method, params()) }

func (e *fakeEditor) Call(ctx context.Context, method string, params, result any) error {
	e.add("call", method, params)
	if e.answer == nil {
		return ctx.Err()
	}
	value, err := e.answer(method)
	if err != nil || result == nil {
		return err
	}
	raw, err := protocol.Marshal(value)
	if err != nil {
		return err
	}
	return protocol.Unmarshal(raw, result)
}

// A desk is an editor at a server.
type desk struct {
	t      *testing.T
	s      *session
	editor *fakeEditor
	source *memorySource
	read   int // messages taken so far
}

// covlsClient and plainClient are the two kinds of clients there are.
const (
	covlsClient = `"general":{"positionEncodings":["utf-8","utf-16"]},
		"textDocument":{"hover":{"contentFormat":["markdown","plaintext"]},"codeAction":{"codeActionLiteralSupport":{}},"diagnostic":{}},
		"workspace":{"workspaceEdit":{"documentChanges":true},"codeLens":{"refreshSupport":true},"inlayHint":{"refreshSupport":true},"diagnostics":{"refreshSupport":true}},
		"window":{"workDoneProgress":true},
		"experimental":{"covls":{"publishCoverage":true}}`
	plainClient = `"textDocument":{"codeAction":{"codeActionLiteralSupport":{}}},"window":{"showDocument":{"support":true}}`
)

// sit runs a test in a bubble, at a desk with an uninitialized server.
func sit(t *testing.T, source *memorySource, f func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		editor := &fakeEditor{ctx: ctx}
		s := newSession(NewServer(source, Options{Version: "1.2.3"}), editor)
		f(&desk{t: t, s: s, editor: editor, source: source})
		cancel()
		s.close()
		if source.open != 0 {
			t.Errorf("%d workspaces are still open", source.open)
		}
	})
}

// initialize says hello with the capabilities' JSON, options as JSON or "".
func (d *desk) initialize(capabilities, options string, folders ...string) string {
	d.t.Helper()
	if options == "" {
		options = "null"
	}
	var list []string
	for _, f := range folders {
		list = append(list, fmt.Sprintf(`{"uri":"file://%s","name":%q}`, f, filepath.Base(f)))
	}
	result := d.call("initialize", fmt.Sprintf(
		`{"processId":null,"trace":null,"rootUri":null,"workspaceFolders":[%s],"initializationOptions":%s,"capabilities":{%s}}`,
		strings.Join(list, ","), options, capabilities))
	d.notify("initialized", `{}`)
	synctest.Wait()
	return result
}

func (d *desk) notify(method, params string) {
	d.t.Helper()
	if err := d.s.Notify(d.t.Context(), method, rpc.Params(params)); err != nil {
		d.t.Errorf("%s: %v", method, err)
	}
	synctest.Wait()
}

// call gives the result's JSON.
func (d *desk) call(method, params string) string {
	d.t.Helper()
	result, err := d.tryCall(method, params)
	if err != nil {
		d.t.Fatalf("%s: %v", method, err)
	}
	return result
}

func (d *desk) tryCall(method, params string) (string, error) {
	work, err := d.s.Call(d.t.Context(), method, rpc.Params(params))
	if err != nil {
		return "", err
	}
	result, err := work(d.t.Context())
	if err != nil {
		return "", err
	}
	raw, err := protocol.Marshal(result)
	synctest.Wait()
	return string(raw), err
}

// open, change and close are what an editor does to a document. wait lets the
// publisher's delay pass.
func (d *desk) open(uri, text string) {
	d.t.Helper()
	d.notify("textDocument/didOpen", fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"go","version":1,"text":%s}}`, uri, quote(text)))
}

// edit replaces a range of one line.
func (d *desk) edit(uri string, version, line, from, to int, text string) {
	d.t.Helper()
	d.notify("textDocument/didChange", fmt.Sprintf(
		`{"textDocument":{"uri":%q,"version":%d},"contentChanges":[{"range":{"start":{"line":%d,"character":%d},"end":{"line":%d,"character":%d}},"text":%s}]}`,
		uri, version, line, from, line, to, quote(text)))
	d.wait()
}

func (d *desk) close(uri string) {
	d.t.Helper()
	d.notify("textDocument/didClose", on(uri))
}

func (d *desk) wait() {
	time.Sleep(time.Second)
	synctest.Wait()
}

// on gives the parameters of a call about a document.
func on(uri string) string { return fmt.Sprintf(`{"textDocument":{"uri":%q}}`, uri) }

func at(uri string, line, character int) string {
	return fmt.Sprintf(`{"textDocument":{"uri":%q},"position":{"line":%d,"character":%d}}`, uri, line, character)
}

func executing(name, arguments string) string {
	return fmt.Sprintf(`{"command":%q,"arguments":%s}`, name, arguments)
}

// sent gives what the server sent since the last time, of one method.
func (d *desk) sent(method string) []string {
	d.editor.mu.Lock()
	defer d.editor.mu.Unlock()
	var out []string
	for _, m := range d.editor.log[d.read:] {
		if m.method == method {
			out = append(out, m.params)
		}
	}
	d.read = len(d.editor.log)
	return out
}

// one is the only message of a method since the last time.
func (d *desk) one(method string) string {
	d.t.Helper()
	got := d.sent(method)
	if len(got) != 1 {
		d.t.Fatalf("%d messages %s, want 1: %s", len(got), method, strings.Join(got, "\n"))
	}
	return got[0]
}

func quote(s string) string {
	raw, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// lines decodes the data of a FileCoverage: "1:covered×7 2:partial×3(1/2)".
func lines(t *testing.T, params string) string {
	t.Helper()
	var c struct{ Data []uint64 }
	if err := json.Unmarshal([]byte(params), &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Data)%5 != 0 {
		t.Fatalf("%d numbers", len(c.Data))
	}
	var out []string
	for line, data := uint64(0), c.Data; len(data) > 0; data = data[5:] {
		line += data[0]
		s := fmt.Sprintf("%d:%s", line+1, coverage.State(data[1]&15))
		if data[1]&^15 != 0 {
			s += fmt.Sprintf("+%d", data[1]&^15)
		}
		if data[2] > 0 {
			s += fmt.Sprintf("×%d", data[2])
		}
		if data[4] > 0 {
			s += fmt.Sprintf("(%d/%d)", data[3], data[4])
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// golden compares JSON with testdata/name.golden, one value a line.
func golden(t *testing.T, name, got string) {
	t.Helper()
	var b bytes.Buffer
	if err := json.Indent(&b, []byte(got), "", "  "); err != nil {
		t.Fatalf("%s: %v: %s", name, err, got)
	}
	b.WriteByte('\n')
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if got := b.String(); got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", file, got, want)
	}
}
