package clover

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// describe is what a section says:
// path line=hits … line:taken/total … line.block.arm=hits … name@line=hits.
// "half" and "whole" stand behind lines of which that is known.
func describe(s *coverage.Section) string {
	var b strings.Builder
	b.WriteString(s.Path)
	if s.Kind == coverage.PackagePath {
		b.WriteString(" (package)")
	}
	for _, l := range s.File.Lines {
		fmt.Fprintf(&b, " %d=%d", l.Number, l.Hits)
		switch l.Bits {
		case coverage.Part:
			b.WriteString("half")
		case coverage.Whole:
			b.WriteString("whole")
		}
	}
	for _, c := range s.File.BranchCounts {
		fmt.Fprintf(&b, " %d:%d/%d", c.Line, c.Taken, c.Total)
	}
	for _, br := range s.File.Branches {
		fmt.Fprintf(&b, " %d.%d.%s=%d", br.Line, br.Block, br.Label, br.Hits)
	}
	for _, f := range s.File.Functions {
		fmt.Fprintf(&b, " %s@%d=%d", f.Name, f.Line, f.Hits)
	}
	return b.String()
}

// in wraps lines in a file of OpenClover's, php in one of PHPUnit's.
func in(lines string) string {
	return `<coverage clover="4.3.1"><project><package name="p"><file name="a" path="/a">` + lines + `</file></package></project></coverage>`
}

func php(statements int, lines string) string {
	return fmt.Sprintf(`<coverage generated="1"><project><file name="/a"><class><metrics statements="99"/></class>%s<metrics statements="%d"/></file></project></coverage>`, lines, statements)
}

func TestRead(t *testing.T) {
	const (
		ran     = `<line num="2" type="stmt" count="1"/>`
		method  = `<line num="1" type="method" name="f" count="3"/>`
		another = `<line num="4" type="method" name="g" count="0"/>`
	)
	for _, test := range []struct{ name, in, want string }{
		{"lines", in(`<line num="2" type="stmt" count="0"/><line num="1" count="7" type="stmt"/>`), "/a 1=7 2=0"},
		{"a line of no type", in(`<line num="2" count="5"/>`), "/a 2=5"},
		{"names are paths", `<coverage><project><file name="/x/a.php">` + ran + `</file><file name="/x/b.php"/></project></coverage>`, "/x/a.php 2=1\n/x/b.php"},
		{"bare names lie in packages", `<coverage clover="1.3"><project><package name="a.b"><file name="C.java"/></package><package name="default-pkg"><file name="D.java"/></package></project></coverage>`,
			"a/b/C.java (package)\nD.java (package)"},
		{"PHP namespaces are no folders", `<coverage><project><package name="A\B"><file name="c.php"/></package></project></coverage>`, "c.php"},
		{"names that are paths have folders", `<coverage clover="1.3"><project><package name="a.b"><file name="C:\x\C.java"/></package></project></coverage>`, `C:\x\C.java`},
		{"a path that is empty", `<coverage clover="1"><project><file name="a" path=""/></project></coverage>`, "a"},
		{"after a package", `<coverage clover="1"><project><package name="p"/><file name="a"/></project></coverage>`, "a"},
		{"OpenClover's conditions", in(`<line num="5" type="stmt" count="3"/><line num="5" type="cond" truecount="4" falsecount="0"/><line num="5" type="cond" truecount="0" falsecount="0"/>`),
			"/a 5=3 5.0.true=4 5.0.false=0 5.1.true=0 5.1.false=0"},
		{"a condition on its own line", in(`<line num="5" type="stmt" count="3"/><line num="6" type="cond" truecount="4" falsecount="2"/><line num="7" type="cond" truecount="0" falsecount="0"/>`),
			"/a 5=3 6=6 7=0 6.0.true=4 6.0.false=2 7.0.true=0 7.0.false=0"},
		{"Istanbul's conditions", in(`<line num="5" count="3" type="cond" truecount="1" falsecount="2"/><line num="6" count="0" type="cond" truecount="0" falsecount="0"/>`),
			"/a 5=3 6=0 5:1/3"},
		{"statements of one line", in(`<line num="5" type="stmt" count="3"/><line num="5" type="stmt" count="0"/><line num="6" type="stmt" count="1"/><line num="6" type="stmt" count="2"/><line num="7" type="stmt" count="0"/><line num="7" type="stmt" count="0"/>`),
			"/a 5=3half 6=2whole 7=0"},
		{"statements out of order", in(`<line num="5" type="stmt" count="3"/><line num="4" type="stmt" count="1"/><line num="5" type="stmt" count="0"/>`),
			"/a 4=1 5=3half"},
		{"gcovr's instances", strings.Replace(in(`<line num="5" type="stmt" count="3"/><line num="5" type="stmt" count="0"/>`), "4.3.1", "1768334355", 1), "/a 5=3"},
		{"methods are no lines", in(method + ran), "/a 2=1 f@1=3"},
		{"signatures", in(`<line num="1" type="method" signature="f(T&lt;A,B&gt;) : void" count="3"/>`), "/a f(T<A,B>) : void@1=3"},
		{"methods without a name", in(`<line num="1" type="method" count="3"/>` + ran), "/a 2=1"},
		{"a method of one line", php(1, method), "/a 1=3 f@1=3"},
		{"a method of one line behind another", php(2, method+ran+another), "/a 2=1 4=0 f@1=3 g@4=0"},
		{"a method of one line before another", php(2, another+`<line num="5" type="method" name="h" count="3"/><line num="6" type="stmt" count="3"/>`), "/a 4=0 6=3 g@4=0 h@5=3"},
		{"more is missing than methods hide", php(4, method+ran+another), "/a 2=1 f@1=3 g@4=0"},
		{"nothing is missing", php(1, another+method+ran), "/a 2=1 f@1=3 g@4=0"},
		{"Java's one-liners have their statements", php(1, `<line num="2" type="method" name="f" count="3"/>`+ran), "/a 2=1 f@2=3"},
		{"the files of tests", `<coverage><project/><testproject><file name="t">` + ran + `</file><file name="dummy"><metrics/></file></testproject></coverage>`, "t 2=1"},
		{"metrics around packages", `<coverage clover="3.2.0"><project><metrics statements="5"><package name="p"><file name="a" path="a">` + method + `</file></package></metrics></project></coverage>`, "a f@1=3"},
		{"line 0", in(`<line num="0" type="stmt" count="1"/>` + ran), "/a 2=1"},
		{"counts below zero", in(`<line num="1" type="stmt" count="-3"/><line num="2" type="stmt" count="18446744073709551615"/>`), "/a 1=0 2=0"},
		{"nothing", `<coverage generated="1" clover="3.2.0"/>`, ""},
	} {
		t.Run(test.name, func(t *testing.T) { readertest.Says(t, Format, describe, test.in, test.want) })
	}
}

