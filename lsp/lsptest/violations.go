package lsptest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// What no editor should have to put up with, in any test: messages that the
// editor did not say it understands, messages before the session has begun, and
// covls' own messages in another shape than the contract's. The contract only
// grows, so a key that it does not name is here until somebody names it.

// violated notes a violation, to be reported when the test ends: what noticed it
// is not the test's goroutine. It wants the lock held.
func (e *Editor) violated(format string, args ...any) {
	e.violations = append(e.violations, fmt.Sprintf(format, args...))
}

func (e *Editor) reportViolations() {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, v := range e.violations {
		e.t.Errorf("the server broke a rule: %s", v)
	}
}

// allowedEarly may be sent before initialize is answered (LSP, "Initialize
// Request"). $/progress is among them for the token that initialize brought.
var allowedEarly = []string{"window/showMessage", "window/logMessage", "telemetry/event", "window/showMessageRequest", "$/progress"}

// checkMessage holds a message against what this editor declared.
func (e *Editor) checkMessage(m Message) {
	if e.options.undeclared {
		return
	}
	if !e.initialized && !slices.Contains(allowedEarly, m.Method) {
		e.violated("%s before initialize was answered", m.Method)
	}
	if declared, ok := e.options.declares(m.Method); ok && !declared {
		e.violated("%s to an editor that does not declare support for it", m.Method)
	}
}

// checkCoverage holds a FileCoverage against the contract.
func (e *Editor) checkCoverage(f FileCoverage) {
	if f.Data == nil || f.Flags == nil || f.Gates == nil {
		e.violated("covls/publishCoverage with null for an array: data %v, flags %v, gates %v", f.Data, f.Flags, f.Gates)
	}
	if len(f.Data)%numbersPerLine != 0 {
		e.violated("covls/publishCoverage with %d numbers of data", len(f.Data))
	}
	if before, ok := e.coverage[f.URI]; ok && f.Generation < before.Generation {
		e.violated("the generation of %s fell from %d to %d", f.URI, before.Generation, f.Generation)
	}
	last := -1
	for _, l := range f.Lines() {
		switch {
		case l.Number <= last:
			e.violated("%s: line %d after line %d", f.URI, l.Number, last)
		case l.State < Covered || l.State > Excluded:
			e.violated("%s: line %d has the state %d", f.URI, l.Number, l.State)
		case l.Hits > 1<<53-1:
			e.violated("%s: line %d has %d hits, which JavaScript cannot count", f.URI, l.Number, l.Hits)
		case l.Taken > l.Total:
			e.violated("%s: line %d has %d of %d branches taken", f.URI, l.Number, l.Taken, l.Total)
		}
		last = l.Number
	}
}

// decodeStrictly reads the parameters of a message of the contract: nothing
// that it names may be missing, and nothing that it does not name be there.
func decodeStrictly[T any](e *Editor, m Message) (v T, ok bool) {
	if err := strictly(m.Params, &v); err != nil {
		e.violated("%s: %v", m.Method, err)
		return v, false
	}
	return v, true
}

func strictly(raw json.RawMessage, v any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(raw, &keys); err != nil {
		return err
	}
	t := reflect.TypeOf(v).Elem()
	for i := range t.NumField() {
		name, option, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		if _, there := keys[name]; !there && option != "omitempty" {
			return fmt.Errorf("%s is missing", name)
		}
	}
	return nil
}
