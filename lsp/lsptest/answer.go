package lsptest

import (
	"encoding/json"
	"errors"
	"strings"
)

// What the editor answers when the server asks. A test that wants another
// answer sets its own.

// An Answer answers a call from the server. A *ResponseError is sent as it is;
// ErrSilent leaves the server without an answer.
type Answer func(params json.RawMessage) (any, error)

// ErrSilent is what an Answer returns to be an editor that does not answer.
var ErrSilent = errors.New("no answer")

// Answer has calls to method answered by a.
func (e *Editor) Answer(method string, a Answer) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answers[method] = a
}

func (e *Editor) reply(m Message) {
	e.mu.Lock()
	answer, ok := e.answers[m.Method]
	e.mu.Unlock()
	if !ok {
		answer = func(params json.RawMessage) (any, error) { return e.standardAnswer(m.Method, params) }
	}
	result, err := answer(m.Params)
	if errors.Is(err, ErrSilent) {
		return
	}
	out := envelope{Version: "2.0", ID: m.ID}
	if err == nil {
		out.Result, err = json.Marshal(result)
	}
	if err != nil && !errors.As(err, &out.Error) {
		out.Error = &ResponseError{Code: -32603, Message: err.Error()}
	}
	if body, err := json.Marshal(out); err == nil {
		_ = e.write(body) // a server that is gone needs no answer
	}
}

func (e *Editor) standardAnswer(method string, params json.RawMessage) (any, error) {
	switch method {
	case "workspace/configuration":
		return e.configuration(params)
	case "workspace/workspaceFolders":
		e.mu.Lock()
		defer e.mu.Unlock()
		return folders(e.options.Folders), nil
	case "workspace/applyEdit":
		return map[string]bool{"applied": true}, nil
	case "window/showDocument":
		return map[string]bool{"success": true}, nil
	case "client/registerCapability", "client/unregisterCapability",
		"window/workDoneProgress/create", "window/showMessageRequest":
		return nil, nil
	}
	if strings.HasPrefix(method, "workspace/") && strings.HasSuffix(method, "/refresh") {
		return nil, nil
	}
	return nil, &ResponseError{Code: -32601, Message: "this editor does not know " + method}
}

// configuration answers with the settings for the section covls and null for others.
func (e *Editor) configuration(params json.RawMessage) (any, error) {
	var p struct {
		Items []struct {
			Section string `json:"section"`
		} `json:"items"`
	}
	if err := json.Unmarshal(params, &p); err != nil {
		return nil, &ResponseError{Code: -32602, Message: err.Error()}
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	sections := make([]any, len(p.Items))
	for i, item := range p.Items {
		if item.Section == "covls" {
			sections[i] = e.options.Settings
		}
	}
	return sections, nil
}
