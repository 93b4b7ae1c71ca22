package jacoco

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// describe is what a section says:
// (module) path line=mark … line:taken/total … function@line+ …, where a mark
// is one of - missed, + whole, p part, ? ran and no more is known.
func describe(s *coverage.Section) string {
	var b strings.Builder
	if s.Module != "" {
		fmt.Fprintf(&b, "(%s) ", s.Module)
	}
	b.WriteString(s.Path)
	if s.Kind == coverage.FilePath {
		b.WriteString(" as it is")
	}
	for _, l := range s.File.Lines {
		fmt.Fprintf(&b, " %d%s", l.Number, map[coverage.LineBits]string{
			0:                                  "-",
			coverage.Executed:                  "?",
			coverage.Executed | coverage.Whole: "+",
			coverage.Executed | coverage.Part:  "p",
		}[l.Bits])
		if l.Hits != 0 {
			fmt.Fprintf(&b, "=%d", l.Hits)
		}
	}
	for _, c := range s.File.BranchCounts {
		fmt.Fprintf(&b, " %d:%d/%d", c.Line, c.Taken, c.Total)
	}
	for _, f := range s.File.Functions {
		fmt.Fprintf(&b, " %s@%d%s", f.Name, f.Line, map[bool]string{true: "+", false: "-"}[f.Ran()])
	}
	return b.String()
}

const (
	ran    = `<counter type="INSTRUCTION" missed="0" covered="3"/><counter type="METHOD" missed="0" covered="1"/>`
	missed = `<counter type="INSTRUCTION" missed="3" covered="0"/><counter type="METHOD" missed="1" covered="0"/>`
)

func TestRead(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"lines", `<report name="r"><package name="com/acme"><sourcefile name="A.java">
			<line nr="2" mi="0" ci="3" mb="0" cb="0"/><line nr="1" mi="3" ci="0" mb="2" cb="0"/><line nr="3" mi="1" ci="2" mb="1" cb="3"/>
			<counter type="LINE" missed="1" covered="2"/></sourcefile></package></report>`,
			"com/acme/A.java 1- 2+ 3p 1:0/2 3:3/4"},
		{"default package", `<report><package name=""><sourcefile name="A.java"/></package></report>`, "A.java"},
		{"groups", `<report><group name="a"><group name="b"><package name="p"><sourcefile name="A"/></package></group><package name="q"><sourcefile name="B"/></package></group><package name=""><sourcefile name="C"/></package></report>`,
			"(a/b) p/A\n(a) q/B\nC"},
		{"methods", `<report><package name="p"><class name="p/A$In" sourcefilename="A.java"><method name="&lt;init&gt;" desc="()V" line="7">` + missed + `</method></class>
			<class name="p/A" sourcefilename="A.java"><method name="run" desc="()V" line="3">` + ran + `</method></class>
			<class name="p/B" sourcefilename="B.java"><method name="go" desc="()V" line="1">` + ran + `</method></class>
			<sourcefile name="B.java"/><sourcefile name="A.java"/></package><package name="q"><sourcefile name="A.java"/></package></report>`,
			"p/B.java B.go@1+\np/A.java A.run@3+ A$In.<init>@7-\nq/A.java"},
		{"one place, two methods", `<report><package name="p"><class name="p/A" sourcefilename="A"><method name="f" desc="()V" line="1">` + ran + `</method><method name="f" desc="(I)V" line="1">` + missed + `</method><method name="f" desc="(J)V" line="2">` + missed + `</method></class><sourcefile name="A"/></package></report>`,
			"p/A A.f()V@1+ A.f(I)V@1- A.f@2-"},
		{"methods without a place or a counter", `<report><package name="p"><class name="p/A" sourcefilename="A"><method name="f" desc="()V">` + ran + `</method><method name="g" desc="()V" line="2"/></class><sourcefile name="A"/></package></report>`,
			"p/A"},
		{"JaCoCo 0.7 does not name files", `<report><package name="p"><class name="p/A$1"><method name="f" desc="()V" line="1">` + ran + `</method></class><sourcefile name="A.java"/></package></report>`,
			"p/A.java A$1.f@1+"},
		{"Kover", `<report name="Intellij Coverage Report"><package name="p"><class name="p/MainKt" sourcefilename="Main.kt"><method name="main" desc="()V" line="1">` + ran + `</method></class><sourcefile name="Main.kt"><line nr="1" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package></report>`,
			"p/Main.kt 1+ MainKt.main@1+"},
		{"Pester", `<report name="Pester"><package name="src\sub"><class name="src\sub\F" sourcefilename="sub\F.ps1"><method name="F" desc="()" line="2">` + ran + `</method></class><sourcefile name="sub\F.ps1"><line nr="2" mi="0" ci="1" mb="0" cb="0"/></sourcefile></package>
			<package name="."><sourcefile name="G.psm1"/></package></report>`,
			"src/sub/F.ps1 2+ F.F@2+\nG.psm1"},
		{"gcovr", `<report name="GCOVR report"><package name=".hid.a"><sourcefile name="x.c"><line nr="1"/><line nr="2" mb="1" cb="1"/><counter type="LINE" missed="0" covered="2"/></sourcefile>
			<sourcefile name="y.c"><line nr="1"/><line nr="2" mb="2" cb="0"/><counter type="LINE" missed="2" covered="0"/></sourcefile></package></report>`,
			".hid/a/x.c as it is 1? 2? 2:1/2\n.hid/a/y.c as it is 1- 2- 2:0/2"},
		{"gcovr 8.3", `<report><package name="a"><class name="x_c" sourcefilename="/w/a/x.c"><lines><line nr="1"/></lines><counter type="LINE" missed="0" covered="1"/></class></package></report>`,
			"/w/a/x.c as it is 1?"},
		{"nothing", `<report name="r"><sessioninfo id="x" start="1" dump="2"/></report>`, ""},
	} {
		t.Run(test.name, func(t *testing.T) { readertest.Says(t, Format, describe, test.in, test.want) })
	}
}

