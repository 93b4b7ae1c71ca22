package xmlscan

import (
	"bytes"
	"fmt"

	"github.com/covls/covls/coverage"
)

// Tags: nearly all of a report's bytes and all of its tokens. A start tag is
// parsed in one pass in place, and started again when the buffer ends inside
// it.

// An attr is where one attribute stands, relative to its tag's '<'. Offsets
// instead of slices, so that writing one costs no write barrier.
type attr struct {
	name, nameEnd   uint32
	value, valueEnd uint32
	plain           bool // the value is what is written
}

// startTag reads a start tag or an empty element at the current position.
func (s *Scanner) startTag() (Token, error) {
	if s.rooted && len(s.opened) == 0 {
		return None, s.fail(s.input.pos, coverage.ErrSyntax, "a second root element")
	}
	if len(s.opened) >= s.limits.Depth {
		return None, s.fail(s.input.pos, coverage.ErrLimit, "elements nested deeper than %d", s.limits.Depth)
	}
	end, bad := s.parseStart()
	for end < 0 {
		if bad < s.input.end {
			return None, s.badTag(bad)
		}
		if !s.input.more() {
			return None, s.cut()
		}
		end, bad = s.parseStart()
	}
	s.at = s.input.pos
	if err := s.checkTag(); err != nil {
		return None, err
	}
	s.input.pos = end
	s.rooted = true
	if !s.pending {
		s.opened = append(s.opened, len(s.open))
		s.open = append(s.open, s.name...)
	}
	return Start, nil
}

// parseStart fills name, attrs and pending and returns where the tag ends in
// the buffer. Otherwise end is -1 and bad is where it could not go on, which is
// the buffer's end for a tag that is cut off.
func (s *Scanner) parseStart() (end, bad int) {
	b, start := s.input.buf, s.input.pos
	i := start + 1
	for classes[b[i]]&nameByte != 0 {
		i++
	}
	if i == start+1 {
		return -1, i
	}
	s.name = b[start+1 : i]
	s.attrs = s.attrs[:0]
	for {
		for classes[b[i]]&spaceByte != 0 {
			i++
		}
		a := attr{name: uint32(i - start)}
		for classes[b[i]]&nameByte != 0 {
			i++
		}
		a.nameEnd = uint32(i - start)
		if a.name == a.nameEnd {
			return s.closeStart(i)
		}
		for classes[b[i]]&spaceByte != 0 {
			i++
		}
		if b[i] != '=' {
			return -1, i
		}
		i++
		for classes[b[i]]&spaceByte != 0 {
			i++
		}
		quote := b[i]
		if quote != '"' && quote != '\'' {
			return -1, i
		}
		i++
		a.value = uint32(i - start)
		i, a.plain = parseValue(b, i, quote)
		if b[i] != quote {
			return -1, i
		}
		a.valueEnd = uint32(i - start)
		s.attrs = append(s.attrs, a)
		i++
	}
}

// parseValue goes to the end of an attribute value: its quote, or whatever
// cannot be in it.
func parseValue(b []byte, i int, quote byte) (end int, plain bool) {
	plain = true
	for {
		for classes[b[i]]&plainByte != 0 {
			i++
		}
		if c := b[i]; c == quote || c == 0 || c == '<' {
			return i, plain
		}
		plain = plain && (b[i] == '"' || b[i] == '\'')
		i++
	}
}

// closeStart reads ">" or "/>" at i.
func (s *Scanner) closeStart(i int) (end, bad int) {
	b := s.input.buf
	s.pending = false
	if b[i] == '/' {
		i++
		s.pending = b[i] == '>'
	}
	if b[i] != '>' {
		s.pending = false
		return -1, i
	}
	return i + 1, 0
}

// checkTag checks what parseStart left for later because it is rare.
func (s *Scanner) checkTag() error {
	if len(s.name) > s.limits.StringSize {
		return s.fail(s.at, coverage.ErrLimit, "a name longer than %d bytes", s.limits.StringSize)
	}
	for _, a := range s.attrs {
		if int(a.valueEnd-a.value) > s.limits.StringSize {
			return s.fail(s.at, coverage.ErrLimit, "an attribute longer than %d bytes", s.limits.StringSize)
		}
		if a.plain {
			continue
		}
		from := s.at + int(a.value)
		if bad := undefinedEntity(s.input.buf[from : s.at+int(a.valueEnd)]); bad >= 0 {
			return s.fail(from+bad, coverage.ErrSyntax, "%s", noEntity)
		}
	}
	return nil
}

// badTag says what is wrong at i.
func (s *Scanner) badTag(i int) error {
	if c := s.input.buf[i]; c == 0 {
		return s.fail(i, coverage.ErrSyntax, "a NUL byte")
	} else if c == '<' {
		return s.fail(i, coverage.ErrSyntax, "a tag begins inside of another")
	}
	return s.fail(i, coverage.ErrSyntax, "unexpected %q in a tag", s.input.buf[i])
}

// endTag reads "</name>" at the current position.
func (s *Scanner) endTag() (Token, error) {
	n, err := s.find(">", s.limits.StringSize, "an end tag")
	if err != nil {
		return None, err
	}
	in := &s.input
	name := bytes.TrimRight(in.buf[in.pos+2:in.pos+n], white)
	s.at = in.pos
	if len(s.opened) == 0 {
		return None, s.fail(s.at, coverage.ErrSyntax, "</%s> and nothing is open", shorten(name))
	}
	if want := s.innermost(); !bytes.Equal(name, want) {
		return None, s.fail(s.at, coverage.ErrSyntax, "</%s> where </%s> belongs", shorten(name), shorten(want))
	}
	s.name = name
	s.open = s.open[:s.opened[len(s.opened)-1]]
	s.opened = s.opened[:len(s.opened)-1]
	in.pos += n + 1
	return End, nil
}

// innermost is the name of the element that was opened last.
func (s *Scanner) innermost() []byte { return s.open[s.opened[len(s.opened)-1]:] }

// shorten keeps a name from a hostile report out of messages.
func shorten(name []byte) string {
	if len(name) > 40 {
		return fmt.Sprintf("%.40s…", name)
	}
	return string(name)
}
