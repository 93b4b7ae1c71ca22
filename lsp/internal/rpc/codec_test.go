package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The unions of LSP pass in both directions.
func TestUnionsPass(t *testing.T) {
	h := fake{call: func(_ context.Context, _ string, params Params) (Work, error) {
		var p protocol.CodeActionParams
		if err := params.Decode(&p); err != nil {
			return nil, err
		}
		message, ok := p.Context.Diagnostics[0].Message.(protocol.String)
		if !ok {
			return nil, errors.New("the message is no string")
		}
		return gives(&protocol.Hover{Contents: &protocol.MarkupContent{Kind: "markdown", Value: string(message)}}), nil
	}}
	s := initialized(t, h, Options{})
	const params = `{"textDocument":{"uri":"file:///a"},"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},
		"context":{"diagnostics":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"message":"<b>"}]}}`
	var result json.RawMessage
	if err := s.Call("test/echo", json.RawMessage(params), &result); err != nil {
		t.Fatal(err)
	}
	if want := `{"contents":{"kind":"markdown","value":"<b>"}}`; string(result) != want {
		t.Errorf("%s, want %s", result, want)
	}
}

func TestResults(t *testing.T) {
	for want, result := range map[string]any{
		"null":           nil,
		`{"raw":[1.50]}`: jsonrpc2.RawMessage(`{"raw":[1.50]}`),
		`[]`:             []protocol.CodeLens(nil),
		`{"n":[],"p":null}`: struct {
			N []int `json:"n"`
			P *int  `json:"p"`
		}{},
	} {
		s := initialized(t, calling(map[string]Work{"test/result": gives(result)}), Options{})
		var got json.RawMessage
		if err := s.Call("test/result", nil, &got); err != nil || string(got) != want {
			t.Errorf("%#v went out as %s, %v; want %s", result, got, err, want)
		}
	}
	s := initialized(t, calling(map[string]Work{"test/odd": gives(func() {})}), Options{})
	if code := codeOf(s.Call("test/odd", nil, nil)); code != -32603 {
		t.Errorf("a result that cannot be encoded: code %d", code)
	}
	var nothing *protocol.Hover
	s = initialized(t, calling(map[string]Work{"test/nil": gives(nothing)}), Options{})
	var got json.RawMessage
	if err := s.Call("test/nil", nil, &got); err != nil || string(got) != "null" {
		t.Errorf("a nil hover went out as %s, %v", got, err)
	}
}

func TestRawMessagesAreCopied(t *testing.T) {
	data := []byte(`[1]`)
	var raw jsonrpc2.RawMessage
	if err := (codec{}).Unmarshal(data, &raw); err != nil {
		t.Fatal(err)
	}
	data[1] = '2'
	if string(raw) != "[1]" {
		t.Errorf("the copy became %s", raw)
	}
}

// What go.lsp.dev does today that the server's methods work around. When one of
// these fails after an upgrade, that workaround may go.
func TestProtocolTraps(t *testing.T) {
	encoded := func(v any) string {
		raw, err := protocol.Marshal(v)
		if err != nil {
			return "error"
		}
		return string(raw)
	}
	t.Run("a duration is an error", func(t *testing.T) {
		if got := encoded(struct{ D time.Duration }{time.Second}); got != "error" {
			t.Error(got)
		}
	})
	t.Run("a raw message inside a struct is base64", func(t *testing.T) {
		if got := encoded(struct{ R jsonrpc2.RawMessage }{jsonrpc2.RawMessage("{}")}); strings.Contains(got, "{}") {
			t.Error(got)
		}
		if got := encoded(struct{ R protocol.LSPAny }{protocol.LSPAny("{}")}); got != `{"R":{}}` {
			t.Error(got)
		}
	})
	t.Run("names are case-sensitive", func(t *testing.T) {
		var v struct {
			Name int `json:"name"`
		}
		if err := protocol.Unmarshal([]byte(`{"NAME":1}`), &v); err != nil || v.Name != 0 {
			t.Error(v, err)
		}
	})
	t.Run("zero unions are null", func(t *testing.T) {
		if got := encoded(protocol.Diagnostic{}); !strings.Contains(got, `"message":null`) {
			t.Error(got)
		}
		if got := encoded(protocol.RelatedFullDocumentDiagnosticReport{}); !strings.Contains(got, `"kind":""`) {
			t.Error(got)
		}
	})
	t.Run("a full change with a null range looks like an insertion at the top", func(t *testing.T) {
		var p protocol.DidChangeTextDocumentParams
		err := protocol.Unmarshal([]byte(`{"textDocument":{"uri":"file:///a","version":2},"contentChanges":[{"range":null,"text":"x"}]}`), &p)
		if err != nil {
			t.Fatal(err)
		}
		if _, partial := p.ContentChanges[0].(*protocol.TextDocumentContentChangePartial); !partial {
			t.Errorf("%T", p.ContentChanges[0])
		}
	})
	t.Run("null for a required scalar is an error", func(t *testing.T) {
		var p protocol.DidChangeTextDocumentParams
		if err := Params(`{"textDocument":{"uri":"file:///a","version":null},"contentChanges":[]}`).Decode(&p); !errors.Is(err, ErrInvalidParams) {
			t.Error(err)
		}
	})
}

func TestURITraps(t *testing.T) {
	if u, err := uri.Parse(""); err != nil || u != "file:///" {
		t.Errorf("the empty URI is %q, %v", u, err)
	}
	u, err := uri.Parse("git:/a.go")
	if err != nil || u.IsFile() || u.FsPath() == "" {
		t.Errorf("git:/a.go is the file %q, %v", u.FsPath(), err)
	}
}

func TestParams(t *testing.T) {
	for raw, present := range map[string]bool{"": false, "{}": true, "0": true} {
		if Params(raw).Present() != present {
			t.Errorf("%q is present: %v", raw, !present)
		}
	}
	var v struct{ A int }
	for _, raw := range []string{"", "[", "[]", `{"A":"x"}`} {
		if err := Params(raw).Decode(&v); !errors.Is(err, ErrInvalidParams) {
			t.Errorf("%q: %v", raw, err)
		}
	}
}
