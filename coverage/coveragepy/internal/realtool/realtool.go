// Package realtool finds the coverage.py and the SQLite that tests compare with:
// those of the system's Python. On Debian and Ubuntu both come with the package
// python3-coverage. Where they are missing tests skip; in CI they must not.
package realtool

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// Python gives the command of a Python that has coverage.py, and the version of
// that, or skips the test.
func Python(t testing.TB) (command, version string) {
	t.Helper()
	for _, command := range []string{"/usr/bin/python3", "python3", "python"} {
		out, err := exec.Command(command, "-c", "import coverage, sqlite3; print(coverage.__version__)").Output()
		if err == nil {
			return command, strings.TrimSpace(string(out))
		}
	}
	const missing = "no Python with coverage.py is here: install the package python3-coverage"
	if os.Getenv("CI") == "true" {
		t.Fatal(missing)
	}
	t.Skip(missing)
	return "", ""
}

// Run runs a command in a folder and gives what it prints. Variables that
// configure coverage.py from outside are taken away from it.
func Run(t testing.TB, dir, input, command string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(command, args...)
	cmd.Dir = dir
	cmd.Stdin = strings.NewReader(input)
	cmd.Env = append(os.Environ(), "COVERAGE_RCFILE=", "COVERAGE_FILE=", "PYTHONDONTWRITEBYTECODE=1", "PYTHONPATH=")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", command, strings.Join(args, " "), err, stderr.Bytes())
	}
	return out
}
