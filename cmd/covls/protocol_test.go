package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

const measuredC = "int main(void) {\n\tif (0)\n\t\treturn 1;\n\treturn 0;\n}\n"
const measuredLcov = "TN:\nSF:main.c\nFN:1,main\nFNDA:1,main\nDA:2,1\nDA:3,0\nDA:4,1\nend_of_record\n"

// A client that has LSP's types from elsewhere accepts every message.
func TestTypedClient(t *testing.T) {
	python, err := exec.LookPath("python3")
	pygls, _ := filepath.Abs("../../.cache/pygls")
	if _, statErr := os.Stat(filepath.Join(pygls, "pygls")); err != nil || statErr != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI must not skip the typed client: python3 %v, pygls %v; .ci/tools brings both", err, statErr)
		}
		t.Skip("python3 or pygls is not here: run .ci/tools")
	}
	p := newPlace(t, map[string]string{"main.c": measuredC})
	p.write("lcov.info", measuredLcov)
	script, err := filepath.Abs("testdata/typed_client.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := p.command(python, script, p.root, binary, "serve", "--no-daemon")
	cmd.Env = append(cmd.Env, "PYTHONPATH="+pygls)
	t.Log(p.run(cmd))
}
