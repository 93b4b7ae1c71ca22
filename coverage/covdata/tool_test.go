package covdata

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/gocover"
	"github.com/covls/covls/coverage/readertest"
)

// The go command itself. Programs are built and run here, and what is read of
// the folders that they leave must equal what gocover reads of the profiles
// that go tool covdata textfmt makes of them.

// command runs a program of the go distribution or one that was built, without
// a network.
func command(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local", "GOCOVERDIR=")
	cmd.Env = append(cmd.Env, env...)
	out, err := cmd.CombinedOutput()
	if err != nil && !strings.Contains(err.Error(), "exit status 3") { // the program's own
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// folder gives the files of folders as a scan of them would.
func folder(t *testing.T, dirs ...string) (set []coverage.Input) {
	t.Helper()
	for _, dir := range dirs {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			path := filepath.Join(dir, e.Name())
			set = append(set, coverage.Input{Name: e.Name(), Open: func() (io.ReadCloser, error) { return os.Open(path) }})
		}
	}
	return set
}

// compareTool reads folders and compares them with the tool's profile of them.
func compareTool(t *testing.T, dirs ...string) map[string]*coverage.File {
	t.Helper()
	got, info, err := readSet(folder(t, dirs...), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if info.Dropped.Count > 0 {
		t.Errorf("dropped %+v", info.Dropped)
	}
	profile := filepath.Join(t.TempDir(), "cover.out")
	command(t, t.TempDir(), nil, "go", "tool", "covdata", "textfmt", "-i="+strings.Join(dirs, ","), "-o="+profile)
	readertest.Same(t, got, readertest.Files(t, gocover.Format, profile))
	return got
}

// unpack writes the test module, and gives its folder.
func unpack(t *testing.T) string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "module.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestGoBuild(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go build")
	}
	dir := unpack(t)
	for mode, greets := range map[string]uint64{"set": 1, "count": 4, "atomic": 4} {
		t.Run(mode, func(t *testing.T) {
			program, data := filepath.Join(t.TempDir(), "program"), t.TempDir()
			command(t, dir, nil, "go", "build", "-cover", "-covermode="+mode, "-coverpkg=./...", "-o", program, ".")
			command(t, dir, []string{"GOCOVERDIR=" + data}, program)
			command(t, dir, []string{"GOCOVERDIR=" + data}, program, "a", "b")
			got := compareTool(t, data)
			greet := got["example.com/program/greet/greet.go"]
			text, err := os.ReadFile(filepath.Join(dir, "greet/greet.go"))
			if err != nil {
				t.Fatal(err)
			}
			if err := Format.Refine(greet, text); err != nil {
				t.Fatal(err)
			}
			readertest.Same(t, readertest.Shown(greet), [][2]uint64{{5, greets}, {6, min(greets, 2)}, {8, greets}})

			command(t, dir, []string{"GOCOVERDIR=" + data}, program, "exit")
			if after := compareTool(t, data)["example.com/program/main.go"]; after.Summary().Lines.Covered <= got["example.com/program/main.go"].Summary().Lines.Covered {
				t.Error("what ran before os.Exit is not covered")
			}
			readertest.Same(t, got["example.com/program/unused/grammar.y"].Summary().Lines.Covered, int64(0))
		})
	}
}

func TestGoTest(t *testing.T) {
	if testing.Short() {
		t.Skip("runs go test")
	}
	dir, data := unpack(t), t.TempDir()
	command(t, dir, nil, "go", "test", "-cover", "-covermode=count", "-coverpkg=./...", "./...", "-args", "-test.gocoverdir="+data)
	got := compareTool(t, data)
	readertest.Same(t, readertest.Shown(got["example.com/program/greet/greet.go"])[0], [2]uint64{4, 3})
	for _, want := range []string{"main.go", "unused/grammar.y", "greet/greet.go"} {
		if got["example.com/program/"+want] == nil {
			t.Errorf("%s is missing", want)
		}
	}
}
