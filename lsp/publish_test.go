package lsp

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/covls/covls/coverage"
)

func TestPublishFollowsTheText(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("opened: %s, want %s", got, sampleLines)
		}

		d.edit(sampleURI, 2, 4, 4, 5, "m")
		published := d.one(methodPublishCoverage)
		if got := lines(t, published); got != sampleUnknown {
			t.Errorf("edited: %s, want %s", got, sampleUnknown)
		}
		var c struct {
			Version int
			Summary struct{ Lines [2]int }
		}
		if err := json.Unmarshal([]byte(published), &c); err != nil || c.Version != 2 || c.Summary.Lines != [2]int{} {
			t.Errorf("edited: %s (%v)", published, err)
		}

		d.edit(sampleURI, 3, 4, 4, 5, "x")
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("another edit of the same line changes nothing, got %s", got)
		}

		d.edit(sampleURI, 4, 4, 4, 5, "n")
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("undone: %s, want %s", got, sampleLines)
		}
	})
}

// An editor moves its marks with the text; the same numbers are not the same
// marks then, and have to be sent again.
func TestPublishAfterMovedLines(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText+"// end")
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleUnknown {
			t.Fatalf("%s, want %s", got, sampleUnknown)
		}
		d.edit(sampleURI, 2, 0, 0, 0, "x")
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("no line moved, got %s", got)
		}
		d.edit(sampleURI, 3, 2, 0, 0, "\n")
		// Line 5 of the report is now the blank one; lines keep their numbers.
		if got := d.sent(methodPublishCoverage); len(got) != 1 {
			t.Errorf("a line moved: %d messages, want 1", len(got))
		}
	})
}

func TestUnknownLinesThatAreGoneOrBlank(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, "a\nb\nc\nd\n  \t\nf\n")
		if got, want := lines(t, d.one(methodPublishCoverage)), "4:unknown 6:unknown"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
	})
}

func TestPublishFollowsReports(t *testing.T) {
	source := sampleSource()
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		first := d.one(methodPublishCoverage)
		workspace := source.workspaces[sampleRoot]

		workspace.put("other.go", observe(report("o.info"), "x", &coverage.File{Lines: []coverage.Line{{Number: 1}}}))
		synctest.Wait()
		if got := d.sent(methodPublishCoverage); len(got) != 0 {
			t.Errorf("another file's coverage changed, got %s", got)
		}

		workspace.put(samplePath, observe(report("coverage/lcov.info", "unit"), sampleText,
			&coverage.File{Lines: []coverage.Line{{Number: 4, Hits: 1}}}))
		synctest.Wait()
		second := d.one(methodPublishCoverage)
		if got, want := lines(t, second), "4:covered×1"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if generation(t, first) >= generation(t, second) {
			t.Errorf("the generation went from %d to %d", generation(t, first), generation(t, second))
		}
		workspace.put(samplePath)
		synctest.Wait()
		if got := lines(t, d.one(methodPublishCoverage)); got != "" {
			t.Errorf("nothing speaks of the file any more: %s", got)
		}
	})
}

func TestCloseClearsAndOpenShowsAgain(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.one(methodPublishCoverage)
		d.close(sampleURI)
		cleared := d.one(methodPublishCoverage)
		if !strings.Contains(cleared, `"data":[]`) || !strings.Contains(cleared, `"version":null`) {
			t.Errorf("closed: %s", cleared)
		}
		d.open(sampleURI, sampleText)
		d.one(methodPublishCoverage)
		// Closed and opened before the publisher saw either: the editor's marks
		// are gone all the same.
		if err := d.s.Notify(t.Context(), "textDocument/didClose", []byte(on(sampleURI))); err != nil {
			t.Fatal(err)
		}
		d.open(sampleURI, sampleText)
		got := d.sent(methodPublishCoverage)
		if len(got) == 0 || lines(t, got[len(got)-1]) != sampleLines {
			t.Errorf("reopened: %s", got)
		}
	})
}

func TestEditsArePutTogether(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.one(methodPublishCoverage)
		text := sampleText
		for i := range 40 { // a key held for 800 ms
			text += "\n//"
			raw := `{"textDocument":{"uri":"` + sampleURI + `","version":` + string(quoteInt(i+2)) + `},"contentChanges":[{"text":` + quote(text) + `}]}`
			if err := d.s.Notify(t.Context(), "textDocument/didChange", []byte(raw)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(20 * time.Millisecond)
		}
		got := d.sent(methodPublishCoverage)
		if n := len(got); n < 2 || n > 4 {
			t.Errorf("%d publishes of 40 edits in 800 ms, want one every 300 ms", n)
		}
	})
}

func TestFilesThatAreNotOurs(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		for _, uri := range []string{
			"untitled:calc.go", "git:/ws/calc/calc.go?HEAD", "vscode-notebook-cell:/ws/calc/calc.go", "", "::", "file:///elsewhere/calc.go",
			"file:///ws/calculator/calc.go",
		} {
			d.open(uri, sampleText)
			if got := d.sent(methodPublishCoverage); len(got) != 0 {
				t.Errorf("%q: published %s", uri, got)
			}
			for _, method := range []string{methodFileCoverage, "textDocument/hover"} {
				if got := d.call(method, at(uri, 4, 0)); got != "null" {
					t.Errorf("%q: %s: %s", uri, method, got)
				}
			}
			if got := d.call("textDocument/codeLens", on(uri)); got != "[]" {
				t.Errorf("%q: lenses %s", uri, got)
			}
			d.close(uri)
		}
	})
}

func generation(t *testing.T, params string) int64 {
	t.Helper()
	var c struct{ Generation int64 }
	if err := json.Unmarshal([]byte(params), &c); err != nil {
		t.Fatal(err)
	}
	return c.Generation
}

func quoteInt(n int) []byte {
	raw, err := json.Marshal(n)
	if err != nil {
		panic(err)
	}
	return raw
}
