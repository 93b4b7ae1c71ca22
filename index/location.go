package index

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Where an index lies. Worktrees of one repository share an index, so that
// history and imports are theirs together; a folder without git has its own.
// Nothing is ever written into the workspace (contract §4).

// CacheDir is the folder of everything that covls writes.
func CacheDir() (string, error) {
	if dir := os.Getenv("COVLS_CACHE_DIR"); dir != "" {
		return filepath.Abs(dir)
	}
	dir, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find the user's cache folder (set COVLS_CACHE_DIR): %w", err)
	}
	return filepath.Join(dir, "covls"), nil
}

// Path is where the index of the workspace at root lies. The folder's name
// tells a person which workspace it is, the hash keeps two apart.
func Path(cacheDir, root string) string {
	repository := commonDir(root)
	sum := sha256.Sum256([]byte(repository))
	base := filepath.Base(strings.TrimSuffix(repository, string(filepath.Separator)+".git"))
	return filepath.Join(cacheDir, "index", base+"-"+hex.EncodeToString(sum[:6]), "index.db")
}

// commonDir is git's folder that all worktrees of a repository share, or root
// itself where there is none. It follows the two links that git writes into a
// linked worktree, and asks no git: this must cost microseconds.
func commonDir(root string) string {
	dotgit := filepath.Join(root, ".git")
	info, err := os.Stat(dotgit)
	if err != nil {
		return root
	}
	if info.IsDir() {
		return dotgit
	}
	gitdir, err := readLink(dotgit, "gitdir:")
	if err != nil {
		return root
	}
	gitdir = absolute(root, gitdir)
	common, err := readLink(filepath.Join(gitdir, "commondir"), "")
	if err != nil {
		return gitdir // a submodule has no commondir
	}
	return absolute(gitdir, common)
}

// readLink reads a small file of one line and takes off its prefix.
func readLink(name, prefix string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	rest, ok := strings.CutPrefix(string(data), prefix)
	if !ok || len(data) > 4096 {
		return "", errors.New("not a link of git")
	}
	return strings.TrimSpace(rest), nil
}

func absolute(base, path string) string {
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(base, path)
}

// Root is the workspace that a folder stands for: the git top level that it
// lies in, else the folder itself. Editor, hook and terminal all ask here, so
// that they mean the same one (contract §1). The result has no symlinks.
func Root(folder string) (string, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("find the workspace of %s: %w", folder, err)
	}
	real, err := filepath.EvalSymlinks(abs)
	if err != nil {
		return "", fmt.Errorf("find the workspace: %w", err)
	}
	for dir := real; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return real, nil
		}
	}
}
