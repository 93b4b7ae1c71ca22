package oracles

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The tools, and what happens without them: .ci/tools installs them, a machine
// that lacks one skips the test and says which, and CI must not skip.

// program finds a program on the PATH, which comes with a package of Debian.
func program(t testing.TB, name, debian string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name+" is not on the PATH: install the package "+debian)
	}
	return path
}

// missing skips the test, or fails it in CI.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what + ", which .ci/tools does; CI must not skip this test")
	}
	t.Skip(what)
}

// script runs one of the programs of testdata with Node and the packages of
// .ci/npm. It gets in as JSON on its standard input, and what it prints is
// decoded into out.
func script(t testing.TB, name string, in, out any) {
	t.Helper()
	node := program(t, "node", "nodejs")
	packages, err := filepath.Abs("../../.cache/npm/node_modules")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(packages); err != nil {
		missing(t, "the packages of .ci/npm are not in .cache/npm: run .ci/tools")
	}
	asked, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, filepath.Join("testdata", name))
	cmd.Env = append(os.Environ(), "NODE_PATH="+packages)
	cmd.Stdin = bytes.NewReader(asked)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	answer, err := cmd.Output()
	if err != nil {
		const enough = 2000 // bytes; an error of Node's begins with the whole line of code
		t.Fatalf("%s: %v\n%s", name, err, stderr.Bytes()[max(0, stderr.Len()-enough):])
	}
	if err := json.Unmarshal(answer, out); err != nil {
		t.Fatalf("%s: %v\n%s", name, err, answer)
	}
}

// run runs a program in a folder and gives what it prints.
func run(t testing.TB, dir, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s%s", filepath.Base(name), args, err, out, stderr.Bytes())
	}
	return out
}
