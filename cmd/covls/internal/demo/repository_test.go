package demo

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage/formats"
	"github.com/covls/covls/coverage/policy"
)

func TestCreate(t *testing.T) {
	now := time.Now()
	dir := filepath.Join(t.TempDir(), "new")
	// A hook's environment must not lead to the user's own repository.
	t.Setenv("GIT_DIR", filepath.Join(t.TempDir(), "elsewhere"))
	r, err := Create(t.Context(), dir, now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Create(t.Context(), dir, now); err == nil {
		t.Error("wrote into a folder that is not empty")
	}
	if r.NoGit != nil {
		t.Fatalf("no commit: %v", r.NoGit)
	}
	changed, err := git(t.Context(), r.Root, now, "status", "--porcelain")
	if err != nil || changed != "" {
		t.Errorf("git status: %q, %v; want everything committed or ignored", changed, err)
	}
	tracked, err := git(t.Context(), r.Root, now, "-c", "core.quotePath=false", "ls-files")
	if err != nil {
		t.Fatal(err)
	}
	if got := len(strings.Split(tracked, "\n")); got != r.Sources {
		t.Errorf("%d files are committed, %d are no report", got, r.Sources)
	}
	for _, rel := range []string{"go/go.mod", "go/calc/calc.go", ".gitignore", "python/src/pkg/__init__.py"} {
		if !strings.Contains("\n"+tracked+"\n", "\n"+rel+"\n") {
			t.Errorf("%s is not committed", rel)
		}
	}
}

// What covls finds by itself is what the demo says there is, with the flags that
// the repository's own configuration gives.
func TestReportsAreThoseListed(t *testing.T) {
	r := created(t)
	content, err := os.ReadFile(place(r.Root, "covls.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	config, notes, err := policy.Load("covls.yaml", content)
	if err != nil || len(notes) > 0 {
		t.Fatalf("covls.yaml: %v, %v", notes, err)
	}
	listed := map[string]string{}
	for _, report := range r.Reports {
		listed[report.Path] = report.Flag
	}
	err = filepath.WalkDir(r.Root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(name, place(r.Root, ".git/")) {
			return err
		}
		rel, err := filepath.Rel(r.Root, name)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		age := time.Since(info.ModTime())
		if !formats.CandidateName(rel) {
			if age < sourceAge {
				t.Errorf("%s is %v old, younger than a commit", rel, age)
			}
			return nil
		}
		if age < reportAge || age >= sourceAge {
			t.Errorf("the report %s is %v old", rel, age)
		}
		flag, ok := listed[rel]
		rule, _ := config.Report(rel)
		if !ok || len(rule.Flags) != 1 || rule.Flags[0] != flag {
			t.Errorf("%s has the flags %q, listed is %q", rel, rule.Flags, flag)
		}
		delete(listed, rel)
		return nil
	})
	if err != nil || len(listed) > 0 {
		t.Errorf("listed and not there: %v; %v", listed, err)
	}
}

func TestWithoutGit(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := created(t)
	if r.NoGit == nil || r.Commit != "" {
		t.Errorf("commit %q, %v", r.Commit, r.NoGit)
	}
	if _, err := os.Stat(place(r.Root, "c/src/main.c")); err != nil {
		t.Error(err)
	}
}

// Everybody who builds covls carries this.
func TestEmbeddedFilesAreSmall(t *testing.T) {
	const most = 150 << 10
	var total int64
	err := fs.WalkDir(files, ".", func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			total += info.Size()
		}
		return err
	})
	if err != nil || total == 0 || total > most {
		t.Errorf("%d bytes are embedded, %v", total, err)
	}
}

func created(t *testing.T) *Repository {
	t.Helper()
	r, err := Create(t.Context(), t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return r
}