func TestDropped(t *testing.T) {
	for _, test := range []struct {
		in, want string
		dropped  coverage.Dropped
	}{
		{"<report><package name='p'>\n<class name='p/A'><method name='f' desc='()V'>" + ran + "</method></class></package></report>", "",
			coverage.Dropped{Count: 1, Line: 2, First: "the class A has no debug information: compile it with -g to see its lines"}},
		{"<report><package name='p'><sourcefile name='A'><line nr='0' ci='1'/><line nr='x'/><line nr='10000001' ci='1'/><line nr='1' ci='-1'/><line nr='2' ci='2147483648'/><line nr='3' mi='0' ci='1'/></sourcefile></package></report>",
			"p/A 3+", coverage.Dropped{Count: 5, Line: 1, First: `the line number "0"`}},
		{"<report><package name='p'><line nr='1' ci='1'/><sourcefile/></package></report>", "",
			coverage.Dropped{Count: 2, Line: 1, First: "a line outside of a source file"}},
		{"<report name='GCOVR report'><package name=''><sourcefile name='x.c'><line nr='1'/><line nr='2'/><line nr='3' mb='1' cb='1'/><counter type='LINE' missed='1' covered='2'/></sourcefile></package></report>",
			"x.c as it is 3? 3:1/2", coverage.Dropped{Count: 1, Line: 1, First: "2 lines of x.c do not say whether they ran: gcovr's Cobertura or JSON report does"}},
	} {
		got, info, err := readertest.Describe(Format, describe, test.in, coverage.Limits{})
		if err != nil || got != test.want || info.Dropped != test.dropped {
			t.Errorf("got %q, %+v, %v\nwant %q, %+v", got, info.Dropped, err, test.want, test.dropped)
		}
	}
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x">`:    coverage.Certain,
		`<!DOCTYPE report SYSTEM 'https://www.jacoco.org/jacoco/trunk/coverage/report.dtd'><report name="GCOVR report">`: coverage.Certain,
		`<report name="x"><sessioninfo id="1"/>`: coverage.Certain,
		`<report><group name="a">`:               coverage.Certain,
		`<report><package name="a">`:             coverage.Certain,
		`<report name="x">`:                      coverage.No,
		`<report><item/></report>`:               coverage.No,
		`<report/>`:                              coverage.No,
		`<coverage><packages/></coverage>`:       coverage.No,
		`<other name="-//JACOCO//"/>`:            coverage.No,
		"\x01\xc0\xc0\x10\x07":                   coverage.No,
		``:                                       coverage.No,
	})
}

func TestErrors(t *testing.T) {
	limits := coverage.Limits{Sections: 2, Records: 3, Depth: 8, StringSize: 50}
	readertest.Refused(t, Format, limits, map[string]error{
		"":                            coverage.ErrEmpty,
		"<hello/>":                    coverage.ErrNotReport,
		"<group/>":                    coverage.ErrNotReport,
		"<report><package name='p'>":  coverage.ErrTruncated,
		"<report></package></report>": coverage.ErrSyntax,
		"<report name='&x;'/>":        coverage.ErrSyntax,
		"<report><package>" + strings.Repeat("<sourcefile name='A'/>", 3) + "</package></report>":                                  coverage.ErrLimit,
		"<report><package><sourcefile name='A'>" + strings.Repeat("<line nr='1' ci='1'/>", 4) + "</sourcefile></package></report>": coverage.ErrLimit,
		"<report><package>" + strings.Repeat("<class sourcefilename='A'/>", 4) + "</package></report>":                             coverage.ErrLimit,
		"<report><package><class>" + strings.Repeat("<method name='m'/>", 4) + "</class></package></report>":                       coverage.ErrLimit,
		"<report><package name='" + strings.Repeat("p", 51) + "'/></report>":                                                       coverage.ErrLimit,
		"<report>" + strings.Repeat("<group name='g'>", 9):                                                                         coverage.ErrLimit,
	})
}

func TestOthersErrors(t *testing.T) {
	doc := `<report><package name="p"><sourcefile name="A"/><sourcefile name="B"/></package></report>`
	readertest.OthersErrors(t, Format, doc)
}
