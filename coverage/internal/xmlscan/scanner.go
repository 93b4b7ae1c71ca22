package xmlscan

import (
	"bytes"
	"io"

	"github.com/covls/covls/coverage"
)

// The pull side: what a reader sees is a flat stream of starts, ends and
// texts. White space between tags, most of an indented report, is not a token.

// A Token is what Next found.
type Token uint8

const (
	None Token = iota // nothing: Next returned an error
	// Start is a start tag: see Name and the attributes.
	Start
	// End is an end tag, or the other half of an empty element: see Name.
	End
	// Text is character data other than white space: see Text.
	Text
)

// tagFactor bounds a whole tag by so many times Limits.StringSize, which bounds
// one attribute. Real tags have a dozen attributes.
const tagFactor = 16

// A Scanner reads one document. Everything that it hands out is borrowed until
// the next call of Next.
type Scanner struct {
	format  string
	limits  coverage.Limits
	input   input
	charset charset

	at      int    // where the current token begins in input.buf
	name    []byte // of the current Start or End
	attrs   []attr // of the current Start
	text    []byte // of the current Text, as written
	literal bool   // text is from a CDATA section: no entities in it
	decoded []byte // what decoding the current token's values needed

	open    []byte // names of the open elements, one after the other
	opened  []int  // where each of them begins
	prolog  bool   // something was seen before the root element
	rooted  bool   // the root element was seen
	pending bool   // the current Start is an empty element: its End comes next
	err     error  // sticky
}

// New scans r. Errors are *coverage.ReadError that name format. Limits that are
// not set are the default ones.
func New(format string, r io.Reader, limits coverage.Limits) *Scanner {
	limits = limits.OrDefault()
	s := &Scanner{format: format, limits: limits}
	s.input.init(r, limits.Size, max(tagFactor*limits.StringSize, minBuffer))
	return s
}

// Next moves to the next token. It returns io.EOF after the end of a whole
// document. Elements are balanced: every Start has its End, and an end tag with
// another name is an error.
func (s *Scanner) Next() (Token, error) {
	if s.err != nil {
		return None, s.err
	}
	if s.pending {
		s.pending = false
		return End, nil
	}
	s.decoded = s.decoded[:0]
	for {
		in := &s.input
		i := in.pos
		for classes[in.buf[i]]&spaceByte != 0 {
			i++
		}
		in.pos = i
		if in.end-i < 2 {
			if in.more() {
				continue
			}
			if in.err != nil || in.pos == in.end {
				return None, s.finish()
			}
		}
		if in.buf[in.pos] != '<' {
			if s.skipByteOrderMark() {
				continue
			}
			return s.readText()
		}
		switch in.buf[in.pos+1] {
		case '/':
			return s.endTag()
		case '?':
			s.prolog = true
			if err := s.instruction(); err != nil {
				return None, err
			}
		case '!':
			s.prolog = true
			if token, err := s.declaration(); token != None || err != nil {
				return token, err
			}
		default:
			return s.startTag()
		}
	}
}

// Name is the current element's, with its prefix if it has one.
func (s *Scanner) Name() []byte { return s.name }

// Text is the current character data, decoded, without white space around it.
// A comment or a CDATA section in the middle makes two tokens of a text.
func (s *Scanner) Text() []byte { return s.decode(s.text, !s.literal) }

// Depth is how many elements are open, the current Start among them.
func (s *Scanner) Depth() int {
	if s.pending {
		return len(s.opened) + 1
	}
	return len(s.opened)
}

// finish says what the end of the input means.
func (s *Scanner) finish() error {
	end := s.input.end
	switch {
	case s.input.err != nil:
		return s.inputError()
	case len(s.opened) > 0:
		return s.fail(end, coverage.ErrTruncated, "<%s> is still open", shorten(s.innermost()))
	case s.rooted:
		s.err = io.EOF
		return s.err
	case s.prolog:
		return s.fail(end, coverage.ErrTruncated, "there is no element in it")
	default:
		return s.fail(end, coverage.ErrEmpty, "")
	}
}

// readText takes everything up to the next tag.
func (s *Scanner) readText() (Token, error) {
	in := &s.input
	if len(s.opened) == 0 {
		return None, s.fail(in.pos, coverage.ErrSyntax, "text outside of the root element")
	}
	n, err := s.find("<", s.limits.StringSize, "text")
	if err != nil {
		return None, err
	}
	s.text, s.literal = bytes.TrimRight(in.buf[in.pos:in.pos+n], white), false
	if bad := undefinedEntity(s.text); bad >= 0 {
		return None, s.fail(in.pos+bad, coverage.ErrSyntax, "%s", noEntity)
	}
	if nul := bytes.IndexByte(s.text, 0); nul >= 0 {
		return None, s.fail(in.pos+nul, coverage.ErrSyntax, "a NUL byte")
	}
	s.at = in.pos
	in.pos += n
	return Text, nil
}

// find returns how far ahead of the current position delimiter is, and reads on
// as far as limit allows.
func (s *Scanner) find(delimiter string, limit int, what string) (int, error) {
	in := &s.input
	for from := 0; ; {
		ahead := in.buf[in.pos:in.end]
		if i := bytes.Index(ahead[from:], []byte(delimiter)); i >= 0 && from+i <= limit {
			return from + i, nil
		}
		if len(ahead) > limit {
			return 0, s.fail(in.pos, coverage.ErrLimit, "%s longer than %d bytes", what, limit)
		}
		from = max(0, len(ahead)-len(delimiter)+1)
		if !in.more() {
			return 0, s.cut()
		}
	}
}
