package formats

import (
	"bytes"
	"errors"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

// XML that none of the formats claimed, by its root. Only where a root is
// shared does more of the document have a say (formats §1.2).

// roots are elements that one kind of document begins with.
var roots = map[string]*NotReadable{
	"html":            htmlPage,
	"svg":             other("an SVG picture", ""),
	"testsuites":      other("JUnit test results", ""),
	"testsuite":       other("JUnit test results", ""),
	"testcase":        other("JUnit test results", ""),
	"assemblies":      other("xUnit test results", ""),
	"assembly":        other("xUnit test results", ""),
	"test-run":        other("NUnit test results", ""),
	"test-results":    other("NUnit test results", ""),
	"TestRun":         other("Visual Studio test results (.trx)", ""),
	"mutations":       other("PIT mutation results", ""),
	"crap_result":     other("Crap4J results", ""),
	"checkstyle":      other("Checkstyle results", ""),
	"project":         other("a build file", ""),
	"schema":          other("an XML schema", ""),
	"scoverage":       data("scoverage XML", "read the Cobertura XML that scoverage writes beside it"),
	"CoverageDSPriv":  data("Visual Studio coverage XML (.coveragexml)", "run `dotnet-coverage merge -f cobertura`"),
	"results":         data("Visual Studio coverage XML", "run `dotnet-coverage merge -f cobertura`"),
	"PartCoverReport": data("PartCover XML", writeXML),
	"TRACE32":         data("Trace32 coverage XML", writeXML),
	"Root":            data("dotCover XML", "convert it to Cobertura with ReportGenerator"),
}

var htmlPage = other("an HTML page", "a server's error page is often saved under a report's name: fetch the report again")

// recogniseXML names a document by its root. It is nil where the head is not
// XML after all, and for a <coverage> that nobody else claims.
func recogniseXML(head []byte) error {
	page := bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 1024)]))
	if bytes.HasPrefix(page, []byte("<!doctype html")) || bytes.HasPrefix(page, []byte("<html")) {
		return htmlPage
	}
	s := xmlscan.New("XML", bytes.NewReader(head), coverage.Limits{})
	token, err := s.Next()
	switch {
	case errors.Is(err, coverage.ErrSyntax) || errors.Is(err, coverage.ErrLimit):
		return &NotReadable{What: "XML that cannot be read", Hint: err.Error()}
	case err != nil || token != xmlscan.Start:
		return nil
	}
	name := string(s.Name())
	if i := strings.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	switch name {
	case "coverage":
		return rareCoverage(s)
	case "phpunit":
		if space, _ := s.Attr("xmlns"); bytes.Contains(space, []byte("coverage")) {
			return data("PHPUnit's XML", "run `phpunit --coverage-cobertura cobertura.xml`")
		}
		return other("PHPUnit's configuration", "")
	}
	if n, ok := roots[name]; ok {
		return n
	}
	return other("XML with the root <"+name[:min(len(name), 40)]+">", "")
}

// rareCoverage tells apart what has the root <coverage> and is not read.
func rareCoverage(s *xmlscan.Scanner) error {
	if _, ok := s.Attr("profilerVersion"); ok {
		return data("NCover XML", writeXML)
	}
	for {
		token, err := s.Next()
		if err != nil || token == xmlscan.End {
			return nil
		}
		if token != xmlscan.Start {
			continue
		}
		switch string(s.Name()) {
		case "module":
			return data("NCover XML", writeXML)
		case "assembly":
			return data("mprof XML", writeXML)
		case "ctcreportOptions":
			return data("Testwell CTC++ XML", writeXML)
		}
		return nil
	}
}
