package formats

import (
	"bytes"
	"errors"
	"io"

	"github.com/covls/covls/coverage"
)

// headSize is how much of a report is looked at, decompressed. A source map or
// a list of sources may come before anything that tells formats apart.
const headSize = 64 << 10

// HeadSize is how many bytes of a file Detect wants to see.
const HeadSize = headSize

// Detect tells a report's format by its first bytes, of which 64 KiB are
// enough. They may be compressed and in UTF-16, and may end anywhere.
//
// The error is coverage.ErrEmpty where there is nothing, and a *NotReadable,
// which wraps coverage.ErrNotReport, where there is something else. Of a zip
// archive it is ErrArchive.
func Detect(head []byte) (*coverage.Format, error) {
	w, err := peek(bytes.NewReader(head))
	if err != nil {
		return nil, err
	}
	if w.isZip() {
		return nil, ErrArchive
	}
	text, err := w.text(coverage.Limits{}.OrDefault())
	if err != nil {
		return nil, err
	}
	plain, err := text.Peek(headSize)
	// A head ends in the middle, and a compressed one does so with an error.
	if err != nil && len(plain) == 0 && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return detect(plain)
}

// detect tells the format of a report that was unwrapped.
func detect(head []byte) (*coverage.Format, error) {
	if len(bytes.TrimSpace(head)) == 0 {
		return nil, coverage.ErrEmpty
	}
	var possible *coverage.Format
	for _, f := range all {
		switch f.Sniff(head) {
		case coverage.Certain:
			return f, nil
		case coverage.Possible:
			if possible == nil {
				possible = f
			}
		}
	}
	// A format that thinks a report may be its own knows more than that it is
	// some JSON.
	if err := recognise(head); err != nil && (possible == nil || err != error(unknownJSON)) {
		return nil, err
	}
	if possible != nil {
		return possible, nil
	}
	return nil, &NotReadable{What: "nothing in it looks like a coverage report", Hint: "have the tool write one of the formats that covls reads"}
}

// recognise names what is no report for covls, or returns nil.
func recognise(head []byte) error {
	if n := recogniseBinary(head); n != nil {
		return n
	}
	switch first := bytes.TrimLeft(head, " \t\r\n")[0]; {
	case first == '<':
		return recogniseXML(head)
	case first == '{' || first == '[':
		return recogniseJSON(head)
	}
	if n := recogniseText(head); n != nil {
		return n
	}
	return nil
}
