package jacoco

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// A root called report could be anybody's, so it takes one of JaCoCo's own
// elements inside, or its document type before.

// sniff is Format.Sniff.
func sniff(head []byte) coverage.Confidence {
	s := xmlscan.New(name, bytes.NewReader(head), coverage.Limits{})
	if token, _ := s.Next(); token != xmlscan.Start || string(s.Name()) != "report" {
		return coverage.No
	}
	prolog, _, _ := bytes.Cut(head, []byte("<report"))
	if bytes.Contains(prolog, []byte("//JACOCO//")) || bytes.Contains(prolog, []byte("jacoco/trunk/coverage/report.dtd")) {
		return coverage.Certain
	}
	for {
		switch token, err := s.Next(); {
		case err != nil || token == xmlscan.End:
			return coverage.No
		case token == xmlscan.Start:
			switch string(s.Name()) {
			case "sessioninfo", "package", "group":
				return coverage.Certain
			}
			return coverage.No
		}
	}
}