func TestDropped(t *testing.T) {
	const odd = `<line num="4" type="stmt" count="1"/>
<line num="-1" type="stmt" count="1"/>
<line type="stmt" count="1"/>
<line num="10000001" type="stmt" count="1"/>
<line num="99999999999999999999" type="stmt" count="1"/>
<line num="1" type="stmt"/>
<line num="1" type="stmt" count="many"/>
<line num="1" type="stmt" count="-"/>
<line num="1" type="method" name="f"/>
<line num="1" type="cond" truecount="1"/>
<line num="1" type="loop" count="1"/>
<line num="5" count="2" type="cond" truecount="1" falsecount="x"/>
<line num="6" count="2" type="cond" truecount="18446744073709551615" falsecount="1"/>
</file><file><line num="1" type="stmt" count="1"/></file><line num="1"/><file path="/b">`
	got, info, err := readertest.Describe(Format, describe, in(odd), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if want := "/a 4=1 5=2 6=2\n/b"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := (coverage.Dropped{Count: 14, First: `the line number "-1"`, Line: 2}); info.Dropped != want {
		t.Errorf("dropped %+v, want %+v", info.Dropped, want)
	}
}

func TestSniff(t *testing.T) {
	readertest.Sniffs(t, Format, map[string]coverage.Confidence{
		`<?xml version="1.0"?><coverage generated="1" clover="3.2.0">`: coverage.Certain,
		`<coverage generated="1"><project timestamp="1">`:              coverage.Certain,
		`<coverage><project>`:                        coverage.Certain,
		`<coverage><testproject>`:                    coverage.Certain,
		`<coverage generated="1"/>`:                  coverage.Possible,
		`<coverage generated="1">`:                   coverage.Possible,
		`<coverage/>`:                                coverage.No,
		`<coverage line-rate="1"><packages>`:         coverage.No,
		`<coverage version="1"><file path="x">`:      coverage.No,
		`<coverage profilerVersion="1.5.8"><module>`: coverage.No,
		`<project><coverage clover="1"/></project>`:  coverage.No,
		`<cover`: coverage.No,
		``:       coverage.No,
	})
}

func TestErrors(t *testing.T) {
	limits := coverage.Limits{Sections: 2, Records: 3, Depth: 8, StringSize: 50}
	line := `<line num="1" type="stmt" count="1"/>`
	readertest.Refused(t, Format, limits, map[string]error{
		"":              coverage.ErrEmpty,
		"<html></html>": coverage.ErrNotReport,
		`<coverage line-rate="1"><packages/></coverage>`:    coverage.ErrNotReport,
		`<coverage version="1"><file path="a"/></coverage>`: coverage.ErrNotReport,
		"<coverage><project>":                               coverage.ErrTruncated,
		"<coverage></project></coverage>":                   coverage.ErrSyntax,
		in(`</file><file path="b"></file><file path="c">`):  coverage.ErrLimit,
		in(strings.Repeat(line, 4)):                         coverage.ErrLimit,
		in(strings.Repeat(`<line num="1" count="1" type="cond" truecount="1" falsecount="1"/>`, 2)): coverage.ErrLimit,
		in(strings.Repeat(`<line num="1" type="cond" truecount="1" falsecount="1"/>`, 2)):           coverage.ErrLimit,
		in(strings.Repeat(`<line num="1" type="method" count="1"/>`, 4)):                            coverage.ErrLimit,
		in(`</file><file path="` + strings.Repeat("a", 51) + `">`):                                  coverage.ErrLimit,
	})
}

func TestOthersErrors(t *testing.T) {
	readertest.OthersErrors(t, Format, in(`</file><file path="b">`))
}
