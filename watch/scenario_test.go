package watch

// Scenarios are scripts in testdata, with the files to begin with below them.
// Every one must come out the same whether the system notifies or not.
//
//	mkdir DIR, write FILE TEXT, append FILE TEXT, rename OLD NEW, rm PATH,
//	link TARGET PATH       change the disk
//	want NAME...           wait until all of the names were told
//	never NAME...          fail if one of the names was ever told
//
// $OUT stands for a folder outside the root. At the end, what was told must add
// up to what is on the disk.

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

func TestScenarios(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, script := range scripts {
		name := strings.TrimSuffix(filepath.Base(script), ".txtar")
		t.Run(name, func(t *testing.T) {
			for _, poll := range []bool{false, true} {
				t.Run(map[bool]string{false: "notify", true: "poll"}[poll], func(t *testing.T) {
					t.Parallel()
					playScript(t, script, poll)
				})
			}
		})
	}
}

func playScript(t *testing.T, script string, poll bool) {
	archive, err := txtar.ParseFile(script)
	if err != nil {
		t.Fatal(err)
	}
	root, out := t.TempDir(), t.TempDir()
	place := func(name string) string {
		if rest, ok := strings.CutPrefix(name, "$OUT"); ok {
			return filepath.Join(out, rest)
		}
		return filepath.Join(root, name)
	}
	for _, f := range archive.Files {
		put(t, place(f.Name), string(f.Data), os.O_TRUNC)
	}
	o := Options{Root: root, Quiet: 20 * time.Millisecond, Poll: poll, PollMin: 10 * time.Millisecond, PollMax: 80 * time.Millisecond}
	var r *receiver
	for number, line := range strings.Split(string(archive.Comment), "\n") {
		step := strings.Fields(line)
		if len(step) == 0 || strings.HasPrefix(line, "#") {
			continue
		}
		if step[0] == "extra" {
			o.Extra = append(o.Extra, place(step[1]))
			continue
		}
		if r == nil {
			r = watching(t, o, openNotifier)
		}
		play(t, r, place, step, number+1)
	}
	if len(o.Extra) == 0 {
		r.knows()
	}
}

// play does one step of a script.
func play(t *testing.T, r *receiver, place func(string) string, step []string, line int) {
	t.Helper()
	var err error
	switch step[0] {
	case "mkdir":
		err = os.MkdirAll(place(step[1]), 0o755)
	case "write":
		put(t, place(step[1]), strings.Join(step[2:], " "), os.O_TRUNC)
	case "append":
		put(t, place(step[1]), strings.Join(step[2:], " "), os.O_APPEND)
	case "rename":
		err = os.Rename(place(step[1]), place(step[2]))
	case "rm":
		err = os.RemoveAll(place(step[1]))
	case "link":
		err = os.Symlink(place(step[1]), place(step[2]))
	case "want":
		var names []string
		for _, name := range step[1:] {
			names = append(names, nameOf(r.w.root, place(name)))
		}
		r.wants(names...)
	case "never":
		for _, name := range step[1:] {
			if r.ever[nameOf(r.w.root, place(name))] {
				t.Errorf("line %d: %s was told", line, name)
			}
		}
	default:
		t.Fatalf("line %d: what is %q?", line, step[0])
	}
	if err != nil {
		t.Fatalf("line %d: %v", line, err)
	}
}

// put writes a file and the folders above it.
func put(t testing.TB, path, text string, mode int) {
	t.Helper()
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		var f *os.File
		if f, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE|mode, 0o644); err == nil {
			_, err = f.WriteString(text)
			err = errors.Join(err, f.Close())
		}
	}
	if err != nil {
		t.Error(err)
	}
}
