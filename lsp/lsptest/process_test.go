package lsptest

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

func startServer(t *testing.T) *Editor {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "LSPTEST_SERVER=1")
	return Start(t, cmd)
}

func TestProcessExits(t *testing.T) {
	e := startServer(t)
	e.Initialize(Full(t.TempDir()))
	if code := e.Exit(); code != 0 {
		t.Errorf("exit code %d after shutdown", code)
	}
	if !strings.Contains(e.Stderr(), "serving") {
		t.Errorf("stderr is %q", e.Stderr())
	}
}

func TestProcessExitsWithoutShutdown(t *testing.T) {
	e := startServer(t)
	e.Initialize(Options{})
	e.Notify("exit", nil)
	e.Ended()
	if code := e.process.wait(e); code != 1 {
		t.Errorf("exit code %d without shutdown, want 1", code)
	}
}

// The process ends with its editor, even one that crashes.
func TestProcessEndsWithItsEditor(t *testing.T) {
	e := startServer(t)
	e.Initialize(Options{})
	e.Close()
	if code := e.process.wait(e); code != 0 {
		t.Errorf("exit code %d", code)
	}
}

func TestKilledProcessEndsTheConnection(t *testing.T) {
	e := startServer(t)
	e.Initialize(Options{})
	e.Kill()
	e.Ended()
}
