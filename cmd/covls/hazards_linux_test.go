package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/covls/covls/coverage/corpustest"
)

// Broken and hostile reports, all at once beside a good one: each is a named
// problem, the good one is still shown, and the process stays small.
func TestHostileReports(t *testing.T) {
	p := newPlace(t, map[string]string{"main.c": measuredC})
	p.write("lcov.info", measuredLcov)
	_, baseline := p.status()

	// What must be refused, by the wished outcomes of the corpus.
	refused := map[string]string{
		"xml/billion-laughs.cobertura.xml": "entity", "xml/deep-nesting.xml": "limit", "xml/truncated.cobertura.xml": "cut off",
		"xml/external-entity.jacoco.xml": "entity", "json/istanbul-infinity.json": "Infinity",
		"misc/empty.info": "empty", "misc/html.info": "HTML", "go/no-mode.out": "mode line",
	}
	dir := filepath.Join(corpustest.Dir(t), "hazards")
	for _, folder := range []string{"xml", "lcov", "go", "json", "misc", "zip"} {
		files, err := os.ReadDir(filepath.Join(dir, folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			content, err := os.ReadFile(filepath.Join(dir, folder, f.Name()))
			if err != nil {
				t.Fatal(err)
			}
			p.write("hazards/coverage/"+folder+"/"+f.Name(), string(content))
		}
	}
	p.write("covls.yaml", "reports:\n- path: hazards/**\n")

	status, peak := p.status()
	if grown := peak - baseline; grown > 64<<10 {
		t.Errorf("peak memory grew by %d KiB, from %d", grown, baseline)
	}
	for name, words := range refused {
		var said string
		for _, problem := range status.Problems {
			if strings.Contains(problem.Message, name) {
				said = problem.Message + " " + problem.Hint
			}
		}
		if !strings.Contains(said, words) {
			t.Errorf("%s: the status says %q, want something on %q", name, said, words)
		}
	}
	if shown := p.run(p.covls("show", "main.c")); !strings.Contains(shown, "✗ 3 0") {
		t.Errorf("the good report is not shown any more:\n%s", shown)
	}
	for _, problem := range status.Problems {
		if strings.Contains(problem.Message, "goroutine") {
			t.Errorf("a reader panicked: %s", problem.Message)
		}
	}
}

type statusDocument struct {
	Problems []struct{ Message, Hint string } `json:"problems"`
}

// status runs `covls status --json` and returns it with the process' peak
// memory in KiB, which is the unit of Linux; hence the file's name.
func (p *place) status() (s statusDocument, peak int64) {
	p.t.Helper()
	cmd := p.covls("status", "--json")
	out, err := cmd.Output()
	if err != nil {
		p.t.Fatalf("status: %v\n%s", err, out)
	}
	if err := json.Unmarshal(out, &s); err != nil {
		p.t.Fatalf("status: %v\n%s", err, out)
	}
	return s, cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
}
