package v8

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"unicode/utf8"

	"github.com/covls/covls/coverage/internal/jsonscan"
)

// The text of a script, which entries of browsers bring along. It is not kept:
// where its lines begin and the source map at its end are all that is needed,
// and both are told from the JSON string as it stands in the report.

// source reads a script's text.
func (r *reader) source(e *entry) error {
	kind, err := r.Kind()
	if err != nil || kind != jsonscan.String || e.known && !wanted(e.url) {
		return err
	}
	raw, err := r.Raw()
	if err != nil {
		return err
	}
	e.lines, e.size = measure(raw[1 : len(raw)-1])
	if data := inlineMap(raw); data != nil && e.origin == nil {
		e.origin = r.parseMap(e.url, data)
	}
	return nil
}

// measure gives the lengths of a text's lines and of the whole, in UTF-16
// units. The text is what stands between the quotes of a JSON string.
func measure(text []byte) (lines []uint32, size uint32) {
	begin := uint32(0)
	for i := 0; i < len(text); size++ {
		switch c := text[i]; {
		case c == '\\' && i+1 < len(text):
			if text[i+1] == 'n' {
				lines = append(lines, size-begin)
				begin = size + 1
			}
			if i += 2; text[i-1] == 'u' {
				i += 4 // a surrogate is written as an escape of its own
			}
		case c < utf8.RuneSelf:
			i++
		default:
			r, n := utf8.DecodeRune(text[i:])
			if i += n; r > 0xffff {
				size++
			}
		}
	}
	return append(lines, size-begin), size
}

// inlineMap is the source map that a script's last sourceMappingURL holds, nil
// where it names a file, which nobody opens.
func inlineMap(raw []byte) []byte {
	mark := []byte("sourceMappingURL=")
	i := bytes.LastIndex(raw, mark)
	if i < 0 {
		return nil
	}
	link := bytes.ReplaceAll(raw[i+len(mark):], []byte(`\/`), []byte("/"))
	if end := bytes.IndexAny(link, " \t\"'\\"); end >= 0 {
		link = link[:end]
	}
	kind, data, ok := bytes.Cut(link, []byte(","))
	if !ok || !bytes.HasPrefix(kind, []byte("data:")) {
		return nil
	}
	if !bytes.HasSuffix(kind, []byte(";base64")) {
		text, err := url.PathUnescape(string(data))
		if err != nil {
			return nil
		}
		return []byte(text)
	}
	data = bytes.TrimRight(data, "=")
	out := make([]byte, base64.RawStdEncoding.DecodedLen(len(data)))
	n, err := base64.RawStdEncoding.Decode(out, data)
	if err != nil {
		return nil
	}
	return out[:n]
}
