package xmlscan

import (
	"bytes"

	"github.com/covls/covls/coverage"
)

// Everything between the tags that is not data: the XML declaration, comments,
// processing instructions and the document type. Skipping streams, so the
// length of a comment costs no memory. CDATA sections are data and end up here
// only because they begin alike.

var byteOrderMark = []byte("\ufeff")

// skipByteOrderMark takes a UTF-8 one off the front. Reports come without (see
// coverage.Format), their heads in tests and tools may not.
func (s *Scanner) skipByteOrderMark() bool {
	if s.prolog || s.input.base+int64(s.input.pos) != 0 || !s.ahead(byteOrderMark) {
		return false
	}
	s.input.pos += len(byteOrderMark)
	s.prolog = true
	return true
}

// ahead reports whether prefix comes next.
func (s *Scanner) ahead(prefix []byte) bool {
	in := &s.input
	for in.end-in.pos < len(prefix) && in.more() {
	}
	return bytes.HasPrefix(in.buf[in.pos:in.end], prefix)
}

// instruction skips "<?…?>". The XML declaration, which is one, says how bytes
// beyond ASCII are to be read.
func (s *Scanner) instruction() error {
	if !s.rooted && s.ahead([]byte("<?xml ")) {
		n, err := s.find("?>", minBuffer, "an XML declaration")
		if err != nil {
			return err
		}
		s.charset = charsetOf(pseudoAttr(s.input.buf[s.input.pos:s.input.pos+n], "encoding"))
	}
	s.input.pos += 2
	return s.skipPast("?>")
}

// pseudoAttr finds name="value" in an XML declaration.
func pseudoAttr(declaration []byte, name string) []byte {
	_, rest, found := bytes.Cut(declaration, []byte(name))
	rest = bytes.TrimLeft(rest, white)
	if !found || len(rest) == 0 || rest[0] != '=' {
		return nil
	}
	rest = bytes.TrimLeft(rest[1:], white)
	if len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
		return nil
	}
	value, _, _ := bytes.Cut(rest[1:], rest[:1])
	return value
}

// declaration takes what begins with "<!": a Text where that is a CDATA
// section, else None, and it is skipped.
func (s *Scanner) declaration() (Token, error) {
	switch {
	case s.ahead([]byte("<!--")):
		s.input.pos += 4
		return None, s.skipPast("-->")
	case len(s.opened) > 0 && s.ahead([]byte("<![CDATA[")):
		return s.cdata()
	case !s.rooted && s.ahead([]byte("<!DOCTYPE")):
		return None, s.documentType()
	case s.input.end-s.input.pos < len("<![CDATA["):
		return None, s.cut()
	}
	return None, s.fail(s.input.pos, coverage.ErrSyntax, "an unexpected declaration")
}

func (s *Scanner) cdata() (Token, error) {
	in := &s.input
	in.pos += len("<![CDATA[")
	n, err := s.find("]]>", s.limits.StringSize, "text")
	if err != nil {
		return None, err
	}
	if nul := bytes.IndexByte(in.buf[in.pos:in.pos+n], 0); nul >= 0 {
		return None, s.fail(in.pos+nul, coverage.ErrSyntax, "a NUL byte")
	}
	s.at = in.pos
	s.text, s.literal = bytes.Trim(in.buf[in.pos:in.pos+n], white), true
	in.pos += n + len("]]>")
	return Text, nil
}

// skipPast moves behind the next delimiter.
func (s *Scanner) skipPast(delimiter string) error {
	in := &s.input
	for {
		if i := bytes.Index(in.buf[in.pos:in.end], []byte(delimiter)); i >= 0 {
			in.pos += i + len(delimiter)
			return nil
		}
		in.pos = max(in.pos, in.end-len(delimiter)+1)
		if !in.more() {
			return s.cut()
		}
	}
}

// documentType skips "<!DOCTYPE…>" with its internal subset, whose declarations
// are tags of their own: it ends where as many '>' as '<' were seen outside of
// quotes and comments. Nothing in it is looked at.
func (s *Scanner) documentType() error {
	in := &s.input
	for depth := 0; ; {
		i := bytes.IndexAny(in.buf[in.pos:in.end], `<>"'`)
		if i < 0 {
			in.pos = in.end
			if !in.more() {
				return s.cut()
			}
			continue
		}
		in.pos += i
		c := in.buf[in.pos]
		comment := c == '<' && s.ahead([]byte("<!--"))
		in.pos++
		var err error
		switch {
		case comment:
			in.pos += len("!--")
			err = s.skipPast("-->")
		case c == '<':
			depth++
		case c == '>':
			depth--
		default:
			err = s.skipPast(string(c))
		}
		if depth == 0 || err != nil {
			return err
		}
	}
}
