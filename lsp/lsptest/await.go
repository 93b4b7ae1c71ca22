package lsptest

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Expectations. They look at what came already and then wait for what comes.

// Await waits for a message that matches, the oldest first, and returns it.
// what names it where the test fails.
func (e *Editor) Await(what string, match func(Message) bool) Message {
	e.t.Helper()
	return e.AwaitAfter(0, what, match)
}

// AwaitAfter is Await that does not look at the first n messages: what Said
// returned before the test did something.
func (e *Editor) AwaitAfter(n int, what string, match func(Message) bool) Message {
	e.t.Helper()
	var found Message
	e.await(what, func() bool {
		for ; n < len(e.messages); n++ {
			if match(e.messages[n]) {
				found = e.messages[n]
				return true
			}
		}
		return false
	})
	return found
}

// Method matches messages by method, for Await.
func Method(method string) func(Message) bool {
	return func(m Message) bool { return m.Method == method }
}

// Said is how many messages the server has sent on its own.
func (e *Editor) Said() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.messages)
}

// Messages are the messages that match, oldest first.
func (e *Editor) Messages(match func(Message) bool) []Message {
	e.mu.Lock()
	defer e.mu.Unlock()
	var found []Message
	for _, m := range e.messages {
		if match(m) {
			found = append(found, m)
		}
	}
	return found
}

// AwaitCoverage waits until the newest coverage published for a file matches,
// and returns it.
func (e *Editor) AwaitCoverage(uri string, match func(FileCoverage) bool) FileCoverage {
	e.t.Helper()
	return awaitNewest(e, "coverage of "+uri, e.coverage, uri, match)
}

// AwaitStatus waits until the newest status of a workspace matches, and returns
// it. The workspace is named as the server names it.
func (e *Editor) AwaitStatus(workspace string, match func(Status) bool) Status {
	e.t.Helper()
	return awaitNewest(e, "status of "+workspace, e.status, workspace, match)
}

// AwaitDiagnostics waits until the diagnostics pushed for a file match, and
// returns them.
func (e *Editor) AwaitDiagnostics(uri string, match func([]Diagnostic) bool) []Diagnostic {
	e.t.Helper()
	return awaitNewest(e, "diagnostics of "+uri, e.pushed, uri, match)
}

// Published is the newest coverage of a file; false when there was none.
func (e *Editor) Published(uri string) (FileCoverage, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	f, ok := e.coverage[uri]
	return f, ok
}

// Statuses are the newest status of every workspace.
func (e *Editor) Statuses() []Status {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []Status
	for _, s := range e.status {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b Status) int { return strings.Compare(a.Workspace, b.Workspace) })
	return all
}

func awaitNewest[V any](e *Editor, what string, newest map[string]V, key string, match func(V) bool) V {
	e.t.Helper()
	var found V
	e.await(what, func() bool {
		v, ok := newest[key]
		found = v
		return ok && match(v)
	})
	return found
}

// await waits until met, which is called with the lock held.
func (e *Editor) await(what string, met func() bool) {
	e.t.Helper()
	late := time.NewTimer(Deadline)
	defer late.Stop()
	for {
		e.mu.Lock()
		ok, changed, ended := met(), e.changed, e.ended
		e.mu.Unlock()
		if ok {
			return
		}
		if ended != nil {
			e.fatalf("waiting for %s, the connection ended: %v", what, ended)
		}
		select {
		case <-changed:
		case <-late.C:
			e.fatalf("waited %v for %s", Deadline, what)
		}
	}
}

// shown is how many of the last messages a failing test prints.
const shown = 12

// fatalf ends the test and says what the server said last.
func (e *Editor) fatalf(format string, args ...any) {
	e.t.Helper()
	e.mu.Lock()
	var said strings.Builder
	for _, m := range e.messages[max(0, len(e.messages)-shown):] {
		fmt.Fprintf(&said, "\n\t%v", m)
	}
	e.mu.Unlock()
	if e.process != nil {
		fmt.Fprintf(&said, "\nand wrote to stderr:\n%s", e.process.stderr.String())
	}
	e.t.Fatalf("%s\nthe server said last:%s", fmt.Sprintf(format, args...), said.String())
}
