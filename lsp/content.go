package lsp

import (
	"slices"
	"strings"
	"sync"

	"github.com/covls/covls/coverage"
)

// Which measurements are of a document's text. Reports are tied to the content
// on disk, and that is not always what an editor holds: it takes a byte order
// mark away when it opens a file, some show CRLF as LF, and git stores the one
// for the other (core.autocrlf). None of that moves a line, so a measurement of
// any of these forms is one of the text.

// A form is how a text may differ on disk.
type form uint8

const (
	asIs   form = 0
	marked form = 1 // with a byte order mark
	turned form = 2 // with the other line breaks
)

var allForms = []form{asIs, marked, turned, marked | turned}

const byteOrderMark = "\ufeff"

// of is the text in this form.
func (f form) of(text string) string {
	if f&turned != 0 {
		text = otherLineBreaks(text)
	}
	if f&marked != 0 {
		text = byteOrderMark + text
	}
	return text
}

// otherLineBreaks turns CRLF into LF, or LF into CRLF where there is no CR.
func otherLineBreaks(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return strings.ReplaceAll(text, "\n", "\r\n")
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// contentIDs are the ids of a text in every form, each computed at most once:
// hashing 20,000 lines takes half a millisecond.
type contentIDs [4]func() coverage.ContentID

func newContentIDs(text string) contentIDs {
	var ids contentIDs
	for _, f := range allForms {
		ids[f] = sync.OnceValue(func() coverage.ContentID { return coverage.BlobID([]byte(f.of(text))) })
	}
	return ids
}

// knownForms are those that matched a measurement since a file was opened and
// since the last snapshot. While a text is being edited it matches nothing, and
// trying all forms at every keystroke would cost four times as much; the undo
// that makes it match again is in the form that matched before.
type knownForms struct {
	mu         sync.Mutex
	generation int64
	forms      []form
}

// anchor gives the observations of this very text the content id that it
// returns; all others keep theirs. The result may be shared with other calls
// and must not be changed. generation is the snapshot's.
func (d *document) anchor(observations []coverage.Observation, generation int64) ([]coverage.Observation, coverage.ContentID) {
	if d.lost {
		return observations, ""
	}
	content := d.ids[asIs]()
	d.forms.mu.Lock()
	defer d.forms.mu.Unlock()
	if d.forms.generation != generation {
		d.forms.generation, d.forms.forms = generation, nil
	}
	try := allForms
	if known := d.forms.forms; len(known) > 0 {
		try = append([]form{asIs}, known...)
	}
	copied := false
	for i, o := range observations {
		at := slices.IndexFunc(try, func(f form) bool { return o.Content != "" && o.Content == d.ids[f]() })
		if at < 0 {
			continue
		}
		if !slices.Contains(d.forms.forms, try[at]) {
			d.forms.forms = append(d.forms.forms, try[at])
		}
		if o.Content != content {
			if !copied {
				observations, copied = slices.Clone(observations), true
			}
			observations[i].Content = content
		}
	}
	return observations, content
}
