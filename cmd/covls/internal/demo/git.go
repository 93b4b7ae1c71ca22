package demo

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"
)

// The repository's one commit, made with the user's git and without the user's
// settings: no hook of theirs runs, no key is asked for, and no line ending is
// converted, since the reports speak of the very bytes.

// settings hold for every git command here.
var settings = []string{
	"-c", "init.defaultBranch=main",
	"-c", "init.templateDir=",
	"-c", "core.hooksPath=" + os.DevNull,
	"-c", "core.autocrlf=false",
	"-c", "core.safecrlf=false",
	"-c", "commit.gpgSign=false",
	"-c", "user.name=covls demo",
	"-c", "user.email=demo@example.com",
}

// commit makes the folder a repository and commits what git does not ignore. It
// returns the commit's abbreviated name.
func commit(ctx context.Context, root string, at time.Time) (string, error) {
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"add", "--all"},
		{"commit", "--quiet", "--message", "Five small programs"},
	} {
		if _, err := git(ctx, root, at, args...); err != nil {
			return "", err
		}
	}
	return git(ctx, root, at, "rev-parse", "--short", "HEAD")
}

// git runs one command in the repository and returns what it printed.
func git(ctx context.Context, root string, at time.Time, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", append(append([]string{}, settings...), args...)...)
	cmd.Dir = root
	date := at.Format(time.RFC3339)
	cmd.Env = append(withoutGit(os.Environ()), "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		if said := strings.TrimSpace(stderr.String()); said != "" {
			err = fmt.Errorf("%w: %s", err, said)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(out)), nil
}

// withoutGit drops what a hook or an alias of git leaves in the environment:
// GIT_DIR there would have the user's own repository committed to.
func withoutGit(environment []string) []string {
	var out []string
	for _, variable := range environment {
		if !strings.HasPrefix(variable, "GIT_") {
			out = append(out, variable)
		}
	}
	return out
}
