package opencover

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// describe is what a section says:
// path [module] line=hits … {points} line.block.arm=hits … name@line-end=hits.
// "?" stands behind branches of jumps that were not reached, "1~" for a method
// that ran and was not entered.
func describe(s *coverage.Section) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s [%s]", s.Path, s.Module)
	for _, l := range s.File.Lines {
		fmt.Fprintf(&b, " %d=%d", l.Number, l.Hits)
	}
	fmt.Fprintf(&b, " {%d}", len(s.File.Statements))
	for _, br := range s.File.Branches {
		fmt.Fprintf(&b, " %d.%d.%d=%d", br.Line, br.Block, br.Arm, br.Hits)
		if br.Bits&coverage.Evaluated == 0 {
			b.WriteString("?")
		}
	}
	for _, f := range s.File.Functions {
		fmt.Fprintf(&b, " %s@%d-%d=%d", f.Name, f.Line, f.EndLine, f.Shown())
		if f.Executed {
			b.WriteString("~")
		}
	}
	return b.String()
}

// module wraps classes in a module with the files 1, a.cs, and 2, b.cs.
func module(classes string) string {
	return `<Module><ModuleName>M</ModuleName><Files><File uid="1" fullPath="a.cs"/><File uid="2" fullPath="b.cs"/></Files><Classes>` + classes + `</Classes></Module>`
}

func session(modules string) string {
	return `<CoverageSession><Summary numSequencePoints="9"/><Modules>` + modules + `</Modules></CoverageSession>`
}

// in wraps points in a method of a.cs that was called five times.
func in(points string) string { return session(module(class(points))) }

func class(points string) string {
	return `<Class><FullName>N.C</FullName><Methods><Method visited="true"><Name>System.Void N.C::F()</Name><FileRef uid="1"/><SequencePoints>` + points + `</SequencePoints><MethodPoint vc="5"/></Method></Methods></Class>`
}

