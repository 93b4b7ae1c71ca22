package opencover

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// Which tests ran which lines, wherever the report explains their numbers.

// describeTests is path [module] name:lines …, of sections that name tests.
func describeTests(s *coverage.Section) string {
	text := fmt.Sprintf("%s [%s]", s.Path, s.Module)
	for _, test := range s.File.Tests {
		text += fmt.Sprintf(" %s:%v", test.Name, test.Lines)
	}
	return text
}

// reached is a point on a line that tests reached, by their numbers.
func reached(line int, tests ...string) string {
	refs := ""
	for _, test := range tests {
		refs += `<TrackedMethodRef uid="` + test + `" vc="2"/>`
	}
	return fmt.Sprintf(`<SequencePoint vc="1" sl="%d" sc="2" el="%[1]d" ec="9"><TrackedMethodRefs>%s</TrackedMethodRefs></SequencePoint>`, line, refs)
}

func listed(uid, name string) string {
	return `<TrackedMethods><TrackedMethod uid="` + uid + `" name="System.Void ` + name + `" strategy="x"/></TrackedMethods>`
}

func TestTracked(t *testing.T) {
	const a, b = "T::A()", "T::B()"
	own := func(points, lists string) string {
		return strings.Replace(module(class(points)), `</Module>`, lists+`</Module>`, 1)
	}
	for _, test := range []struct{ name, in, want string }{
		{"names behind the classes", session(own(reached(3, "1", "2")+reached(1, "2"), listed("1", a)+listed("2", b))), "a.cs [M]\na.cs [M] T::A():[3] T::B():[1 3]"},
		{"names before the classes", session(`<Module>` + listed("1", a) + `</Module>` + module(class(reached(1, "1")))), "a.cs [M]\na.cs [M] T::A():[1]"},
		{"names of a module that was left out", session(module(class(reached(1, "1"))) + `<Module skippedDueTo="Filter">` + listed("1", a) + `</Module>`), "a.cs [M]\na.cs [M] T::A():[1]"},
		{"several points of a line", session(own(reached(1, "1")+reached(1, "1")+reached(2, "1")+reached(1, "1"), listed("1", a))), "a.cs [M]\na.cs [M] T::A():[1 2]"},
		{"a point of several lines", session(own(strings.Replace(reached(1, "1"), `el="1"`, `el="3"`, 1), listed("1", a))), "a.cs [M]\na.cs [M] T::A():[1]"},
		{"a point of another file", session(own(strings.Replace(reached(1, "1"), `sl=`, `fileid="2" sl=`, 1), listed("1", a))), "b.cs [M]\nb.cs [M] T::A():[1]"},
		{"visits of none", session(own(strings.ReplaceAll(reached(1, "1"), `vc="2"`, `vc="0"`), listed("1", a))), "a.cs [M]"},
		{"numbers of nobody", session(own(reached(1, "1", "9"), listed("9", b))), "a.cs [M]\na.cs [M] T::B():[1]"},
		{"numbers of two tests", session(own(reached(1, "1", "2"), listed("1", a)+listed("1", b)+listed("2", b))), "a.cs [M]\na.cs [M] T::B():[1]"},
		{"numbers listed twice", session(own(reached(1, "1"), listed("1", a)+listed("1", a))), "a.cs [M]\na.cs [M] T::A():[1]"},
		{"refs of a MethodPoint and a branch", session(strings.Replace(own(reached(1), listed("1", a)), `<MethodPoint vc="5"/>`,
			`<BranchPoint vc="1" sl="1" offset="1" path="0"><TrackedMethodRef uid="1" vc="1"/></BranchPoint><MethodPoint vc="5"><TrackedMethodRef uid="1" vc="1"/></MethodPoint>`, 1)), "a.cs [M]"},
		{"refs of a hidden point", session(own(reached(2)+strings.Replace(reached(1, "1"), `sl="1"`, `sl="0"`, 1), listed("1", a))), "a.cs [M]"},
		{"numbers are the session's", `<root>` + session(own(reached(1, "1"), listed("1", a))) + session(own(reached(1, "1"), listed("1", b))) + `</root>`,
			"a.cs [M]\na.cs [M] T::A():[1]\na.cs [M]\na.cs [M] T::B():[1]"},
	} {
		t.Run(test.name, func(t *testing.T) { readertest.Says(t, Format, describeTests, test.in, test.want) })
	}
}

// TestTrackedDropped: numbers that are none are counted as dropped, and what is
// more than limits allow is left out once, without a word against the rest.
func TestTrackedDropped(t *testing.T) {
	odd := session(module(class(reached(1, "x", "4294967296", "1"))) + listed("1", "T::A()") + listed("", "T::B()") + `<TrackedMethod uid="2"/>`)
	got, info, err := readertest.Describe(Format, describeTests, odd, coverage.Limits{})
	if want := "a.cs [M]\na.cs [M] T::A():[1]"; err != nil || got != want || info.Dropped.Count != 4 {
		t.Errorf("%v, dropped %+v, got %q, want %q", err, info.Dropped, got, want)
	}
	many := session(module(class(reached(1, "1", "2", "3", "4", "5")+reached(2, "1", "2"))) + listed("1", "T::A()") + listed("5", "T::E()"))
	got, info, err = readertest.Describe(Format, describeTests, many, coverage.Limits{Records: 5})
	if want := "a.cs [M]\na.cs [M] T::A():[1] T::E():[1]"; err != nil || got != want || info.Dropped.Count != 1 {
		t.Errorf("%v, dropped %+v, got %q, want %q", err, info.Dropped, got, want)
	}
}

// TestTrackedPrefixes: a report that ends before its tests are named is cut off.
func TestTrackedPrefixes(t *testing.T) {
	readertest.Prefixes(t, Format, session(module(class(reached(1, "1")))+listed("1", "T::A()")))
}

// TestTrackedFetched: a report of two MSTest tests, one of which alone has the
// lines of its own body.
func TestTrackedFetched(t *testing.T) {
	const one, two = "Test.Program::CSharp_ExecuteTest1()", "Test.Program::CSharp_ExecuteTest2()"
	read := 0
	readertest.Fetched(t, Format, corpustest.Files(t, "opencover/fetched", "OpenCoverWithTrackedMethods.xml"), readertest.Exceptions{}, func(r readertest.Report) {
		read++
		tested := 0 // lines, by any test
		for _, file := range r.Files {
			for _, l := range file.Lines {
				if len(file.TestsOf(l.Number)) > 0 {
					tested++
				}
			}
		}
		if tested != 128 {
			t.Errorf("%d lines have tests, want 128", tested)
		}
		for _, at := range []struct {
			file string
			line uint32
			want string
		}{
			{"AsyncClass.cs", 10, one + " " + two},
			{"AsyncClass.cs", 13, one + " " + two},
			{"ClassWithExcludes.cs", 6, one + " " + two},
			{"ClassWithExcludes.cs", 9, one + " " + two},
			{"Program.cs", 51, one},
			{"Program.cs", 53, one},
			{"Program.cs", 57, two},
			{"Program.cs", 59, two},
			{"Program.cs", 54, ""},
		} {
			if got := strings.Join(r.Files[`C:\temp\`+at.file].TestsOf(at.line), " "); got != at.want {
				t.Errorf("%s:%d: tests %q, want %q", at.file, at.line, got, at.want)
			}
		}
	})
	if read != 1 {
		t.Errorf("%d reports, want 1", read)
	}
}
