package coverage

import (
	"crypto/sha1"
	"slices"
	"strconv"
	"time"
)

// Observations are anchored to content, not to commits (semantics §2): a
// statement about line 12 is true of the text that was measured, wherever that
// text turns up again, and of no other.

// A ContentID identifies a file's content by the object id that git gives it,
// as raw bytes: 20 of them, or 32 in a sha256 repository. The empty ID means
// that nobody knows what was measured.
type ContentID string

// BlobID is the id of content in a sha1 repository, which covls also uses where
// there is no git. The hash tells contents apart; nothing rests on its strength
// against an attacker, who could as well write the report.
func BlobID(content []byte) ContentID {
	h := sha1.New()
	h.Write(strconv.AppendInt([]byte("blob "), int64(len(content)), 10))
	h.Write([]byte{0})
	h.Write(content)
	return ContentID(h.Sum(nil))
}

// A Report is the identity of one report, as views show it.
type Report struct {
	Name   string   // its slot: a workspace-relative path or a given name
	Format string   // "lcov"
	Flags  []string // sorted; nil for the flag ""
	Time   time.Time
}

// HasFlag reports whether the report carries the flag; "" is carried by reports
// without any.
func (r *Report) HasFlag(flag string) bool {
	if flag == "" {
		return len(r.Flags) == 0
	}
	return slices.Contains(r.Flags, flag)
}

// An Observation is what one report says of one source file, and the content it
// was measured on.
type Observation struct {
	Report  *Report
	Content ContentID
	File    *File // shared and immutable
}
