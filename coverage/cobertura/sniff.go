package cobertura

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// Four formats have a root called coverage, and no namespace tells them apart
// (formats §1.2): Clover, Sonar's generic coverage, NCover and this one. Each
// of the others gives itself away by an attribute of the root or by its first
// element.

// sniff is Format.Sniff.
func sniff(head []byte) coverage.Confidence {
	s := xmlscan.New(name, bytes.NewReader(head), coverage.Limits{})
	if token, _ := s.Next(); token != xmlscan.Start || string(s.Name()) != "coverage" || isRival(s) {
		return coverage.No
	}
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "line-rate", "branch-rate", "lines-valid", "lines-covered":
			return coverage.Certain
		}
	}
	for {
		switch token, err := s.Next(); {
		case err != nil || token == xmlscan.End:
			return coverage.Possible // cut off early, or empty: nothing speaks against it
		case token == xmlscan.Start:
			return byFirstElement(string(s.Name()))
		}
	}
}

func byFirstElement(name string) coverage.Confidence {
	switch name {
	case "sources", "packages", "package", "classes":
		return coverage.Certain
	case "project", "file", "module":
		return coverage.No // Clover, Sonar, NCover
	}
	return coverage.Possible
}

// isRival reports whether the root's attributes are those of another format.
func isRival(s *xmlscan.Scanner) bool {
	for i := range s.Attrs() {
		switch string(s.AttrName(i)) {
		case "clover", "generated", "profilerVersion", "driverVersion":
			return true
		}
	}
	return false
}
