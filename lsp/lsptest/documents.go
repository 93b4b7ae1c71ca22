package lsptest

import (
	"encoding/json"
	"os"
	"strings"
)

// Open documents. The editor keeps their text and version, as editors do.

type document struct {
	text    string
	version int
}

// Open opens the file at an absolute path with the text that it has on disk,
// and returns its URI.
func (e *Editor) Open(path, language string) string {
	e.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		e.t.Fatal(err)
	}
	return e.OpenText(URI(path), language, string(text))
}

// OpenText opens a document with this text, and returns uri.
func (e *Editor) OpenText(uri, language, text string) string {
	e.t.Helper()
	e.documents[uri] = &document{text, 1}
	e.Notify("textDocument/didOpen", map[string]any{"textDocument": map[string]any{
		"uri": uri, "languageId": language, "version": 1, "text": text,
	}})
	return uri
}

// Text is what the user sees.
func (e *Editor) Text(uri string) string { return e.document(uri).text }

// Version is the document's version as the server was told.
func (e *Editor) Version(uri string) int { return e.document(uri).version }

// Change replaces the whole text.
func (e *Editor) Change(uri, text string) {
	e.t.Helper()
	e.sendChange(uri, text, map[string]any{"text": text})
}

// ChangeLines replaces the lines from one, 0-based, up to another, exclusive,
// by new ones. It tells the server of the range, if the server wants to hear of
// ranges, and the whole text otherwise.
func (e *Editor) ChangeLines(uri string, from, to int, lines ...string) {
	e.t.Helper()
	old := strings.SplitAfter(e.document(uri).text, "\n")
	if from < 0 || from > to || to > len(old) {
		e.t.Fatalf("%s has no lines %d to %d", uri, from, to)
	}
	inserted := ""
	for _, line := range lines {
		inserted += line + "\n"
	}
	text := strings.Join(old[:from], "") + inserted + strings.Join(old[to:], "")
	change := map[string]any{"text": text}
	if e.incremental() {
		change = map[string]any{
			"range": Range{Position{from, 0}, Position{to, 0}},
			"text":  inserted,
		}
	}
	e.sendChange(uri, text, change)
}

func (e *Editor) sendChange(uri, text string, change map[string]any) {
	e.t.Helper()
	d := e.document(uri)
	d.text = text
	d.version++
	e.Notify("textDocument/didChange", map[string]any{
		"textDocument":   map[string]any{"uri": uri, "version": d.version},
		"contentChanges": []any{change},
	})
}

// Save tells the server that the document was saved. It writes no file: the
// test does, before or after, since real editors differ in that.
func (e *Editor) Save(uri string) {
	e.t.Helper()
	e.Notify("textDocument/didSave", map[string]any{"textDocument": map[string]any{"uri": uri}})
}

// CloseDocument closes a document.
func (e *Editor) CloseDocument(uri string) {
	e.t.Helper()
	e.document(uri)
	delete(e.documents, uri)
	e.Notify("textDocument/didClose", map[string]any{"textDocument": map[string]any{"uri": uri}})
}

func (e *Editor) document(uri string) *document {
	e.t.Helper()
	d, ok := e.documents[uri]
	if !ok {
		e.t.Fatalf("%s is not open", uri)
	}
	return d
}

// incremental reports whether the server asked for ranges: textDocumentSync is
// a number, or an object with it under change; 2 is incremental.
func (e *Editor) incremental() bool {
	e.mu.Lock()
	raw := e.capabilities["textDocumentSync"]
	e.mu.Unlock()
	var options struct {
		Change int `json:"change"`
	}
	if json.Unmarshal(raw, &options.Change) != nil && json.Unmarshal(raw, &options) != nil {
		return false
	}
	return options.Change == 2
}