func TestRead(t *testing.T) {
	const p = `<SequencePoint vc="3" offset="0" sl="1" sc="2" el="1" ec="9" fileid="1"/>`
	for _, test := range []struct{ name, in, want string }{
		{"points", in(p + `<SequencePoint vc="0" sl="2" sc="1" el="2" ec="5"/>`), "a.cs [M] 1=3 2=0 {2} N.C::F()@1-2=5"},
		{"points of one line", in(p + `<SequencePoint vc="0" sl="1" sc="10" el="1" ec="12"/><SequencePoint vc="7" sl="1" sc="20" el="1" ec="22"/>`), "a.cs [M] 1=7 {3} N.C::F()@1-1=5"},
		{"a place compiled twice", in(p + `<SequencePoint vc="7" offset="9" sl="1" sc="2" el="1" ec="9" fileid="1"/>`), "a.cs [M] 1=7 {1} N.C::F()@1-1=5"},
		{"a point of several lines", in(`<SequencePoint vc="3" sl="1" sc="2" el="3" ec="9"/>`), "a.cs [M] 1=3 2=3 3=3 {1} N.C::F()@1-3=5"},
		{"a lambda inside of a statement", in(`<SequencePoint vc="3" sl="1" sc="2" el="5" ec="9"/><SequencePoint vc="0" sl="2" sc="2" el="3" ec="9"/>`), "a.cs [M] 1=3 2=0 3=0 4=3 5=3 {2} N.C::F()@1-5=5"},
		{"points that overlap", in(`<SequencePoint vc="3" sl="1" sc="2" el="3" ec="9"/><SequencePoint vc="4" sl="2" sc="2" el="5" ec="9"/>`), "a.cs [M] 1=3 2=4 3=4 4=4 5=4 {2} N.C::F()@1-5=5"},
		{"longer points around from one place", in(`<SequencePoint vc="3" sl="1" sc="2" el="4" ec="9"/><SequencePoint vc="4" sl="1" sc="2" el="2" ec="9"/>`), "a.cs [M] 1=4 2=4 3=3 4=3 {2} N.C::F()@1-4=5"},
		{"a gap", in(`<SequencePoint vc="3" sl="1" sc="2" el="2" ec="9"/><SequencePoint vc="4" sl="5" sc="2" el="5" ec="9"/>`), "a.cs [M] 1=3 2=3 5=4 {2} N.C::F()@1-5=5"},
		{"points without an end", in(`<SequencePoint vc="3" sl="1"/>`), "a.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"coverlet's columns", in(`<SequencePoint vc="3" sl="1" sc="1" el="1" ec="2"/><SequencePoint vc="4" sl="1"/>`), "a.cs [M] 1=4 {1} N.C::F()@1-1=5"},
		{"hidden points and those of nowhere", in(`<SequencePoint vc="3" sl="16707566" el="16707566"/><SequencePoint vc="3" sl="0" el="0"/>` + p), "a.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"counts below zero", in(`<SequencePoint vc="-3" sl="1"/><SequencePoint vc="18446744073709551615" sl="2"/>`), "a.cs [M] 1=0 2=0 {2} N.C::F()@1-2=5"},
		{"branches", in(p + `<BranchPoint vc="1" sl="1" offset="7" path="0" offsetend="9" fileid="1"/><BranchPoint vc="0" sl="1" offset="7" path="1" fileid="1"/><BranchPoint vc="0" sl="1" offset="9" path="0" fileid="1"/>`),
			"a.cs [M] 1=3 {1} 1.7.0=1 1.7.1=0 1.9.0=0? N.C::F()@1-1=5"},
		{"branches without a line", in(p + `<SequencePoint vc="3" offset="8" sl="3" el="3"/><BranchPoint vc="1" offset="7" path="0"/><BranchPoint vc="2" offset="8" path="0"/><BranchPoint vc="3" offset="99" path="1"/>`),
			"a.cs [M] 1=3 3=3 {2} 1.7.0=1 3.8.0=2 3.99.1=3 N.C::F()@1-3=5"},
		{"branches before all points", in(`<SequencePoint vc="3" offset="8" sl="3" el="3"/><BranchPoint vc="1" offset="7" path="0"/>`), "a.cs [M] 3=3 {1} N.C::F()@3-3=5"},
		{"hidden branches", in(p + `<BranchPoint vc="1" sl="16707566" offset="7" path="0"/>`), "a.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"points that name their file", in(p + `<SequencePoint vc="4" sl="8" fileid="2"/><SequencePoint vc="5" sl="9" fileid="0"/>`),
			"a.cs [M] 1=3 9=5 {2} N.C::F()@1-9=5\nb.cs [M] 8=4 {1}"},
		{"methods that were entered before", strings.Replace(in(p), `<MethodPoint vc="5"/>`, `<MethodPoint vc="0"/>`, 1), "a.cs [M] 1=3 {1} N.C::F()@1-1=1~"},
		{"methods without a MethodPoint", strings.Replace(in(p), `<MethodPoint vc="5"/>`, `<MethodPoint/>`, 1), "a.cs [M] 1=3 {1} N.C::F()@1-1=3"},
		{"methods without a name", strings.Replace(in(p), `<Name>System.Void N.C::F()</Name>`, ``, 1), "a.cs [M] 1=3 {1}"},
		{"methods without points", in(``), ""},
		{"names", strings.Replace(in(p), `System.Void N.C`, `System.Void modreq(X) N.C&lt;A, B&gt;/`+"\x01", 1), "a.cs [M] 1=3 {1} B>/\x01::F()@1-1=5"},
		{"names of nothing", strings.Replace(in(p), `System.Void N.C::F()`, `F`, 1), "a.cs [M] 1=3 {1} F@1-1=5"},
		{"tests that reached a point", in(strings.Replace(p, "/>", `><TrackedMethodRefs><TrackedMethodRef uid="1" vc="1"/></TrackedMethodRefs></SequencePoint>`, 1)), "a.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"classes of one file", session(module(class(p) + class(strings.Replace(p, "3", "4", 1)))), "a.cs [M] 1=7 {1} N.C::F()@1-1=10"},
		{"modules of one file", session(module(class(p)) + module(class(p))), "a.cs [M] 1=3 {1} N.C::F()@1-1=5\na.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"numbers are the module's", session(module(class(p)) + `<Module><Files><File uid="1" fullPath="C:\z.cs"/></Files>` + class(p) + `</Module>`),
			"a.cs [M] 1=3 {1} N.C::F()@1-1=5\nC:\\z.cs [] 1=3 {1} N.C::F()@1-1=5"},
		{"what was left out", session(`<Module skippedDueTo="Filter"><Files/>` + class(p) + `</Module>` + module(`<Class skippedDueTo="Attribute"/><Class skippedDueTo="File">`+class(p)+`</Class><Method skippedDueTo="Attribute"><Name>x</Name>`+p+`</Method>`+class(p))),
			"a.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"several sessions", `<root>` + in(p) + in(p) + `</root>`, "a.cs [M] 1=3 {1} N.C::F()@1-1=5\na.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"embedded sources", strings.Replace(in(p), `"a.cs"`, `"a.cs" altcover.embed="`+strings.Repeat("x", 200<<10)+`"`, 1), "a.cs [M] 1=3 {1} N.C::F()@1-1=5"},
		{"nothing", session(``), ""},
	} {
		t.Run(test.name, func(t *testing.T) { readertest.Says(t, Format, describe, test.in, test.want) })
	}
}

func TestDropped(t *testing.T) {
	const odd = `<SequencePoint vc="1" sl="7"/>
<SequencePoint/>
<SequencePoint vc="1" sl="-1"/>
<SequencePoint vc="1" sl="10000001"/>
<SequencePoint vc="1" sl="99999999999999999999"/>
<SequencePoint sl="1"/>
<SequencePoint vc="many" sl="1"/>
<SequencePoint vc="1" sl="2" el="1"/>
<SequencePoint vc="1" sl="2" el="x"/>
<SequencePoint vc="1" sl="2" el="10002"/>
<SequencePoint vc="1" sl="2" fileid="3"/>
<BranchPoint/>
<BranchPoint vc="1" sl="7" offset="4294967296" path="0"/>
<BranchPoint vc="1" sl="7" offset="1" path="-1"/>
<BranchPoint vc="x" sl="7" offset="1" path="1"/>
<BranchPoint vc="1" sl="x" offset="1" path="1"/>
<BranchPoint vc="1" sl="7" offset="1" path="1" fileid="3"/>`
	homeless := `<Method><Name>G</Name><FileRef uid="9"/><SequencePoint vc="1" sl="1"/></Method><File fullPath="x"/><File uid="x"/>`
	got, info, err := readertest.Describe(Format, describe, session(module(class(odd)+homeless)), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "a.cs [M] 7=1 {1} N.C::F()@7-7=5"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := (coverage.Dropped{Count: 19, First: `a sequence point on the line ""`, Line: 2}); info.Dropped != want {
		t.Errorf("dropped %+v, want %+v", info.Dropped, want)
	}
}

// TestSettle: what two modules count of a file is added up point by point, and
// the lines follow from that: 3+0 and 0+4 on one line are 4, not 7.
func TestSettle(t *testing.T) {
	point := func(sc, vc int) string {
		return fmt.Sprintf(`<SequencePoint vc="%d" sl="1" sc="%d" el="2" ec="50" fileid="1"/>`, vc, sc)
	}
	doc := session(module(class(point(2, 3)+point(9, 0))) + module(class(point(2, 0)+point(9, 4))))
	files, _, err := readertest.Collect(Format, strings.NewReader(doc), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	merged := files["a.cs"]
	if got, want := fmt.Sprint(merged.Lines), "[{1 0 4} {2 0 4}]"; got != want {
		t.Errorf("lines %s, want %s", got, want)
	}
	if got := merged.Functions[0].Hits; got != 10 {
		t.Errorf("%d calls, want 10", got)
	}
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		"\ufeff<?xml version=\"1.0\"?><CoverageSession xmlns:xsd=\"x\">": coverage.Certain,
		`<CoverageSession/>`:                  coverage.Certain,
		`<root><CoverageSession>`:             coverage.Certain,
		`<root><a/><CoverageSession/></root>`: coverage.No,
		`<root/>`:                             coverage.No,
		`<coverage>`:                          coverage.No,
		`<Cover`:                              coverage.No,
		``:                                    coverage.No,
	})
}

func TestErrors(t *testing.T) {
	limits := coverage.Limits{Sections: 2, Records: 4, Depth: 12, StringSize: 50}
	readertest.Refused(t, Format, limits, map[string]error{
		"":                                 coverage.ErrEmpty,
		"<html></html>":                    coverage.ErrNotReport,
		"<coverage><packages/></coverage>": coverage.ErrNotReport,
		"<CoverageSession><Modules>":       coverage.ErrTruncated,
		"<CoverageSession></Modules></CoverageSession>": coverage.ErrSyntax,
		in(`<SequencePoint vc="1" sl="1"/><SequencePoint vc="1" sl="2"/><SequencePoint vc="1" sl="3"/><SequencePoint vc="1" sl="4"/>`): coverage.ErrLimit,
		in(`<SequencePoint vc="1" sl="1" el="5"/>`):                               coverage.ErrLimit,
		in(strings.Repeat(`<SequencePoint vc="1" sl="1"/>`, 5)):                   coverage.ErrLimit,
		in(strings.Repeat(`<BranchPoint vc="1" sl="1" offset="1" path="1"/>`, 5)): coverage.ErrLimit,
		in(`<SequencePoint vc="1" sl="1" fileid="1"/><SequencePoint vc="1" sl="1" fileid="2"/><BranchPoint vc="1" sl="1" offset="1" path="0" fileid="1"/>`): coverage.ErrLimit,
		session(`<Module><Files>` + strings.Repeat(`<File uid="1" fullPath="a"/><File uid="2" fullPath="b"/>`, 2) + `</Files></Module>`):                    coverage.ErrLimit,
		session(`<Module><Files>` + strings.Repeat(`<File uid="1" fullPath="01234567890123456789"/>`, 3000) + `</Files></Module>`):                          coverage.ErrLimit,
		session(`<Module><Files><File uid="1" fullPath="` + strings.Repeat("a", 51) + `"/></Files></Module>`):                                               coverage.ErrLimit,
		session(module(`<Method><Name>` + strings.Repeat("a", 51) + `</Name></Method>`)):                                                                    coverage.ErrLimit,
		session(module(`<Method><Name>` + strings.Repeat("<!-- -->aaaaaaaaaa", 6) + `</Name></Method>`)):                                                    coverage.ErrLimit,
	})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, in(`<SequencePoint vc="1" sl="1" fileid="1"/><SequencePoint vc="1" sl="1" fileid="2"/>`))
}
