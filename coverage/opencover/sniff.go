package opencover

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Nobody else has a CoverageSession. Scripts that put several into one file wrap
// them in an element of any name.

// sniff is Format.Sniff.
func sniff(head []byte) coverage.Confidence {
	s := xmlscan.New(name, bytes.NewReader(head), coverage.Limits{})
	for {
		token, err := s.Next()
		switch {
		case err != nil || token == xmlscan.End:
			return coverage.No
		case token != xmlscan.Start:
			continue
		case string(s.Name()) == "CoverageSession":
			return coverage.Certain
		case s.Depth() > 1:
			return coverage.No
		}
	}
}
