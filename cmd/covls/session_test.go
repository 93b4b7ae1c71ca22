package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/lsp/lsptest"
)

const goMod = "module example.org/m\n\ngo 1.24\n"

const goSource = `package m

func Sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}
`

func goTest(call string) string {
	return "package m\n\nimport \"testing\"\n\nfunc TestSign(t *testing.T) { " + call + " }\n"
}

// The main job with the real go test: a profile appears, marks appear; the tests
// change, so do the marks; the source changes, and no mark lies about it.
func TestGoTestToMarks(t *testing.T) {
	p := newPlace(t, map[string]string{"go.mod": goMod, "m.go": goSource, "m_test.go": goTest("Sign(1)")})
	e := lsptest.Start(t, p.covls("serve", "--no-daemon"))
	e.Initialize(lsptest.Options{Folders: []string{p.root}, PublishCoverage: true})
	uri := e.Open(p.path("m.go"), "go")
	e.AwaitStatus(lsptest.URI(p.root), func(s lsptest.Status) bool { return s.State == "empty" })

	test := func() { p.run(p.command("go", "test", "-coverprofile=cover.out", ".")) }
	test()
	// if n < 0 {, return -1, return 1; 0-based
	e.AwaitCoverage(uri, wants(map[int]lsptest.State{3: lsptest.Covered, 4: lsptest.Uncovered, 6: lsptest.Covered}))

	p.write("m_test.go", goTest("Sign(1); Sign(-1)"))
	test()
	e.AwaitCoverage(uri, wants(map[int]lsptest.State{3: lsptest.Covered, 4: lsptest.Covered, 6: lsptest.Covered}))

	// Typing: nothing that is shown now was measured.
	e.ChangeLines(uri, 0, 0, "// a new first line")
	e.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool {
		return !slices.ContainsFunc(f.Lines(), func(l lsptest.Line) bool { return l.State != lsptest.Unknown })
	})
	e.Change(uri, goSource)
	e.AwaitCoverage(uri, wants(map[int]lsptest.State{3: lsptest.Covered, 4: lsptest.Covered, 6: lsptest.Covered}))
	if code := e.Exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, e.Stderr())
	}
}

// wants matches coverage that has exactly these lines, 0-based.
func wants(want map[int]lsptest.State) func(lsptest.FileCoverage) bool {
	return func(f lsptest.FileCoverage) bool {
		lines := f.Lines()
		if len(lines) != len(want) {
			return false
		}
		return !slices.ContainsFunc(lines, func(l lsptest.Line) bool { return want[l.Number] != l.State })
	}
}

// A rewritten report, a broken one, and a restart.
func TestReportComesAndGoes(t *testing.T) {
	p := newPlace(t, map[string]string{"main.c": measuredC})
	p.write("coverage/lcov.info", measuredLcov)
	e := lsptest.Start(t, p.covls("serve", "--no-daemon"))
	e.Initialize(lsptest.Options{Folders: []string{p.root}, PublishCoverage: true})
	uri := e.Open(p.path("main.c"), "c")
	first := e.AwaitCoverage(uri, wants(map[int]lsptest.State{1: lsptest.Covered, 2: lsptest.Uncovered, 3: lsptest.Covered}))
	p.replace("coverage/lcov.info", strings.Replace(measuredLcov, "DA:3,0", "DA:3,5", 1))
	second := e.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool { return f.Line(2).Hits == 5 })
	if second.Generation <= first.Generation {
		t.Errorf("generation %d after %d", second.Generation, first.Generation)
	}
	p.replace("coverage/lcov.info", "TN:\nSF:main.c\nDA:2,")
	e.AwaitStatus(lsptest.URI(p.root), func(s lsptest.Status) bool {
		return len(s.Problems) == 1 && strings.Contains(s.Problems[0].Message, "cut off") && s.Files == 1
	})
	if f, _ := e.Published(uri); f.Line(2).Hits != 5 {
		t.Errorf("a broken report changed the marks: %+v", f.Lines())
	}
	if code := e.Exit(); code != 0 {
		t.Errorf("exit code %d\n%s", code, e.Stderr())
	}

	again := lsptest.Start(t, p.covls("serve", "--no-daemon"))
	again.Initialize(lsptest.Options{Folders: []string{p.root}, PublishCoverage: true})
	uri = again.Open(p.path("main.c"), "c")
	third := again.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool { return f.Line(2).Hits == 5 })
	if third.Generation <= second.Generation {
		t.Errorf("generation %d after a restart, %d before", third.Generation, second.Generation)
	}
	again.Exit()
}

// How long a rewritten report of 18 MB takes to reach an open file. The figures
// are printed and not judged: a machine under load is no reason to fail.
func TestLatencyOfALargeReport(t *testing.T) {
	const files, lines, rounds = 5000, 400, 30
	section := func(b *strings.Builder, f int, hits func(line int) int) {
		fmt.Fprintf(b, "TN:\nSF:src/f%d.c\n", f)
		for line := range lines {
			fmt.Fprintf(b, "DA:%d,%d\n", line+1, hits(line))
		}
		b.WriteString("end_of_record\n")
	}
	var rest strings.Builder
	for f := 1; f < files; f++ {
		section(&rest, f, func(line int) int { return (f + line) % 3 })
	}
	report := func(round int) string {
		var b strings.Builder
		section(&b, 0, func(int) int { return round + 1 })
		return b.String() + rest.String()
	}
	sources := map[string]string{}
	for f := range files {
		sources[fmt.Sprintf("src/f%d.c", f)] = strings.Repeat("x;\n", lines)
	}
	p := newPlace(t, sources)
	p.write("lcov.info", report(0))
	e := lsptest.Start(t, p.covls("serve", "--no-daemon"))
	e.Initialize(lsptest.Options{Folders: []string{p.root}, PublishCoverage: true})
	uri := e.Open(p.path("src/f0.c"), "c")
	e.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool { return f.Line(0).Hits == 1 })
	var took []time.Duration
	for round := 1; round <= rounds; round++ {
		content := report(round)
		p.write("lcov.info.tmp", content)
		renamed := p.command("mv", "lcov.info.tmp", "lcov.info")
		start := time.Now()
		p.run(renamed)
		e.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool { return f.Line(0).Hits == uint64(round)+1 })
		took = append(took, time.Since(start))
		if round == 1 {
			t.Logf("the report has %.1f MB, %d files and %d lines", float64(len(content))/1e6, files, files*lines)
		}
	}
	slices.Sort(took)
	t.Logf("report renamed into place → marks in the editor: p50 %v, p99 %v (n = %d)", took[len(took)/2], took[len(took)*99/100], len(took))
	e.Exit()
}
