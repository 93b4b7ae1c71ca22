package watch

// macOS marks the file systems that are on this machine, so there is no list to
// keep. FUSE volumes may or may not carry the mark; they are named by type.

import (
	"strings"

	"golang.org/x/sys/unix"
)

// onNetwork reports whether changes below path may go unnoticed.
func onNetwork(path string) bool {
	var stat unix.Statfs_t
	if unix.Statfs(path, &stat) != nil {
		return false
	}
	return stat.Flags&unix.MNT_LOCAL == 0 || strings.Contains(unix.ByteSliceToString(stat.Fstypename[:]), "fuse")
}
