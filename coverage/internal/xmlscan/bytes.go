package xmlscan

// What each byte can be. The scanner's inner loops run over one class each, and
// every class leaves out the 0 that stands behind the buffer.

const (
	spaceByte = 1 << iota // white space
	nameByte              // part of an element's or attribute's name
	plainByte             // needs no look inside an attribute value
)

// white is XML's white space, for package bytes.
const white = " \t\r\n"

// classes holds every byte's. Names are wider than XML has them: whoever writes
// "a@b" is understood. Control characters are plain, because names of
// obfuscated .NET methods hold them (formats §17). A carriage return, a
// reference and whatever is not ASCII has to be decoded, so it is not plain.
var classes = func() (table [256]uint8) {
	for c := 1; c < 0x80; c++ {
		switch c {
		case ' ', '\t', '\n':
			table[c] = spaceByte | plainByte
		case '\r':
			table[c] = spaceByte
		case '"', '\'', '&', '<':
		case '>', '/', '=', '!', '?':
			table[c] = plainByte
		default:
			table[c] = plainByte
			if c > ' ' {
				table[c] |= nameByte
			}
		}
	}
	for c := 0x80; c < 0x100; c++ {
		table[c] = nameByte
	}
	return table
}()
