package index

import (
	"os"
	"path/filepath"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index/store"
)

// Anchoring: which content did a report measure? (semantics §2, at ingestion.)
// A source that is not newer than the report is what was measured. One that is
// newer may be anything, so its anchor is unknown and its lines are too: an
// unknown line costs a test run, a wrong one costs trust.

// maxSource is the largest source file that is read. Generated files of that
// size exist, lines of them that somebody looks at do not.
const maxSource = 64 << 20

// An anchored source.
type anchor struct {
	content coverage.ContentID // empty when unknown
	stamp   store.Stamp
	source  []byte // only when it had to be read
}

// anchor finds out what a report written at reportTime (Unix nanoseconds)
// measured of a file. known is what was known of the file before, or nil; want
// asks for the source's bytes even if the content is known.
func (w *Workspace) anchor(rel string, reportTime int64, known *store.FileRef, want bool) anchor {
	name := filepath.Join(w.root, filepath.FromSlash(rel))
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxSource {
		return anchor{}
	}
	a := anchor{stamp: stampOf(info)}
	same := known != nil && known.Content != "" && known.Source == a.stamp
	switch {
	case same && !want:
		a.content = known.Content
		return a
	case !same && a.stamp.MTime > reportTime:
		return a
	}
	source, err := os.ReadFile(name)
	if err != nil {
		return a
	}
	// A writer between the two looks would have the bytes of one content stand
	// for another.
	if again, err := os.Lstat(name); err != nil || stampOf(again) != a.stamp {
		return anchor{stamp: a.stamp}
	}
	a.content, a.source = coverage.BlobID(source), source
	return a
}

// stampOf is how a file looks from outside.
func stampOf(info os.FileInfo) store.Stamp {
	return store.Stamp{Size: info.Size(), MTime: info.ModTime().UnixNano(), Inode: inode(info)}
}
