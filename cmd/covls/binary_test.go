package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Tests of the built binary, as editors run it: over its standard input and
// output, in a process of its own.

// binary is the path of covls, built once for all tests of this package.
var binary string

func TestMain(m *testing.M) {
	code, err := buildAndRun(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func buildAndRun(m *testing.M) (int, error) {
	dir, err := os.MkdirTemp("", "covls-binary-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	binary = filepath.Join(dir, "covls")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		return 0, fmt.Errorf("build covls: %w\n%s", err, out)
	}
	return m.Run(), nil
}

// A place is a workspace with a cache of its own.
type place struct {
	t     *testing.T
	root  string
	cache string
}

func newPlace(t *testing.T, files map[string]string) *place {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	p := &place{t: t, root: root, cache: t.TempDir()}
	for name, content := range files {
		p.write(name, content)
	}
	return p
}

func (p *place) path(name string) string { return filepath.Join(p.root, filepath.FromSlash(name)) }

func (p *place) write(name, content string) {
	p.t.Helper()
	if err := os.MkdirAll(filepath.Dir(p.path(name)), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(p.path(name), []byte(content), 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// replace writes a file beside the one it replaces and renames it, as careful
// tools do.
func (p *place) replace(name, content string) {
	p.t.Helper()
	p.write(name+".tmp", content)
	if err := os.Rename(p.path(name+".tmp"), p.path(name)); err != nil {
		p.t.Fatal(err)
	}
}

// covls is the command line, in the workspace and with its cache.
func (p *place) covls(args ...string) *exec.Cmd {
	return p.command(binary, args...)
}

func (p *place) command(name string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Dir = p.root
	cmd.Env = append(os.Environ(), "COVLS_CACHE_DIR="+p.cache, "NO_COLOR=1")
	return cmd
}

// run runs a command that must succeed and returns what it printed.
func (p *place) run(cmd *exec.Cmd) string {
	p.t.Helper()
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("%v: %v\n%s", cmd.Args, err, out)
	}
	return string(out)
}
