package sonar

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// describe is what a section says:
// path +covered -missed … line:taken/total.
func describe(s *coverage.Section) string {
	var b strings.Builder
	b.WriteString(s.Path)
	for _, l := range s.File.Lines {
		sign := "-"
		if l.Inexact() {
			sign = "+"
		}
		fmt.Fprintf(&b, " %s%d", sign, l.Number)
	}
	for _, c := range s.File.BranchCounts {
		fmt.Fprintf(&b, " %d:%d/%d", c.Line, c.Taken, c.Total)
	}
	return b.String()
}

// in wraps lines in a file.
func in(lines string) string {
	return `<coverage version="1"><file path="a.c">` + lines + `</file></coverage>`
}

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"lines", in(`<lineToCover lineNumber="2" covered="false"/><lineToCover covered="true" lineNumber="1"/>`), "a.c +1 -2"},
		{"branches", in(`<lineToCover lineNumber="1" covered="true" branchesToCover="4" coveredBranches="3"/><lineToCover lineNumber="2" covered="true" branchesToCover="0" coveredBranches="0"/>`), "a.c +1 +2 1:3/4"},
		{"branches of which nothing is said", in(`<lineToCover lineNumber="1" covered="true" branchesToCover="4"/>`), "a.c +1"},
		{"a line again", in(`<lineToCover lineNumber="1" covered="false"/><lineToCover lineNumber="1" covered="true"/><lineToCover lineNumber="1" covered="false"/>`), "a.c +1"},
		{"case of the words", in(`<lineToCover lineNumber="1" covered="True"/><lineToCover lineNumber="2" covered="FALSE"/>`), "a.c +1 -2"},
		{"paths as they are", `<coverage><file path="C:\a\&amp;.cs"/><file path="../x"/></coverage>`, "C:\\a\\&.cs\n../x"},
		{"elements of others inside", in(`<x><lineToCover lineNumber="1" covered="true"/></x><lineToCover lineNumber="2" covered="true"><y/></lineToCover>`), "a.c +2"},
		{"nothing", `<coverage version="1"/>`, ""},
	} {
		t.Run(test.name, func(t *testing.T) { readertest.Says(t, Format, describe, test.in, test.want) })
	}
}

func TestDropped(t *testing.T) {
	const odd = `<lineToCover lineNumber="7" covered="true"/>
<lineToCover lineNumber="0" covered="true"/>
<lineToCover lineNumber="-1" covered="true"/>
<lineToCover covered="true"/>
<lineToCover lineNumber="10000001" covered="true"/>
<lineToCover lineNumber="1"/>
<lineToCover lineNumber="1" covered="1"/>
<lineToCover lineNumber="2" covered="true" branchesToCover="1" coveredBranches="2"/>
<lineToCover lineNumber="3" covered="true" branchesToCover="x" coveredBranches="2"/>
<lineToCover lineNumber="4" covered="true" branchesToCover="2" coveredBranches="-1"/>
<lineToCover lineNumber="5" covered="true" branchesToCover="4294967296" coveredBranches="0"/>
<lineToCover lineNumber="6" covered="true" branchesToCover=""/>
</file><file><lineToCover lineNumber="1" covered="true"/>`
	got, info, err := readertest.Describe(Format, describe, in(odd), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "a.c +2 +3 +4 +5 +6 +7"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := (coverage.Dropped{Count: 12, First: `the line number "0"`, Line: 2}); info.Dropped != want {
		t.Errorf("dropped %+v, want %+v", info.Dropped, want)
	}
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`<?xml version="1.0"?><coverage version="1"><file path="x">`: coverage.Certain,
		`<coverage><file path="x"/>`:                                 coverage.Certain,
		`<coverage version="1"/>`:                                    coverage.Possible,
		`<coverage version="1">`:                                     coverage.Possible,
		`<coverage version="1" xmlns:xsi="x" xsi:noNamespaceSchemaLocation="y"><file path="x"/>`: coverage.Certain,
		`<coverage version="1" line-rate="0"/>`:                                                  coverage.No,
		`<coverage/>`:                                                                            coverage.No,
		`<coverage version="1"><packages>`:                                                       coverage.No,
		`<coverage version="1"><file name="x">`:                                                  coverage.No,
		`<coverage version="1" clover="3"><project>`:                                             coverage.No,
		`<unitTest version="1"><file path="x">`:                                                  coverage.No,
		`<cover`:                                                                                 coverage.No,
		``:                                                                                       coverage.No,
	})
}

func TestErrors(t *testing.T) {
	limits := coverage.Limits{Sections: 2, Records: 3, Depth: 8, StringSize: 50}
	line := `<lineToCover lineNumber="1" covered="true"/>`
	readertest.Refused(t, Format, limits, map[string]error{
		"":              coverage.ErrEmpty,
		"<html></html>": coverage.ErrNotReport,
		`<coverage line-rate="1"><packages/></coverage>`:   coverage.ErrNotReport,
		`<coverage generated="1"><project/></coverage>`:    coverage.ErrNotReport,
		`<coverage version="1"><file path="a">`:            coverage.ErrTruncated,
		"<coverage></file></coverage>":                     coverage.ErrSyntax,
		in(`</file><file path="b"></file><file path="c">`): coverage.ErrLimit,
		in(strings.Repeat(line, 4)):                        coverage.ErrLimit,
		in(strings.Repeat(`<lineToCover lineNumber="1" covered="true" branchesToCover="2" coveredBranches="1"/>`, 2)): coverage.ErrLimit,
		in(`</file><file path="` + strings.Repeat("a", 51) + `">`):                                                    coverage.ErrLimit,
	})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, in(`</file><file path="b">`))
}
