package lsptest

import (
	"bytes"
	"errors"
	"io"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// A server in a process of its own, spoken to over stdin and stdout.
type process struct {
	cmd    *exec.Cmd
	stderr lockedBuffer
	exited func() error // waits for the process, any number of times
}

// Start starts a server and gives an editor that is connected to it. The
// process is killed when the test ends, if it lives that long.
func Start(t testing.TB, cmd *exec.Cmd) *Editor {
	t.Helper()
	p := &process{cmd: cmd}
	p.exited = sync.OnceValue(cmd.Wait)
	cmd.Stderr = &p.stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = p.exited()
	})
	e := New(t, pipes{stdout, stdin})
	e.process = p
	return e
}

// Kill ends the server at once, as a crash does.
func (e *Editor) Kill() {
	e.t.Helper()
	if err := e.process.cmd.Process.Kill(); err != nil {
		e.t.Fatal(err)
	}
}

// Stderr is what the server has written to stderr so far.
func (e *Editor) Stderr() string { return e.process.stderr.String() }

// wait returns the exit code. Reading has ended before: exec.Cmd demands it.
func (p *process) wait(e *Editor) int {
	e.t.Helper()
	late := time.AfterFunc(Deadline, func() { _ = p.cmd.Process.Kill() })
	defer late.Stop()
	err := p.exited()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		e.fatalf("the server's process: %v", err)
	}
	return p.cmd.ProcessState.ExitCode()
}

// pipes are a process's stdout and stdin as one connection.
type pipes struct {
	io.ReadCloser
	io.WriteCloser
}

func (p pipes) Close() error {
	return errors.Join(p.WriteCloser.Close(), p.ReadCloser.Close())
}

// A lockedBuffer is written to by one goroutine and read by another.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}
