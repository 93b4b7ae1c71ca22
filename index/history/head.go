package history

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
)

// maxReflog is how many movements of HEAD are looked at. A busy day has dozens.
const maxReflog = 10_000

// A Commit is one commit, as far as anchoring needs it.
type Commit struct {
	ID string // hexadecimal
	// Recorded is true when the reflog says that HEAD was here at the time asked
	// for; false when the commit is merely older than that time.
	Recorded bool
}

// HeadAt gives the commit that HEAD was at some time: by the reflog where it
// goes back that far, else HEAD itself if it is older than that. It gives
// ErrNoGit when nothing can be said.
func (r *Repository) HeadAt(ctx context.Context, at time.Time) (Commit, error) {
	moves, err := r.git(ctx, "log", "--walk-reflogs", "--date=unix", "--format=%H %gd", "--max-count="+strconv.Itoa(maxReflog), "HEAD", "--")
	if err == nil {
		if id, ok := reflogAt(moves, at.Unix()); ok {
			return Commit{ID: id, Recorded: true}, nil
		}
	}
	head, err := r.git(ctx, "log", "--max-count=1", "--format=%H %ct", "HEAD", "--")
	if err != nil {
		return Commit{}, err
	}
	id, seconds, ok := cutTime(strings.TrimSpace(string(head)))
	if !ok || seconds > at.Unix() {
		return Commit{}, fmt.Errorf("%w: HEAD is younger than the report", ErrNoGit)
	}
	return Commit{ID: id}, nil
}

// reflogAt finds the last movement at or before a time in lines, newest first,
// such as "<id> HEAD@{1700000000}".
func reflogAt(lines []byte, at int64) (id string, ok bool) {
	for line := range strings.Lines(string(lines)) {
		id, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		_, rest, _ = strings.Cut(rest, "@{")
		seconds, err := strconv.ParseInt(strings.TrimSuffix(rest, "}"), 10, 64)
		if err == nil && seconds <= at {
			return id, true
		}
	}
	return "", false
}

func cutTime(line string) (id string, seconds int64, ok bool) {
	id, rest, ok := strings.Cut(line, " ")
	seconds, err := strconv.ParseInt(rest, 10, 64)
	return id, seconds, ok && err == nil
}

// Blobs lists the contents of a commit's files, by path relative to the
// worktree's root. Links and submodules are left out.
func (r *Repository) Blobs(ctx context.Context, commit string) (map[string]coverage.ContentID, error) {
	list, err := r.git(ctx, "ls-tree", "-r", "-z", "--full-tree", commit)
	if err != nil {
		return nil, err
	}
	blobs := map[string]coverage.ContentID{}
	for entry := range bytes.SplitSeq(list, []byte{0}) {
		// "100644 blob <id>\t<path>"
		head, path, ok := bytes.Cut(entry, []byte{'\t'})
		fields := bytes.Fields(head)
		if !ok || len(fields) != 3 || !bytes.HasPrefix(fields[0], []byte("100")) {
			continue
		}
		id, err := hex.DecodeString(string(fields[2]))
		if err != nil {
			return nil, fmt.Errorf("list the files of %s: %w", commit, err)
		}
		blobs[string(path)] = coverage.ContentID(id)
	}
	return blobs, nil
}
