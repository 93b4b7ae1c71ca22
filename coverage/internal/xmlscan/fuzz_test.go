package xmlscan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
)

var seeds = []string{
	`<?xml version="1.0" ?><!DOCTYPE coverage SYSTEM "x.dtd"><coverage a="1"><sources><source> /a b </source></sources><line number="1" hits="2"/></coverage>`,
	`<a b="&lt;x&gt; &#65;&#x42; 'q'" c='"'><![CDATA[ <x> ]]>t&amp;u<!-- c --></a>`,
	`<!DOCTYPE a [<!ENTITY x "y"><!-- ' -->]><a/>`,
	"<a\n b = \"\r\n\" >\r\n<b:c/></a>",
	"<?xml version='1.0' encoding='iso-8859-1'?><a>\xe9</a>",
	"<a b='\x01'>\x00</a>",
}

// FuzzAgainstStandard compares what is read with encoding/xml wherever both
// accept a document. White space is left out of the comparison: there it is a
// token, here it is not.
func FuzzAgainstStandard(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		got, err := trace(bytes.NewReader(doc), coverage.Limits{})
		again, errAgain := trace(iotest.OneByteReader(bytes.NewReader(doc)), coverage.Limits{})
		if got != again || fmt.Sprint(err) != fmt.Sprint(errAgain) {
			t.Fatalf("it depends on the pieces:\n%s %v\n%s %v", got, err, again, errAgain)
		}
		if err != nil {
			return
		}
		if want, err := standardTrace(doc); err == nil && squeeze(got) != squeeze(want) {
			t.Errorf("%q\ngot  %s\nwant %s", doc, got, want)
		}
	})
}

// standardTrace is trace by encoding/xml.
func standardTrace(doc []byte) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(doc))
	full := func(n xml.Name) string {
		if n.Space == "" {
			return n.Local
		}
		return n.Space + ":" + n.Local
	}
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch token := token.(type) {
		case xml.StartElement:
			fmt.Fprintf(&b, "<%s", full(token.Name))
			for _, a := range token.Attr {
				fmt.Fprintf(&b, " %s=%q", full(a.Name), a.Value)
			}
			b.WriteString(">")
		case xml.EndElement:
			fmt.Fprintf(&b, "</%s>", full(token.Name))
		case xml.CharData:
			fmt.Fprintf(&b, "%q", token)
		}
	}
}

// squeeze takes away white space, the quotes around texts and the escapes of
// white space, in which the two traces differ.
func squeeze(s string) string {
	return strings.NewReplacer(" ", "", `"`, "", `\n`, "", `\t`, "", `\`, "").Replace(s)
}

// TestPrefixes: no beginning of a document is a document.
func TestPrefixes(t *testing.T) {
	for _, doc := range seeds[:4] {
		for n := range len(doc) {
			if _, err := trace(strings.NewReader(doc[:n]), coverage.Limits{}); err == nil {
				t.Errorf("%q is accepted", doc[:n])
			}
		}
	}
}
