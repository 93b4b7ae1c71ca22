package formats

import (
	"bufio"
	"encoding/binary"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Visual Studio and PowerShell's ">" write UTF-16, mostly with a byte order
// mark (formats §1.1, §17). Readers know UTF-8 only, so it is transcoded here,
// in a stream. An XML declaration that still says utf-16 is for the reader of
// XML to ignore.

// inUTF8 drops a byte order mark and transcodes UTF-16.
func inUTF8(r *bufio.Reader) (*bufio.Reader, error) {
	head, _ := r.Peek(4) // an error comes back at the first read
	var order binary.ByteOrder
	mark := 0
	switch {
	case len(head) >= 3 && string(head[:3]) == "\xef\xbb\xbf":
		mark = 3
	case len(head) >= 2 && string(head[:2]) == "\xff\xfe":
		mark, order = 2, binary.LittleEndian
	case len(head) >= 2 && string(head[:2]) == "\xfe\xff":
		mark, order = 2, binary.BigEndian
	case len(head) == 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		order = binary.LittleEndian
	case len(head) == 4 && head[0] == 0 && head[1] != 0 && head[2] == 0 && head[3] != 0:
		order = binary.BigEndian
	}
	if _, err := r.Discard(mark); err != nil {
		return nil, err
	}
	if order == nil {
		return r, nil
	}
	return bufio.NewReaderSize(&transcoder{r: r, order: order}, headSize), nil
}

// A transcoder reads UTF-16 as UTF-8. A lone surrogate, or half a unit at the
// end, reads as U+FFFD.
type transcoder struct {
	r     *bufio.Reader
	order binary.ByteOrder
	// done is what was transcoded and not yet asked for, in encoded.
	done    []byte
	encoded [4096]byte
	err     error
}

func (t *transcoder) Read(p []byte) (int, error) {
	if len(t.done) == 0 {
		t.transcode()
	}
	n := copy(p, t.done)
	t.done = t.done[n:]
	if n == 0 && len(p) > 0 {
		return 0, t.err
	}
	return n, nil
}

// transcode fills encoded as far as there is input at hand, at least with one
// character or an error.
func (t *transcoder) transcode() {
	out := t.encoded[:0]
	for t.err == nil && len(out) <= len(t.encoded)-utf8.UTFMax {
		if len(out) > 0 && t.r.Buffered() < utf8.UTFMax {
			break
		}
		var r rune
		if r, t.err = t.rune(); t.err == nil {
			out = utf8.AppendRune(out, r)
		}
	}
	t.done = out
}

// rune reads one or two units.
func (t *transcoder) rune() (rune, error) {
	first, err := t.unit()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	next, err := t.r.Peek(2)
	if err != nil {
		return utf8.RuneError, nil
	}
	r := utf16.DecodeRune(first, rune(t.order.Uint16(next)))
	if r != utf8.RuneError {
		_, err = t.r.Discard(2)
		return r, err
	}
	return r, nil
}

func (t *transcoder) unit() (rune, error) {
	var b [2]byte
	switch n, err := io.ReadFull(t.r, b[:]); {
	case n == 1:
		return utf8.RuneError, nil
	case err != nil:
		return 0, err
	}
	return rune(t.order.Uint16(b[:])), nil
}
