package lsptest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"testing"
	"time"
)

// Deadline is how long an Editor waits for anything. It is long: a machine under
// load is no reason to fail, and a test that passes never waits for it.
var Deadline = 30 * time.Second

// An Editor is one end of a session. What it waits for is spelled out by the
// methods; all of them may be used before Initialize, which is how a test plays
// an editor that does not know the rules.
type Editor struct {
	t       testing.TB
	conn    io.ReadWriteCloser
	process *process // nil when the server is in this process

	writing sync.Mutex // one frame at a time

	mu         sync.Mutex
	lastID     int
	pending    map[string]chan envelope // calls without an answer, by id
	messages   []Message                // everything the server said on its own
	changed    chan struct{}            // closed at the next message, then replaced
	answers    map[string]Answer
	coverage   map[string]FileCoverage // the newest of each file
	status     map[string]Status       // the newest of each workspace
	pushed     map[string][]Diagnostic // the newest of each file
	violations []string
	ended      error // why reading ended; nil while it goes on

	options      Options
	initializeID int // the call's, once it is made
	initialized  bool
	capabilities ServerCapabilities

	documents map[string]*document // by URI; the test's goroutine's own
}

// New gives an editor whose server is at the other end of conn. It closes conn
// when the test ends.
func New(t testing.TB, conn io.ReadWriteCloser) *Editor {
	e := &Editor{
		t:         t,
		conn:      conn,
		pending:   map[string]chan envelope{},
		changed:   make(chan struct{}),
		answers:   map[string]Answer{},
		coverage:  map[string]FileCoverage{},
		status:    map[string]Status{},
		pushed:    map[string][]Diagnostic{},
		options:   Options{undeclared: true},
		documents: map[string]*document{},
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		e.read(bufio.NewReader(conn))
	}()
	t.Cleanup(func() {
		_ = conn.Close()
		<-read
		e.reportViolations()
	})
	return e
}

// Close drops the connection, as an editor does that crashes.
func (e *Editor) Close() { _ = e.conn.Close() }

// Ended waits until the server closed the connection.
func (e *Editor) Ended() {
	e.t.Helper()
	e.await("the server to close the connection", func() bool { return e.ended != nil })
}

// Send writes body as one frame, whatever it is.
func (e *Editor) Send(body string) {
	e.t.Helper()
	if err := e.write([]byte(body)); err != nil {
		e.t.Fatalf("writing %.100s: %v", body, err)
	}
}

// SendRaw writes bytes as they are.
func (e *Editor) SendRaw(raw string) error {
	e.writing.Lock()
	defer e.writing.Unlock()
	_, err := io.WriteString(e.conn, raw)
	return err
}

func (e *Editor) write(body []byte) error { return e.SendRaw(string(frame(body))) }

func (e *Editor) read(r *bufio.Reader) {
	for {
		body, err := readFrame(r)
		if err == nil {
			err = e.received(body)
		}
		if err != nil {
			e.update(func() {
				e.ended = err
				for id, answer := range e.pending {
					close(answer)
					delete(e.pending, id)
				}
			})
			return
		}
	}
}

var errNotObject = errors.New("the server sent what is no JSON object")

// received sorts one message, or the answers to a batch, into the editor's memory.
func (e *Editor) received(body []byte) error {
	var batch []envelope
	if len(body) > 0 && body[0] == '[' {
		if err := json.Unmarshal(body, &batch); err != nil {
			return errNotObject
		}
	} else {
		batch = make([]envelope, 1)
		if err := json.Unmarshal(body, &batch[0]); err != nil {
			return errNotObject
		}
	}
	for _, m := range batch {
		if m.Method == "" {
			e.answered(m)
			continue
		}
		message := Message{Method: m.Method, Params: m.Params, ID: m.ID}
		e.update(func() {
			e.messages = append(e.messages, message)
			e.remember(message)
		})
		if m.ID != nil {
			go e.reply(message) // the server may want to be read before it reads
		}
	}
	return nil
}

// update changes the memory and wakes whoever waits for it.
func (e *Editor) update(change func()) {
	e.mu.Lock()
	defer e.mu.Unlock()
	change()
	close(e.changed)
	e.changed = make(chan struct{})
}

// remember wants the lock held.
func (e *Editor) remember(m Message) {
	e.checkMessage(m)
	switch m.Method {
	case "covls/publishCoverage":
		if f, ok := decodeStrictly[FileCoverage](e, m); ok {
			e.checkCoverage(f)
			e.coverage[f.URI] = f
		}
	case "covls/status":
		if s, ok := decodeStrictly[Status](e, m); ok {
			e.status[s.Workspace] = s
		}
	case "textDocument/publishDiagnostics":
		var p struct {
			URI         string       `json:"uri"`
			Diagnostics []Diagnostic `json:"diagnostics"`
		}
		if err := m.Decode(&p); err != nil {
			e.violated("%s: %v", m.Method, err)
			return
		}
		e.pushed[p.URI] = p.Diagnostics
	}
}
