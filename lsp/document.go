package lsp

import (
	"strings"
	"sync"

	"github.com/covls/covls/coverage"
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

	lines func() lineTable
	ids   func() contentIDs
	seen  *lastView
}

// settle prepares what is computed on demand. The text must not change after.
func (d *document) settle() *document {
	d.lines = sync.OnceValue(func() lineTable { return newLineTable(d.text) })
	d.ids = sync.OnceValue(func() contentIDs { return newContentIDs(d.text) })
	d.seen = &lastView{}
	return d
}

// edited returns the document after edits that make it text.
func (d *document) edited(text string, version *int32, lost, moved bool) *document {
	next := &document{
		uri: d.uri, key: d.key, path: d.path, language: d.language, opening: d.opening,
		version: version, text: text, lost: lost, moved: d.moved,
	}
	if moved {
		next.moved++
	}
	return next.settle()
}

// anchor gives observations of this very text the content id that it returns;
// all others keep theirs. The result may be shared and must not be changed.
func (d *document) anchor(observations []coverage.Observation) ([]coverage.Observation, coverage.ContentID) {
	if d.lost {
		return observations, ""
	}
	return d.ids().anchor(observations)
}

// contentIDs are the ids that one text may have on disk. Editors take a byte
// order mark away when they open a file; some show CRLF as LF, and git stores
// the one for the other (core.autocrlf). None of that moves a line, so a
// measurement of any of them is one of this text.
type contentIDs struct {
	plain  coverage.ContentID
	others func() []coverage.ContentID // computed when plain matches nothing
}

const byteOrderMark = "\ufeff"

func newContentIDs(text string) contentIDs {
	return contentIDs{
		plain: coverage.BlobID([]byte(text)),
		others: sync.OnceValue(func() []coverage.ContentID {
			turned := otherLineBreaks(text)
			ids := []coverage.ContentID{coverage.BlobID([]byte(byteOrderMark + text))}
			if turned != text {
				ids = append(ids, coverage.BlobID([]byte(turned)), coverage.BlobID([]byte(byteOrderMark+turned)))
			}
			return ids
		}),
	}
}

// otherLineBreaks turns CRLF into LF, or LF into CRLF where there is no CR.
func otherLineBreaks(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

func (c contentIDs) anchor(observations []coverage.Observation) ([]coverage.Observation, coverage.ContentID) {
	copied := false
	for i, o := range observations {
		if o.Content == "" || o.Content == c.plain || !c.other(o.Content) {
			continue
		}
		if !copied {
			observations, copied = append([]coverage.Observation(nil), observations...), true
		}
		observations[i].Content = c.plain
	}
	return observations, c.plain
}

func (c contentIDs) other(id coverage.ContentID) bool {
	for _, other := range c.others() {
		if id == other {
			return true
		}
	}
	return false
}
