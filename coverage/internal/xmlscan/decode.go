package xmlscan

import (
	"bytes"
	"unicode/utf8"
)

// From bytes as written to UTF-8: character references, line ends, declared
// encodings. Only values that somebody asks for come here, and of them only
// those that are not plain.

// noEntity is what is said of every entity beyond the five of XML itself.
// Expanding others is how a kilobyte becomes a gigabyte or a local file.
const noEntity = "a reference to an entity that XML does not define; entities of a document type are never expanded"

// A charset is how bytes of 0x80 and more are to be read.
type charset uint8

const (
	utf8Text charset = iota
	// windows1252 stands for ISO-8859-1 too, as in every browser: the two
	// differ in control characters that no report means.
	windows1252
)

// charsetOf maps a declared encoding. Whatever is not known is read as UTF-8,
// with bytes that are not as U+FFFD: in all encodings that a report can be in
// by now, the tags are ASCII. A declared UTF-16 was transcoded before.
func charsetOf(label []byte) charset {
	switch string(bytes.ToLower(label)) {
	case "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		return windows1252
	}
	return utf8Text
}

// decode appends what raw means to the token's scratch space and returns it.
// References must have been checked.
func (s *Scanner) decode(raw []byte, references bool) []byte {
	from := len(s.decoded)
	out := s.decoded
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '&' && references:
			r, n := reference(raw[i:])
			out = utf8.AppendRune(out, r)
			i += n
		case c == '\r': // XML 1.0 §2.11: any line end is one line feed
			out = append(out, '\n')
			i++
			if i < len(raw) && raw[i] == '\n' {
				i++
			}
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		case s.charset == windows1252:
			out = utf8.AppendRune(out, from1252(c))
			i++
		default:
			r, n := utf8.DecodeRune(raw[i:])
			out = utf8.AppendRune(out, r)
			i += n
		}
	}
	s.decoded = out
	return out[from:]
}

// undefinedEntity returns where raw has a reference that means nothing, or -1.
func undefinedEntity(raw []byte) int {
	for i := 0; ; {
		n := bytes.IndexByte(raw[i:], '&')
		if n < 0 {
			return -1
		}
		i += n
		_, size := reference(raw[i:])
		if size == 0 {
			return i
		}
		i += size
	}
}

// reference reads the reference that raw begins with, and returns what it
// stands for and its length; 0 where it is none. XML forbids most control
// characters even so, and reports write them (formats §17): they pass.
func reference(raw []byte) (rune, int) {
	end := bytes.IndexByte(raw[:min(len(raw), 32)], ';')
	if end < 0 {
		return 0, 0
	}
	switch string(raw[1:end]) {
	case "lt":
		return '<', end + 1
	case "gt":
		return '>', end + 1
	case "amp":
		return '&', end + 1
	case "quot":
		return '"', end + 1
	case "apos":
		return '\'', end + 1
	}
	if end < 3 || raw[1] != '#' {
		return 0, 0
	}
	digits, base := raw[2:end], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	r, ok := digitsIn(digits, base)
	if !ok {
		return 0, 0
	}
	return r, end + 1
}

// digitsIn reads a code point. One beyond Unicode is U+FFFD, and so is 0, which
// no document can hold.
func digitsIn(digits []byte, base rune) (rune, bool) {
	var r rune
	for _, c := range digits {
		var d rune
		switch {
		case c >= '0' && c <= '9':
			d = rune(c - '0')
		case base == 16 && c >= 'a' && c <= 'f':
			d = rune(c-'a') + 10
		case base == 16 && c >= 'A' && c <= 'F':
			d = rune(c-'A') + 10
		default:
			return 0, false
		}
		r = min(r*base+d, utf8.MaxRune+1)
	}
	if r == 0 || !utf8.ValidRune(r) {
		r = utf8.RuneError
	}
	return r, len(digits) > 0
}

// from1252 maps a byte of 0x80 or more.
func from1252(c byte) rune {
	if c < 0xa0 {
		return windowsOnly[c-0x80]
	}
	return rune(c)
}

// windowsOnly is 0x80 to 0x9F of windows-1252, from the WHATWG index; the five
// bytes without a character are the control characters of their number.
var windowsOnly = [32]rune{
	'€', 0x81, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0x8d, 'Ž', 0x8f,
	0x90, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0x9d, 'ž', 'Ÿ',
}
