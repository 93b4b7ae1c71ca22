package clover

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// A root called coverage is also that of Cobertura, Sonar and NCover (formats
// §1.2). Clover's own is an attribute with its version, which PHPUnit leaves
// out, or the project inside.

// sniff is Format.Sniff.
func sniff(head []byte) coverage.Confidence {
	s := xmlscan.New(name, bytes.NewReader(head), coverage.Limits{})
	if token, _ := s.Next(); token != xmlscan.Start || string(s.Name()) != "coverage" {
		return coverage.No
	}
	if _, ok := s.Attr("clover"); ok {
		return coverage.Certain
	}
	_, generated := s.Attr("generated")
	for {
		switch token, err := s.Next(); {
		case token == xmlscan.Start:
			return byFirstElement(string(s.Name()))
		case err != nil || token == xmlscan.End:
			if generated {
				return coverage.Possible
			}
			return coverage.No
		}
	}
}

func byFirstElement(name string) coverage.Confidence {
	if name == "project" || name == "testproject" {
		return coverage.Certain
	}
	return coverage.No
}
