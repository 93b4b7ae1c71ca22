package lsp

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/covls/covls/coverage"
)

// progressKinds gives the kinds of the progress messages since the last time.
func (d *desk) progressKinds() string {
	d.t.Helper()
	var kinds []string
	for _, m := range d.sent("$/progress") {
		var p struct{ Value struct{ Kind string } }
		if err := json.Unmarshal([]byte(m), &p); err != nil {
			d.t.Fatal(err)
		}
		kinds = append(kinds, p.Value.Kind)
	}
	return strings.Join(kinds, " ")
}

func TestProgress(t *testing.T) {
	source := sampleSource()
	workspace := source.workspaces[sampleRoot]
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		say := func(e Event, after time.Duration) {
			workspace.say(e)
			time.Sleep(after)
			synctest.Wait()
		}

		say(Event{Indexing: true}, 299*time.Millisecond)
		say(Event{}, time.Minute)
		if got := d.progressKinds(); got != "" {
			t.Errorf("indexing of 299 ms: %s", got)
		}

		say(Event{Indexing: true, Done: 1, Total: 4, Report: "a.info"}, time.Second)
		if got := d.progressKinds(); got != "begin" {
			t.Errorf("indexing of a second: %s", got)
		}
		for done := 2; done < 4; done++ {
			say(Event{Indexing: true, Done: done, Total: 4, Report: "b.info"}, time.Second)
		}
		say(Event{}, time.Second)
		if got := d.progressKinds(); got != "report report end" {
			t.Errorf("the rest of it: %s", got)
		}

		say(Event{Indexing: true, Report: "c.info"}, time.Second)
		if got := d.progressKinds(); got != "begin" {
			t.Errorf("another run: %s", got)
		}
		d.notify("window/workDoneProgress/cancel", `{"token":"covls/3"}`)
		say(Event{Indexing: true, Report: "d.info"}, time.Second)
		say(Event{}, time.Second)
		if got := d.progressKinds(); got != "end" {
			t.Errorf("cancelled: %s", got)
		}
		if n := everSent(d.editor, "window/workDoneProgress/create"); n != 2 {
			t.Errorf("%d tokens, want 2", n)
		}
	})
}

// A thousand reports in a second are ten messages.
func TestProgressIsPaced(t *testing.T) {
	source := sampleSource()
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		for done := range 1300 {
			source.workspaces[sampleRoot].say(Event{Indexing: true, Done: done, Total: 1300})
			time.Sleep(time.Millisecond)
		}
		if n := strings.Count(d.progressKinds(), "report"); n < 8 || n > 11 {
			t.Errorf("%d reports of progress", n)
		}
	})
}

func TestProgressIsNotForEverybody(t *testing.T) {
	source := sampleSource()
	sit(t, source, func(d *desk) {
		d.initialize(plainClient, "", sampleRoot)
		source.workspaces[sampleRoot].say(Event{Indexing: true})
		d.wait()
		if n := everSent(d.editor, "window/workDoneProgress/create"); n != 0 {
			t.Error("progress for a client that shows none")
		}
	})
}

func TestStatus(t *testing.T) {
	source := newMemorySource(sampleRoot)
	workspace := source.workspaces[sampleRoot]
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		state := func(want string) {
			t.Helper()
			synctest.Wait()
			if got := between(t, d.one(methodStatus), `"state":"`, `"`); got != want {
				t.Errorf("%s, want %s", got, want)
			}
		}
		state("empty")
		workspace.say(Event{Indexing: true})
		state("indexing")
		workspace.put(samplePath, sampleObservations()...)
		state("ready")
		workspace.change(func(s *memorySnapshot) {
			s.problems = []coverage.Problem{{Message: "lcov.info is cut off", Hint: "run the tests again"}}
		})
		state("problem")
		workspace.change(func(*memorySnapshot) {})
		if got := d.sent(methodStatus); len(got) != 0 {
			t.Errorf("nothing changed: %s", got)
		}
	})
	sit(t, source, func(d *desk) {
		d.initialize(plainClient, "", sampleRoot)
		if got := d.sent(methodStatus); len(got) != 0 {
			t.Errorf("a status for a client that does not know covls: %s", got)
		}
	})
}

func TestWatchedFilesAreANudge(t *testing.T) {
	source := sampleSource()
	workspace := source.workspaces[sampleRoot]
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file:///ws/calc/lcov.info","type":2}]}`)
		if workspace.refreshes != 1 {
			t.Errorf("refreshed %d times, want 1", workspace.refreshes)
		}
		d.call("workspace/executeCommand", executing("covls.refresh", "[]"))
		if workspace.refreshes != 2 {
			t.Errorf("refreshed %d times, want 2", workspace.refreshes)
		}
	})
}
