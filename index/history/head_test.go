package history

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

// A repository made by the real git, whose clock the test sets.
type repo struct {
	t    *testing.T
	root string
	now  time.Time
}

func newRepo(t *testing.T) *repo {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("git is not here, and CI must not skip this")
		}
		t.Skip("git is not here")
	}
	r := &repo{t: t, root: t.TempDir(), now: time.Unix(1_700_000_000, 0)}
	r.git("init", "-q", "-b", "main")
	return r
}

func (r *repo) git(args ...string) string {
	r.t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = r.root
	stamp := r.now.UTC().Format(time.RFC3339)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
		"GIT_AUTHOR_DATE="+stamp, "GIT_COMMITTER_DATE="+stamp)
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// commit writes a file and commits it, ten seconds after the commit before.
func (r *repo) commit(name, content string) string {
	r.t.Helper()
	r.now = r.now.Add(10 * time.Second)
	if err := os.WriteFile(filepath.Join(r.root, name), []byte(content), 0o644); err != nil {
		r.t.Fatal(err)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "c")
	return r.git("rev-parse", "HEAD")
}

func TestHeadAt(t *testing.T) {
	r := newRepo(t)
	first := r.commit("a.c", "1\n")
	firstTime := r.now
	second := r.commit("a.c", "2\n")
	g := Open(r.root)
	ctx := context.Background()
	for _, test := range []struct {
		name string
		at   time.Time
		want Commit
	}{
		{"at the first", firstTime, Commit{first, true}},
		{"just before the second", r.now.Add(-time.Second), Commit{first, true}},
		{"at the second", r.now, Commit{second, true}},
		{"long after", r.now.Add(time.Hour), Commit{second, true}},
	} {
		if got, err := g.HeadAt(ctx, test.at); err != nil || got != test.want {
			t.Errorf("%s: %+v, %v; want %+v", test.name, got, err, test.want)
		}
	}
	if _, err := g.HeadAt(ctx, firstTime.Add(-time.Second)); !errors.Is(err, ErrNoGit) {
		t.Errorf("before everything: %v, want %v", err, ErrNoGit)
	}
	// A clone's reflog begins when it was cloned.
	if err := os.RemoveAll(filepath.Join(r.root, ".git", "logs")); err != nil {
		t.Fatal(err)
	}
	if got, err := g.HeadAt(ctx, r.now); err != nil || got != (Commit{ID: second}) {
		t.Errorf("without a reflog: %+v, %v; want %s, not recorded", got, err, second)
	}
}

func TestBlobs(t *testing.T) {
	r := newRepo(t)
	r.commit("a.c", "1\n")
	r.commit("name with\ttab and ü.c", "2\n")
	if err := os.Symlink("a.c", filepath.Join(r.root, "link.c")); err != nil {
		t.Fatal(err)
	}
	id := r.commit("b.c", "3\n")
	blobs, err := Open(r.root).Blobs(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a.c": "1\n", "name with\ttab and ü.c": "2\n", "b.c": "3\n"}
	if len(blobs) != len(want) {
		t.Errorf("blobs of %d files, want %d", len(blobs), len(want))
	}
	for name, content := range want {
		if blobs[name] != coverage.BlobID([]byte(content)) {
			t.Errorf("%s: %x", name, blobs[name])
		}
	}
}

// A repository's configuration can name programs. None of them runs.
func TestHostileRepositoryRunsNothing(t *testing.T) {
	r := newRepo(t)
	id := r.commit("a.c", "1\n")
	trap := filepath.Join(t.TempDir(), "ran")
	script := filepath.Join(t.TempDir(), "trap.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\ntouch "+trap+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"core.fsmonitor", "core.pager", "pager.log", "core.sshCommand", "diff.external", "core.editor", "log.showSignature", "gpg.program"} {
		r.git("config", key, script)
	}
	r.git("config", "log.showSignature", "true")
	g := Open(r.root)
	if _, err := g.HeadAt(context.Background(), r.now); err != nil {
		t.Error(err)
	}
	if _, err := g.Blobs(context.Background(), id); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(trap); err == nil {
		t.Error("a program that the repository names was run")
	}
}

func TestNoRepository(t *testing.T) {
	if _, err := Open(t.TempDir()).HeadAt(context.Background(), time.Now()); !errors.Is(err, ErrNoGit) {
		t.Errorf("%v, want %v", err, ErrNoGit)
	}
}
