package opencover

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Real reports, held against what their own summaries count and against the
// points in them as encoding/xml reads them.

// A reported is what a report says of itself, by its sessions' summaries and by
// the points in it.
type reported struct {
	summary  summary
	points   int64
	lines    map[string]map[uint32]bool // whether a point around them ran
	places   map[string]bool            // of points, whether one there ran
	branches map[string]bool
}

type summary struct {
	Points     int64 `xml:"numSequencePoints,attr"`
	PointsRan  int64 `xml:"visitedSequencePoints,attr"`
	Methods    int64 `xml:"numMethods,attr"`
	MethodsRan int64 `xml:"visitedMethods,attr"`
}

// reportedBy walks a report by encoding/xml.
func reportedBy(t *testing.T, path string) reported {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := reported{lines: map[string]map[uint32]bool{}, places: map[string]bool{}, branches: map[string]bool{}}
	files, method, token, parent := map[string]string{}, "", "", ""
	for d := xml.NewDecoder(bytes.NewReader(data)); ; {
		next, err := d.Token()
		if err == io.EOF {
			return r
		}
		if err != nil {
			t.Fatal(err)
		}
		start, ok := next.(xml.StartElement)
		if !ok {
			continue
		}
		attr := map[string]string{}
		for _, a := range start.Attr {
			attr[a.Name.Local] = a.Value
		}
		switch start.Name.Local {
		case "Summary":
			if parent == "CoverageSession" { // merged sessions are of the same code
				if err := d.DecodeElement(&r.summary, &start); err != nil {
					t.Fatal(err)
				}
			}
		case "Module":
			files = map[string]string{}
		case "File":
			files[attr["uid"]] = attr["fullPath"]
		case "Method":
			method, token = "", ""
		case "MetadataToken":
			if err := d.DecodeElement(&token, &start); err != nil {
				t.Fatal(err)
			}
		case "FileRef":
			method = files[attr["uid"]]
		case "BranchPoint":
			if len(attr) > 0 {
				r.branches[fmt.Sprint(method, token, attr["sl"], attr["offset"], attr["path"])] = true
			}
		case "SequencePoint":
			r.point(files, method, attr)
		}
		parent = start.Name.Local
	}
}

// point notes a point's place and its lines.
func (r *reported) point(files map[string]string, method string, attr map[string]string) {
	r.points++
	file := method
	if id, ok := attr["fileid"]; ok && id != "0" {
		file = files[id]
	}
	var from, to uint32
	fmt.Sscan(attr["sl"], &from)
	if fmt.Sscan(attr["el"], &to); to < from {
		to = from
	}
	if file == "" || from == 0 || from == hidden {
		return
	}
	ran := attr["vc"] != "0"
	place := fmt.Sprint(file, from, attr["sc"], to, attr["ec"])
	r.places[place] = r.places[place] || ran
	if r.lines[file] == nil {
		r.lines[file] = map[uint32]bool{}
	}
	for line := from; line <= to; line++ {
		r.lines[file][line] = r.lines[file][line] || ran
	}
}

// A difference is what is to be said of a fetched report that is not as its
// summary has it.
type difference struct {
	cut      bool  // its points are not those of its summary
	placed   int64 // the branches that have a place, where some have none
	sessions int64 // that the points are spread over, where they are not one
}

var known = map[string]difference{
	// Cut or written by hand for somebody's test: points without attributes,
	// methods of no file, modules without classes.
	"OpenCoverWithEmbeddedSource.xml":   {cut: true},
	"opencover-empty-module.xml":        {cut: true},
	"opencover-missing-module-name.xml": {cut: true},
	"opencover-missing-source-line.xml": {cut: true},
	"test_opencover.xml":                {cut: true},
	// The methods of anonymous types have branches, and neither points nor files.
	"opencovertests.xml":               {placed: 690},
	"opencover-withskippedmodules.xml": {placed: 690},
	"MultiOpenCover.xml":               {sessions: 2},
}

// dropped are the records that make no sense, of reports that were written by
// hand.
var dropped = map[string]int{"opencover-missing-source-line.xml": 2, "test_opencover.xml": 2}

// TestFetched: every report is read, and has the lines, points and methods that
// it says it has. Points of one place are one statement.
func TestFetched(t *testing.T) {
	readertest.Fetched(t, Format, corpustest.Files(t, "opencover/fetched", "*.xml"), readertest.Exceptions{Dropped: dropped}, func(r readertest.Report) {
		want := reportedBy(t, r.Path)
		var total coverage.Summary
		for path, file := range r.Files {
			total = total.Add(file.Summary())
			compareLines(t, r.Path, path, file, want.lines[path])
		}
		if len(r.Files) != len(want.lines) {
			t.Errorf("%s: %d files, want %d", r.Path, len(r.Files), len(want.lines))
		}
		compareTotals(t, r.Path, total, want, known[filepath.Base(r.Path)])
	})
}

func compareTotals(t *testing.T, base string, got coverage.Summary, want reported, differs difference) {
	t.Helper()
	var places coverage.Ratio
	for _, ran := range want.places {
		places.Total++
		if ran {
			places.Covered++
		}
	}
	if got.Statements != places {
		t.Errorf("%s: statements %v, want %v", base, got.Statements, places)
	}
	branches := int64(len(want.branches))
	if differs.placed > 0 {
		branches = differs.placed
	}
	if got.Branches.Total != branches {
		t.Errorf("%s: %d branches, want %d of %d", base, got.Branches.Total, branches, len(want.branches))
	}
	if differs.cut {
		return
	}
	if points := want.summary.Points * max(differs.sessions, 1); points != want.points {
		t.Errorf("%s: %d points, and its summary counts %d", base, want.points, points)
	}
	// Early versions do not count methods.
	if methods := (coverage.Ratio{Covered: want.summary.MethodsRan, Total: want.summary.Methods}); methods.Total > 0 && got.Functions != methods {
		t.Errorf("%s: functions %v, want %v", base, got.Functions, methods)
	}
}

// compareLines holds lines against the points around them. One that ran lies in
// a point that did; the other way round there are lambdas.
func compareLines(t *testing.T, base, path string, file *coverage.File, want map[uint32]bool) {
	t.Helper()
	for _, l := range file.Lines {
		ran, ok := want[l.Number]
		if !ok || l.Ran() && !ran {
			t.Errorf("%s: %s:%d ran %v, want %v, %v", base, path, l.Number, l.Ran(), ran, ok)
		}
	}
	if len(file.Lines) != len(want) {
		t.Errorf("%s: %s has %d lines, want %d", base, path, len(file.Lines), len(want))
	}
}

// TestSniffOthers: no report of another XML format is taken for OpenCover's.
func TestSniffOthers(t *testing.T) {
	for _, folder := range []string{"cobertura", "clover", "sonar-generic", "ncover", "jacoco", "dotcover", "junit", "partcover", "scoverage", "mprof", "ctc"} {
		readertest.Foreign(t, Format, corpustest.Files(t, folder, "*.xml"))
	}
}
