package xmlscan

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
)

// trace is everything that a document says, one token a word:
// <name key="value"> text </name>.
func trace(r io.Reader, limits coverage.Limits) (string, error) {
	var words []string
	s := New("test", r, limits)
	for {
		token, err := s.Next()
		switch {
		case err == io.EOF:
			return strings.Join(words, " "), nil
		case err != nil:
			return strings.Join(words, " "), err
		}
		words = append(words, word(s, token))
	}
}

func word(s *Scanner, token Token) string {
	switch token {
	case Start:
		w := "<" + string(s.Name())
		for i := range s.Attrs() {
			w += fmt.Sprintf(" %s=%q", s.AttrName(i), s.AttrValue(i))
		}
		return w + ">"
	case End:
		return "</" + string(s.Name()) + ">"
	default:
		return fmt.Sprintf("%q", s.Text())
	}
}

func TestTokens(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"empty element", `<a/>`, `<a> </a>`},
		{"attributes", `<a b="1" c='2'	d = "3"/>`, `<a b="1" c="2" d="3"> </a>`},
		{"no space between attributes", `<a b="1"c="2"/>`, `<a b="1" c="2"> </a>`},
		{"other quote and > inside", `<a b="it's >" c='"'></a >`, `<a b="it's >" c="\""> </a>`},
		{"prefix", `<x:a y:b="1"></x:a>`, `<x:a y:b="1"> </x:a>`},
		{"text is trimmed", "<a>\n  one two\r\n</a>", `<a> "one two" </a>`},
		{"texts are split", `<a>x<!-- > --><b/>y</a>`, `<a> "x" <b> </b> "y" </a>`},
		{"CDATA is literal", `<a><![CDATA[ <&lt; ]]></a>`, `<a> "<&lt;" </a>`},
		{"references", `<a b="&lt;&gt;&amp;&quot;&apos;&#65;&#x42;">&#xe9;</a>`, `<a b="<>&\"'AB"> "é" </a>`},
		{"control characters", "<a b=\"x\x01\" c=\"&#x1;\"/>", `<a b="x\x01" c="\x01"> </a>`},
		{"impossible code points", `<a b="&#0;&#xD800;&#x7fffffff;&#99999999999;"/>`, `<a b="����"> </a>`},
		{"line ends", "<a b=\"1\r\n2\r3\"/>", `<a b="1\n2\n3"> </a>`},
		{"declaration and instructions", `<?xml version="1.0"?><?x y?><a><?z?></a><?after?>`, `<a> </a>`},
		{"document type", `<!DOCTYPE a PUBLIC "-//x" "http://x/y.dtd"><a/>`, `<a> </a>`},
		{"internal subset", `<!DOCTYPE a [<!ELEMENT a ANY><!-- it's ]> --><!ENTITY x "<>">]><a/>`, `<a> </a>`},
		{"byte order mark", "\ufeff<a/>", `<a> </a>`},
		{"UTF-8", `<a b="ünï"/>`, `<a b="ünï"> </a>`},
		{"not UTF-8", "<a b=\"\xff\"/>", `<a b="�"> </a>`},
		{"latin 1", "<?xml version='1.0' encoding='ISO-8859-1'?><a b=\"\xe9\x80\">\xfc</a>", `<a b="é€"> "ü" </a>`},
		{"declared UTF-16 is not", `<?xml version="1.0" encoding="utf-16"?><a b="é"/>`, `<a b="é"> </a>`},
		{"white space around", " \n<a/>\n\n", `<a> </a>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, pieces := range []func(io.Reader) io.Reader{
				func(r io.Reader) io.Reader { return r }, iotest.OneByteReader, iotest.DataErrReader,
			} {
				got, err := trace(pieces(strings.NewReader(test.in)), coverage.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				if got != test.want {
					t.Errorf("got  %s\nwant %s", got, test.want)
				}
			}
		})
	}
}

func TestErrors(t *testing.T) {
	limits := coverage.Limits{Depth: 3, StringSize: 20, Size: 10000}
	for _, test := range []struct {
		in   string
		err  error
		want string
	}{
		{"", coverage.ErrEmpty, "test, line 1, column 1: the report is empty"},
		{" \n ", coverage.ErrEmpty, "test, line 2, column 2: the report is empty"},
		{"<?xml version='1.0'?>", coverage.ErrTruncated, "no element"},
		{"<a>\n<b>\n", coverage.ErrTruncated, "line 3, column 1: the report is cut off: <b> is still open"},
		{"<a b='1", coverage.ErrTruncated, "column 8"},
		{"<!-- ", coverage.ErrTruncated, ""},
		{"<!DOCTYPE a [", coverage.ErrTruncated, ""},
		{"<a><![CDATA[x", coverage.ErrTruncated, ""},
		{"<a></b>", coverage.ErrSyntax, "line 1, column 4: malformed report: </b> where </a> belongs"},
		{"</a>", coverage.ErrSyntax, "nothing is open"},
		{"<a/><b/>", coverage.ErrSyntax, "a second root element"},
		{"TN:\nSF:a.c\n", coverage.ErrSyntax, "text outside"},
		{"<a/>x", coverage.ErrSyntax, "text outside"},
		{"<a b=1/>", coverage.ErrSyntax, "column 6: malformed report: unexpected '1'"},
		{"<a b/>", coverage.ErrSyntax, "unexpected '/'"},
		{"<a b='<'/>", coverage.ErrSyntax, "a tag begins inside of another"},
		{"<a b='\x00'/>", coverage.ErrSyntax, "NUL"},
		{"<a>\x00</a>", coverage.ErrSyntax, "NUL"},
		{"<a><![CDATA[\x00]]></a>", coverage.ErrSyntax, "NUL"},
		{"<a b='&x;'/>", coverage.ErrSyntax, "line 1, column 7: malformed report: a reference to an entity"},
		{"<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", coverage.ErrSyntax, "never expanded"},
		{"<a b='&#;'/>", coverage.ErrSyntax, ""},
		{"<a b='&#x;'/>", coverage.ErrSyntax, ""},
		{"<a b='&'/>", coverage.ErrSyntax, ""},
		{"<a><!DOCTYPE a></a>", coverage.ErrSyntax, "an unexpected declaration"},
		{"<a><a><a><a/></a></a></a>", coverage.ErrLimit, "nested deeper than 3"},
		{"<a b='" + strings.Repeat("x", 21) + "'/>", coverage.ErrLimit, "attribute longer than 20"},
		{"<a>" + strings.Repeat("x", 21) + "</a>", coverage.ErrLimit, "text longer than 20"},
		{"<" + strings.Repeat("x", 21) + "/>", coverage.ErrLimit, "name longer than 20"},
		{"<a " + strings.Repeat("b='' ", 1500) + "/>", coverage.ErrLimit, "a tag longer than 4096 bytes"},
		{"<a>" + strings.Repeat(" ", 10000) + "</a>", coverage.ErrLimit, "larger than 10000 bytes"},
	} {
		for _, pieces := range []func(io.Reader) io.Reader{
			func(r io.Reader) io.Reader { return r }, iotest.OneByteReader,
		} {
			_, err := trace(pieces(strings.NewReader(test.in)), limits)
			if !errors.Is(err, test.err) || !strings.Contains(fmt.Sprint(err), test.want) {
				t.Errorf("%.40q: got %v, want %v with %q", test.in, err, test.err, test.want)
			}
		}
	}
}

func TestReaderErrorIsPassedOn(t *testing.T) {
	broken := errors.New("the disk is gone")
	r := io.MultiReader(strings.NewReader("<a><b"), iotest.ErrReader(broken))
	if _, err := trace(r, coverage.Limits{}); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

func TestErrorStays(t *testing.T) {
	s := New("test", strings.NewReader("<a></b></a>"), coverage.Limits{})
	var first error
	for first == nil {
		_, first = s.Next()
	}
	if _, again := s.Next(); again != first {
		t.Errorf("got %v after %v", again, first)
	}
}

func TestDepth(t *testing.T) {
	s := New("test", strings.NewReader("<a><b/><c></c></a>"), coverage.Limits{})
	var got []int
	for {
		if _, err := s.Next(); err != nil {
			break
		}
		got = append(got, s.Depth())
	}
	if want := "[1 2 1 2 1 0]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestUint(t *testing.T) {
	for _, test := range []struct {
		in   string
		want uint64
		ok   bool
	}{
		{"0", 0, true}, {"007", 7, true}, {"18446744073709551615", 1<<64 - 1, true},
		{"18446744073709551616", 0, false}, {"99999999999999999999", 0, false}, {"100000000000000000000", 0, false},
		{"", 0, false}, {"-1", 0, false}, {"+1", 0, false}, {" 1", 0, false}, {"1.0", 0, false}, {"1e3", 0, false},
	} {
		if got, ok := Uint([]byte(test.in)); ok != test.ok || ok && got != test.want {
			t.Errorf("Uint(%q) = %d, %v", test.in, got, ok)
		}
	}
}
