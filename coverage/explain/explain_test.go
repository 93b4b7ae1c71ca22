package explain

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// everything is a file in which lines have all that a report can know.
func everything() *coverage.File {
	f := &coverage.File{
		Lines: []coverage.Line{
			{Number: 1, Hits: 7}, {Number: 2}, {Number: 3, Bits: coverage.Executed | coverage.Part}, {Number: 4, Hits: 2}, {Number: 6, Hits: 1},
		},
		Statements: []coverage.Statement{
			{Line: 1, Col: 1, EndLine: 1, EndCol: 9, Hits: 7}, {Line: 1, Col: 12, EndLine: 3}, {Line: 2, Col: 0, Executed: true},
		},
		Branches: []coverage.Branch{
			{Line: 1, Arm: 0, Hits: 7, Bits: coverage.Evaluated, Label: "then"}, {Line: 1, Arm: 1, Label: "el\x1bse"},
			{Line: 1, Arm: 2, Bits: coverage.Unreachable}, {Line: 1, Arm: 3, Bits: coverage.Taken},
		},
		BranchCounts: []coverage.BranchCount{{Line: 4, Taken: 1, Total: 3}},
		Functions:    []coverage.Function{{Name: "f", Line: 1, Hits: 7}, {Name: "g", Line: 2}},
		Excluded:     []uint32{5},
		Ranges:       []coverage.Range{{Start: coverage.Place{Line: 4, Col: 3}, End: coverage.Place{Line: 4, Col: 8}}},
		Tests:        []coverage.TestLines{{Name: "TestF", Lines: []uint32{1, 4}}, {Name: "TestG", Lines: []uint32{1}}},
	}
	f.Sort(coverage.Sum)
	return f
}

func report(name string, flags ...string) *coverage.Report {
	return &coverage.Report{Name: name, Format: "lcov", Flags: flags, Time: noon.Add(-3 * time.Minute)}
}

const text = "abc"

// question asks about a line of text, of which four reports speak.
func question(line uint32, flags []string) Question {
	content := coverage.BlobID([]byte(text))
	observations := []coverage.Observation{
		{Report: report("coverage/lcov.info", "unit"), Content: content, File: everything()},
		{Report: report("it.xml", "integration"), Content: content, File: &coverage.File{Lines: []coverage.Line{{Number: 2, Hits: 1}}}},
		{Report: report("old.info"), Content: coverage.BlobID(nil), File: everything()},
		{Report: &coverage.Report{Name: "found.info"}, File: everything()},
	}
	return Question{
		View: coverage.ViewOf("src/a.c", observations, content, flags), Line: line, Lines: 6, Content: content,
		Observations: observations, Flags: flags,
		Reports: []coverage.ReportStatus{
			{Report: *report("coverage/lcov.info")},
			{Report: *report("coverage/clover.xml"), SameRun: "coverage/lcov.info"},
			{Report: *report("web/clover.xml"), SameRun: "web/lcov.info"},
		},
	}
}

func TestText(t *testing.T) {
	nobody := Line(Question{View: coverage.View{Path: "src/a.c"}, Line: 1, Lines: 6})
	nobody.NearMisses = []NearMiss{{"ci.info", "/ci/src/a.c"}}
	stale := question(2, nil)
	stale.Content = coverage.BlobID([]byte("edited"))
	stale.View = coverage.ViewOf("src/a.c", stale.Observations, stale.Content, nil)
	lost := question(2, nil)
	lost.Content, lost.View = "", coverage.ViewOf("src/a.c", lost.Observations, "", nil)
	for name, a := range map[string]Answer{
		"partial":     Line(question(1, nil)),
		"uncovered":   Line(question(2, []string{"unit"})),
		"covered":     Line(question(2, nil)),
		"part":        Line(question(3, nil)),
		"counted":     Line(question(4, nil)),
		"excluded":    Line(question(5, nil)),
		"plain":       Line(question(6, []string{"unit"})),
		"past-end":    Line(question(7, nil)),
		"no-report":   nobody,
		"stale":       Line(stale),
		"nobodysText": Line(lost),
	} {
		t.Run(name, func(t *testing.T) { golden(t, name, a.Text(noon)+"\n") })
	}
}

// golden compares text with testdata/name.golden.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v (run with -update to write it)", err)
	}
	if got != string(want) {
		t.Errorf("%s differs; got\n%s\nwant\n%s", file, got, want)
	}
}

// What is said of a line is that line's, whichever lines there are.
func TestLineTakesItsOwn(t *testing.T) {
	f := everything()
	for line := range uint32(9) {
		s := Line(question(line, nil)).Said[0]
		n := 0
		for _, b := range f.Branches {
			if b.Line == line {
				n++
			}
		}
		if len(s.Branches) != n {
			t.Errorf("line %d: %d branches, want %d", line, len(s.Branches), n)
		}
		for _, st := range s.Statements {
			if st.Line != line {
				t.Errorf("line %d has a statement of line %d", line, st.Line)
			}
		}
		if s.Instrumented && s.Hits.Number != line {
			t.Errorf("line %d has the hits of line %d", line, s.Hits.Number)
		}
	}
}

func TestTextIsBounded(t *testing.T) {
	q := question(1, nil)
	f := &coverage.File{Lines: []coverage.Line{{Number: 1, Hits: 1}}}
	for arm := range uint32(500) {
		f.Branches = append(f.Branches, coverage.Branch{Line: 1, Arm: arm, Label: strings.Repeat("x", 1000)})
	}
	q.Observations = []coverage.Observation{{Report: report("r"), Content: q.Content, File: f}}
	got := Line(q).Text(noon)
	if n := strings.Count(got, "\n"); n > maxDetails+5 || !strings.Contains(got, "and 480 more") || len(got) > 10_000 {
		t.Errorf("%d lines, %d bytes", n, len(got))
	}
}

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Hour: "just now", 59 * time.Second: "just now", time.Minute: "1 minute ago", 119 * time.Minute: "1 hour ago",
		47 * time.Hour: "1 day ago", 48 * time.Hour: "2 days ago",
	} {
		if got := Age(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
