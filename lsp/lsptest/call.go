package lsptest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// ErrEnded is what a call returns when the connection ended before its answer.
var ErrEnded = errors.New("the connection ended before the answer")

// A Pending is a call that has been sent.
type Pending struct {
	ID     int
	editor *Editor
	answer chan envelope
	method string
}

// Begin sends a call and does not wait. Nil params are left out.
func (e *Editor) Begin(method string, params any) *Pending {
	e.t.Helper()
	e.mu.Lock()
	e.lastID++
	id := e.lastID
	if method == "initialize" {
		e.initializeID = id
	}
	e.mu.Unlock()
	answer := e.expect(strconv.Itoa(id))
	e.Send(string(encode(e.t, envelope{Version: "2.0", ID: []byte(strconv.Itoa(id)), Method: method, Params: rawParams(e, params)})))
	return &Pending{id, e, answer, method}
}

// Expect gives the answer to a call that the test sends itself, with this id as
// it stands in JSON.
func (e *Editor) Expect(id string) *Pending {
	return &Pending{editor: e, answer: e.expect(id), method: "the call " + id}
}

func (e *Editor) expect(id string) chan envelope {
	answer := make(chan envelope, 1)
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ended != nil {
		close(answer)
		return answer
	}
	e.pending[id] = answer
	return answer
}

// answered delivers an answer to whoever asked.
func (e *Editor) answered(m envelope) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.initializeID != 0 && string(m.ID) == strconv.Itoa(e.initializeID) {
		e.initialized = true
	}
	if answer, ok := e.pending[string(m.ID)]; ok {
		delete(e.pending, string(m.ID))
		answer <- m
		return
	}
	e.violated("an answer to a call that nobody made: id %s, error %v", m.ID, m.Error)
}

// Cancel tells the server that nobody waits for the answer any more.
func (p *Pending) Cancel() {
	p.editor.t.Helper()
	p.editor.Notify("$/cancelRequest", map[string]int{"id": p.ID})
}

// Wait waits for the answer. The error is a *ResponseError if the server
// answered with one, or ErrEnded; without an answer in time the test fails.
func (p *Pending) Wait(result any) error {
	p.editor.t.Helper()
	late := time.NewTimer(Deadline)
	defer late.Stop()
	select {
	case m, ok := <-p.answer:
		switch {
		case !ok:
			return fmt.Errorf("%s: %w", p.method, ErrEnded)
		case m.Error != nil:
			return m.Error
		case result != nil:
			return json.Unmarshal(m.Result, result)
		}
		return nil
	case <-late.C:
		p.editor.fatalf("no answer to %s within %v", p.method, Deadline)
		return nil
	}
}

// Call sends a call and waits for its answer: see Pending.Wait.
func (e *Editor) Call(method string, params, result any) error {
	e.t.Helper()
	return e.Begin(method, params).Wait(result)
}

// Notify sends a notification.
func (e *Editor) Notify(method string, params any) {
	e.t.Helper()
	e.Send(string(encode(e.t, envelope{Version: "2.0", Method: method, Params: rawParams(e, params)})))
}

// must is Call for methods whose failure is the test's.
func (e *Editor) must(method string, params, result any) {
	e.t.Helper()
	if err := e.Call(method, params, result); err != nil {
		e.fatalf("%s: %v", method, err)
	}
}

func rawParams(e *Editor, params any) json.RawMessage {
	if params == nil {
		return nil
	}
	return encode(e.t, params)
}

func encode(t interface{ Fatalf(string, ...any) }, v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatalf("encoding %T: %v", v, err)
	}
	return raw
}
