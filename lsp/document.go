package lsp

import (
	"sync"

	"go.lsp.dev/uri"
)

// A document is one text at one moment. An edit makes a new document, so that
// a hover that began before the edit still reads what it was asked about, and
// everything computed from the text is computed at most once.

type document struct {
	uri      string // as the editor spells it, for answers
	key      uri.URI
	path     string // absolute, in the system's spelling
	language string // LSP's language id, "" when unknown
	version  *int32 // nil where the editor does not say
	text     string
	// lost is set when an edit could not be applied: then nobody knows the
	// text until the editor sends it whole.
	lost bool
	// opening tells one opening of a file from the next.
	opening uint64
	// moved counts the edits that may have moved lines. Marks that an editor
	// moved by itself are not where we sent them.
	moved uint64
	// forms are shared by all documents of one opening.
	forms *knownForms

	lines func() lineTable
	ids   contentIDs
	seen  *lastView
}

// settle prepares what is computed on demand. The text must not change after.
func (d *document) settle() *document {
	d.lines = sync.OnceValue(func() lineTable { return newLineTable(d.text) })
	d.ids = newContentIDs(d.text)
	if d.forms == nil {
		d.forms = &knownForms{}
	}
	d.seen = &lastView{}
	return d
}

// edited returns the document after edits that make it text.
func (d *document) edited(text string, version *int32, lost, moved bool) *document {
	next := &document{
		uri: d.uri, key: d.key, path: d.path, language: d.language, opening: d.opening,
		version: version, text: text, lost: lost, moved: d.moved, forms: d.forms,
	}
	if moved {
		next.moved++
	}
	return next.settle()
}
