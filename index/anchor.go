package index

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/history"
	"github.com/covls/covls/index/store"
)

// Anchoring: which content did a report measure? (semantics §2, at ingestion.)
// A source that is not newer than the report is what was measured. One that is
// newer may have been touched only, by a checkout, a clone or a stash, so git is
// asked what it was when the report was written. Where git does not know, the
// anchor is unknown and the lines are too: an unknown line costs a test run, a
// wrong one costs trust.

// maxSource is the largest source file that is read. Generated files of that
// size exist, lines of them that somebody looks at do not.
const maxSource = 64 << 20

// An anchor ties what a report says of a file to the content it measured.
type anchor struct {
	content coverage.ContentID // what was measured; empty when unknown
	stamp   store.Stamp        // of the file as it is
	source  []byte             // the measured content, where it had to be read
	changed bool               // what was measured is not what is here
}

// anchor finds out what a report measured of a file. known is what the report's
// last run, written at the time since, said of the file, or nil; want asks for
// the source's bytes even if the content is known.
func (w *Workspace) anchor(rel string, r *reading, known *store.FileRef, since int64, want bool) anchor {
	name := filepath.Join(w.root, filepath.FromSlash(rel))
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return anchor{changed: true}
	}
	a := anchor{stamp: stampOf(info)}
	same := known != nil && known.Content != "" && known.Source == a.stamp
	// A source that the last run found not newer than itself was read then, and is
	// as it was. Of one that was newer, known has what git said of an older text.
	if same && !want && a.stamp.MTime <= since {
		a.content = known.Content
		return a
	}
	source, err := os.ReadFile(name)
	if err != nil {
		return anchor{stamp: a.stamp, changed: true}
	}
	// A writer between the two looks would have the bytes of one content stand
	// for another.
	if again, err := os.Lstat(name); err != nil || stampOf(again) != a.stamp {
		return anchor{stamp: a.stamp, changed: true}
	}
	here := coverage.BlobID(source)
	switch {
	case a.stamp.MTime <= r.time:
		a.content = here
	case same && since == r.time:
		// The same run, read once more: git may have forgotten by now.
		a.content = known.Content
	default:
		a.content = r.measured(w.root, rel, here)
	}
	if a.changed = a.content != here; !a.changed {
		a.source = source
	}
	return a
}

// measured is what git says a file was when the report was written: of a commit
// that HEAD was then, its blob; of a commit that is only known to be older, its
// blob if the file still is that.
func (r *reading) measured(root, rel string, here coverage.ContentID) coverage.ContentID {
	if !r.asked {
		r.asked = true
		repository, ctx := history.Open(root), context.Background()
		commit, err := repository.HeadAt(ctx, time.Unix(0, r.time))
		if err == nil {
			r.head = commit
			r.blobs, _ = repository.Blobs(ctx, commit.ID)
		}
	}
	blob := r.blobs[rel]
	if r.head.Recorded || blob == here {
		return blob
	}
	return ""
}

// stampOf is how a file looks from outside.
func stampOf(info os.FileInfo) store.Stamp {
	return store.Stamp{Size: info.Size(), MTime: info.ModTime().UnixNano(), Inode: inode(info)}
}
