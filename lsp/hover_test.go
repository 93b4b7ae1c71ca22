package lsp

import (
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
)

func TestHoverSaysWhatIsKnown(t *testing.T) {
	excluded := unitRun()
	excluded.Excluded = []uint32{8}
	for _, c := range []struct {
		name         string
		observations []coverage.Observation
		text         string
		line         int // 1-based
		want         []string
	}{
		{"covered, and a function", sampleObservations(), sampleText, 4, []string{
			"covered · 7 hits", "function Grade: 7 calls",
			"7 hits, measured 3 minutes ago by coverage/lcov.info (unit)", "ran, measured 3 minutes ago by it.xml (integration)"}},
		{"partial", sampleObservations(), sampleText, 5, []string{
			"partial · 7 hits · 1 of 2 branches taken", "branch 0 (then): taken, 7 times", "branch 1 (else): missed"}},
		{"uncovered", sampleObservations(), sampleText, 8, []string{"uncovered · 0 hits", "0 hits, measured"}},
		{"who does not know", sampleObservations(), sampleText, 11, []string{"does not instrument this line, measured 3 minutes ago by it.xml"}},
		{"excluded", []coverage.Observation{observe(report("r"), sampleText, excluded)}, sampleText, 8, []string{"excluded"}},
		{"nobody counted", sampleObservations()[1:], sampleText, 4, []string{"covered · ran, and nobody counted how often"}},
		{"unknown", sampleObservations(), sampleText + "//", 4, []string{
			"unknown", "changed since it was measured", "measured 3 minutes ago by coverage/lcov.info (unit)"}},
		{"not instrumented", sampleObservations(), sampleText, 3, nil},
		{"past the end", sampleObservations(), sampleText, 3000, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			source := newMemorySource(sampleRoot)
			source.workspaces[sampleRoot].put(samplePath, c.observations...)
			sit(t, source, func(d *desk) {
				d.initialize(plainClient, "", sampleRoot)
				d.open(sampleURI, c.text)
				got := d.call("textDocument/hover", at(sampleURI, c.line-1, 0))
				if (got == "null") != (c.want == nil) {
					t.Errorf("hover %s", got)
				}
				for _, want := range c.want {
					if !strings.Contains(got, want) {
						t.Errorf("no %q in %s", want, got)
					}
				}
			})
		})
	}
}

// What a report calls things never becomes Markdown.
func TestHoverIsNotMarkup(t *testing.T) {
	file := hits(1, 1)
	file.Functions = []coverage.Function{{Name: "`](http://x) ``<img>\n# h", Line: 1, Hits: 1}}
	v := viewed("c", "x\n", file)
	v.client.markdown = true
	v.observations[0].Report.Name = "![](http://x)"
	got := v.hoverContents(v.Marks[0], sampleAt).Value
	for _, want := range []string{"``` `](http://x) ``<img> # h ```", "`![](http://x)`", "**covered**"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

func TestHoverIsBounded(t *testing.T) {
	file := hits(1, 1)
	for arm := range uint32(500) {
		file.Branches = append(file.Branches, coverage.Branch{Line: 1, Arm: arm})
	}
	v := viewed("c", "x\n", file)
	got := v.hoverContents(v.Marks[0], sampleAt).Value
	if n := strings.Count(got, "\n"); n > 30 || !strings.Contains(got, "- and 480 more") {
		t.Errorf("%d lines of hover", n)
	}
}

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		covered, total int64
		want           string
	}{{0, 0, "n/a"}, {1, 1, "100%"}, {9999, 10000, "99.9%"}, {91, 100, "91%"}, {2, 3, "66.6%"}, {0, 3, "0%"}} {
		if got := percent(coverage.Ratio{Covered: c.covered, Total: c.total}); got != c.want {
			t.Errorf("%d/%d: %s, want %s", c.covered, c.total, got, c.want)
		}
	}
}

func TestHoverNamesTests(t *testing.T) {
	file := hits(1, 1, 2, 1)
	for _, name := range []string{"TestA", "Test`B", "c", "d", "e", "f", "g"} {
		file.Tests = append(file.Tests, coverage.TestLines{Name: name, Lines: []uint32{1}})
	}
	file.Tests[0].Lines = []uint32{1, 2}
	v := viewed("c", "x\ny\nz\n", file)
	v.client.markdown = true
	for line, want := range map[int]string{0: "\n\ntests: `TestA`, `` Test`B ``, `c`, `d`, `e` +2 more", 1: "\n\ntests: `TestA`"} {
		if got := v.hoverContents(v.Marks[line], sampleAt).Value; !strings.HasSuffix(got, want) {
			t.Errorf("line %d: no %q at the end of %s", line, want, got)
		}
	}
	file.Tests = nil
	if got := v.hoverContents(v.Marks[0], sampleAt).Value; strings.Contains(got, "tests") {
		t.Errorf("tests nobody knows: %s", got)
	}
}

func TestExplain(t *testing.T) {
	source := newMemorySource(sampleRoot)
	other := observe(report("old.info", "nightly"), "another text", unitRun())
	nobody := observe(report("found.info"), sampleText, unitRun())
	nobody.Content = ""
	source.workspaces[sampleRoot].put(samplePath, append(sampleObservations(), other, nobody)...)
	sit(t, source, func(d *desk) {
		d.initialize(plainClient, `{"flags":["unit"]}`, sampleRoot)
		d.open(sampleURI, sampleText)
		id := explain.Short(coverage.BlobID([]byte(sampleText)))
		for line, want := range map[int]string{
			5: "calc.go:5: partial · 7 hits · 1 of 2 branches taken\n" +
				"- 7 hits, measured 3 minutes ago by coverage/lcov.info (unit), lcov, of this text (" + id + ")\n" +
				"    branch 0 (then): taken, 7 times\n    branch 1 (else): missed\n" +
				"- ran, measured 3 minutes ago by it.xml (integration), lcov, of this text (" + id + "); its flags are not selected\n" +
				"- about another text of this file, measured 3 minutes ago by old.info (nightly), lcov (" + explain.Short(other.Content) + ", and this is " + id + "); its flags are not selected\n" +
				"- about a text that nobody knows, measured 3 minutes ago by found.info, lcov; its flags are not selected",
			2:  "calc.go:2: not instrumented\n- does not instrument this line",
			99: "calc.go:99: past the end of the file, which has 16 lines\n",
		} {
			got := d.call("workspace/executeCommand", executing("covls.explain", fmt.Sprintf(`[%q,%d]`, sampleURI, line-1)))
			if !strings.HasPrefix(got, strings.TrimSuffix(quote(want), `"`)) {
				t.Errorf("%s\nwant\n%s", got, quote(want))
			}
			if shown := d.one("window/showMessage"); !strings.Contains(shown, got) {
				t.Errorf("shown %s, want %s", shown, got)
			}
		}
	})
}
