package sonar

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// The root is called coverage, as in three other formats (formats §1.2). Only
// here do files stand right inside of it. A report without any has nothing but
// the version of its schema, which has been 1 since there is one.

// sniff is Format.Sniff.
func sniff(head []byte) coverage.Confidence {
	s := xmlscan.New(name, bytes.NewReader(head), coverage.Limits{})
	if token, _ := s.Next(); token != xmlscan.Start || string(s.Name()) != "coverage" {
		return coverage.No
	}
	version, _ := s.Attr("version")
	bare := string(version) == "1" && s.Attrs() == 1
	for {
		switch token, err := s.Next(); {
		case token == xmlscan.Start:
			if _, hasPath := s.Attr("path"); string(s.Name()) == "file" && hasPath {
				return coverage.Certain
			}
			return coverage.No
		case err != nil || token == xmlscan.End:
			if bare {
				return coverage.Possible
			}
			return coverage.No
		}
	}
}
