package demo_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/cmd/covls/internal/cli"
	"github.com/covls/covls/cmd/covls/internal/demo"
	"github.com/covls/covls/coverage"
)

// The demo with the real server: this test binary, called again.

// role says what the test binary is when it is called again.
const role = "COVLS_DEMO_TEST_ROLE"

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "server":
		os.Exit(cli.Main([]string{"serve", "--no-daemon"}))
	case "broken":
		fmt.Fprintln(os.Stderr, "the disk is full")
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func server(ctx context.Context, t *testing.T, as string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), role+"="+as, "COVLS_CACHE_DIR="+t.TempDir())
	return cmd
}

func repository(t *testing.T) *demo.Repository {
	t.Helper()
	r, err := demo.Create(t.Context(), t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestSession(t *testing.T) {
	ctx := t.Context()
	r := repository(t)
	e, err := demo.Start(ctx, server(ctx, t, "server"), r.Root)
	if err != nil {
		t.Fatal(err)
	}
	s, err := e.AwaitReady(ctx, len(r.Reports))
	if err != nil {
		t.Fatal(err)
	}
	flags := map[string]bool{}
	for _, f := range s.Flags {
		flags[f.Flag] = f.Lines.Covered > 0
	}
	if len(flags) != 2 || !flags["unit"] || !flags["integration"] {
		t.Errorf("flags %v", s.Flags)
	}
	d, err := e.Open(ctx, "c/src/main.c", "c")
	if err != nil {
		t.Fatal(err)
	}
	if d.Coverage.Summary.Lines != (coverage.Ratio{Covered: 9, Total: 13}) {
		t.Errorf("lines %v, lcov counts 9 of 13", d.Coverage.Summary.Lines)
	}
	if len(d.Lenses) == 0 || !strings.HasPrefix(d.Lenses[0].Command.Title, "file 69.2%") {
		t.Errorf("lenses %v", d.Lenses)
	}
	if len(d.Diagnostics) == 0 || d.Diagnostics[0].Code != "uncovered" || d.Diagnostics[0].Range.Start.Line != 5 {
		t.Errorf("diagnostics %v", d.Diagnostics)
	}
	hover, err := e.Hover(ctx, d, 16)
	if err != nil || !strings.Contains(hover, "1 of 4 branches") {
		t.Errorf("hover %q, %v", hover, err)
	}
	rewritten, err := r.TestAgain()
	if err != nil {
		t.Fatal(err)
	}
	now, err := e.AwaitCoverage(ctx, d, d.Coverage.Marks)
	if err != nil {
		t.Fatal(err)
	}
	if now.Summary.Lines != (coverage.Ratio{Covered: 13, Total: 13}) || now.At.Before(rewritten) {
		t.Errorf("after the report was rewritten: %v at %v, rewritten at %v", now.Summary.Lines, now.At, rewritten)
	}
	if err := e.Close(ctx); err != nil {
		t.Error(err)
	}
}

// Every file that a report speaks of is there: nothing is missing from the
// repository, and every path is found.
func TestReportsSpeakOfTheRepository(t *testing.T) {
	r := repository(t)
	e, err := demo.Start(t.Context(), server(t.Context(), t, "server"), r.Root)
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close(t.Context())
	if _, err := e.AwaitReady(t.Context(), len(r.Reports)); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		"c/include/util.h", "c/src/classify.c", "c/src/dead.c", "c/src/loops.c", "c/src/main.c",
		"go/calc/calc.go", "go/strs/strs.go", "go/strs/inner/inner.go",
		"java/src/main/java/NoPackage.java", "java/src/main/java/com/acme/core/Calc.java",
		"java/src/main/java/com/acme/core/Iface.java", "java/src/main/java/com/acme/util/Util.java",
		"js/lib/bom.js", "js/lib/crlf.js", "js/lib/math.js", "js/lib/unicode.js", "js/lib/unloaded.js",
		"python/src/pkg/mathy.py", "python/src/pkg/unicode_ünï.py", "python/src/pkg/unused.py",
	} {
		d, err := e.Open(t.Context(), path, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range d.Coverage.Marks {
			if m.State == coverage.Unknown {
				t.Errorf("%s:%d is unknown: the source is not what was measured", path, m.Line)
			}
		}
	}
}

func TestInterrupt(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	cmd := server(ctx, t, "server")
	e, err := demo.Start(ctx, cmd, repository(t).Root)
	if err != nil {
		t.Fatal(err)
	}
	interrupt()
	if _, err := e.AwaitReady(ctx, 99); err == nil {
		t.Error("waited on")
	}
	if err := e.Close(ctx); err == nil {
		t.Error("a session that was interrupted ended in an orderly way")
	}
	if cmd.ProcessState == nil {
		t.Error("the server is still there")
	}
}

func TestServerThatCannotStart(t *testing.T) {
	_, err := demo.Start(t.Context(), server(t.Context(), t, "broken"), t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("error %v, want what the server wrote", err)
	}
	_, err = demo.Start(t.Context(), exec.Command("no-such-program"), t.TempDir())
	if err == nil {
		t.Error("started a program that is not there")
	}
}
