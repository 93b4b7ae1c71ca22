package history

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// patience is how long one git command may take. Listing a tree of 200,000 files
// takes a tenth of a second; a git that hangs must not hang covls.
const patience = 20 * time.Second

// ErrNoGit means that the folder is in no repository that can be asked, or that
// there is no git.
var ErrNoGit = errors.New("no git repository to ask")

// A Repository is the worktree at a folder.
type Repository struct {
	root string
}

// Open gives the repository of the worktree at root.
func Open(root string) *Repository { return &Repository{root} }

// git runs one command and returns what it printed.
func (r *Repository) git(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "git", append(safely(), args...)...)
	cmd.Dir = r.root
	cmd.Env = environment(os.Environ())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("%w: git %s: %w: %s", ErrNoGit, args[0], err, strings.TrimSpace(stderr.String()))
	}
	return stdout.Bytes(), nil
}

// safely are the options under which git runs nothing that a repository names.
func safely() []string {
	return []string{
		"-c", "core.fsmonitor=", "-c", "core.hooksPath=" + os.DevNull,
		"-c", "log.showSignature=false", // would run gpg.program
		"-c", "protocol.allow=never", // older gits fetch missing objects all the same
		"--no-pager",
	}
}

// environment is the process's own, less what points git elsewhere. A hook sets
// GIT_DIR and GIT_INDEX_FILE for its own repository, which need not be this one.
func environment(base []string) []string {
	env := make([]string, 0, len(base)+4)
	for _, v := range base {
		if !strings.HasPrefix(v, "GIT_") {
			env = append(env, v)
		}
	}
	return append(env, "GIT_OPTIONAL_LOCKS=0", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "LC_ALL=C")
}

// Version is what git calls itself, such as "2.43.0". It asks no repository.
func Version(ctx context.Context) (string, error) {
	out, err := Open("").git(ctx, "version")
	if err != nil {
		return "", err
	}
	return strings.TrimPrefix(strings.TrimSpace(string(out)), "git version "), nil
}
