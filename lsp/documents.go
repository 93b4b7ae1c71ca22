package lsp

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// The texts that the editor has open. Only real files are kept: the diff pane's
// git: texts and unsaved untitled: ones are nobody's measured source, and
// painting them is what users of other extensions complain about.

type didOpenParams struct {
	TextDocument struct {
		URI        string `json:"uri"`
		LanguageID string `json:"languageId"`
		Version    *int32 `json:"version"`
		Text       string `json:"text"`
	} `json:"textDocument"`
}

// didOpen takes a text over from the disk.
func (s *session) didOpen(p *didOpenParams) error {
	key, path, ok := fileOf(p.TextDocument.URI)
	if !ok {
		return nil
	}
	d := &document{
		uri:      p.TextDocument.URI,
		key:      key,
		path:     path,
		language: languageOf(p.TextDocument.LanguageID, path),
		version:  p.TextDocument.Version,
		text:     p.TextDocument.Text,
	}
	s.mu.Lock()
	s.opened++
	d.opening = s.opened
	s.documents[key] = d.settle()
	s.mu.Unlock()
	s.publisher.soon(key)
	return nil
}

// didChangeParams differ from the generated type in the range, which is nil for
// a change of the whole text, whether the editor leaves it out or sends null;
// the generated union takes null for an insertion at 0:0.
type didChangeParams struct {
	TextDocument struct {
		URI     string `json:"uri"`
		Version *int32 `json:"version"`
	} `json:"textDocument"`
	ContentChanges []contentChange `json:"contentChanges"`
}

type contentChange struct {
	Range *protocol.Range `json:"range"`
	Text  string          `json:"text"`
}

// didChange applies edits.
func (s *session) didChange(p *didChangeParams) error {
	key, _, ok := fileOf(p.TextDocument.URI)
	if !ok {
		return nil
	}
	s.mu.Lock()
	d := s.documents[key]
	s.mu.Unlock()
	if d == nil {
		return fmt.Errorf("%w: didChange of %s, which is not open", rpc.ErrInvalidParams, key)
	}
	// Notifications come one at a time, so nobody else replaces the document
	// while the text is put together outside the lock.
	next, err := d.apply(p.ContentChanges, p.TextDocument.Version, s.client.encoding)
	s.mu.Lock()
	s.documents[key] = next
	s.mu.Unlock()
	s.publisher.later(key, s.server.options.EditDelay)
	return err
}

// apply returns the document after the changes, which refer to each other's
// results in their order. After one that makes no sense the text is lost until
// a change of the whole of it.
func (d *document) apply(changes []contentChange, version *int32, e encoding) (*document, error) {
	text, lost, moved := d.text, d.lost, false
	lines := d.lines
	var failed error
	for _, c := range changes {
		if lines == nil {
			table := newLineTable(text)
			lines = func() lineTable { return table }
		}
		switch {
		case c.Range == nil:
			moved = moved || c.Text != text
			text, lost = c.Text, false
		case lost:
			continue
		default:
			from, to := lines().offset(c.Range.Start, e), lines().offset(c.Range.End, e)
			if from > to {
				lost, failed = true, fmt.Errorf("%w: a change's range ends before it starts", rpc.ErrInvalidParams)
				continue
			}
			moved = moved || breaksLines(c.Text) || breaksLines(text[from:to])
			text = text[:from] + c.Text + text[to:]
		}
		lines = nil
	}
	return d.edited(text, version, lost, moved), failed
}

func breaksLines(s string) bool { return strings.ContainsAny(s, "\r\n") }

type didSaveParams struct {
	documentParams
	Text *string `json:"text"`
}

// didSave is of use only where the editor sends the text along, which then puts
// right whatever went wrong before. Reports are watched, not guessed from saves.
func (s *session) didSave(p *didSaveParams) error {
	key, _, ok := fileOf(p.TextDocument.URI)
	if !ok || p.Text == nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.documents[key]
	if d == nil || d.text == *p.Text && !d.lost {
		return nil
	}
	s.documents[key] = d.edited(*p.Text, d.version, false, true)
	s.publisher.soon(key)
	return nil
}

// didClose gives the text back to the disk, and takes the marks off.
func (s *session) didClose(p *documentParams) error {
	key, _, ok := fileOf(p.TextDocument.URI)
	if !ok {
		return nil
	}
	s.mu.Lock()
	delete(s.documents, key)
	s.mu.Unlock()
	s.publisher.soon(key)
	return nil
}

// fileOf reads an editor's URI. It is false for everything that is no file of
// this machine: FsPath alone would find a path in untitled:a.go as well. The
// key is the canonical form, since editors escape as they please.
func fileOf(raw string) (key uri.URI, path string, ok bool) {
	if raw == "" {
		return "", "", false
	}
	key, err := uri.Parse(raw)
	if err != nil || !key.IsFile() {
		return "", "", false
	}
	path = filepath.Clean(key.FsPath())
	return key, path, filepath.IsAbs(path)
}
