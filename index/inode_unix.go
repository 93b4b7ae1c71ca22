//go:build unix

package index

import (
	"os"
	"syscall"
)

// inode tells a file from the one that replaced it under the same name, size
// and time.
func inode(info os.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}
