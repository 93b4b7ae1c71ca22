//go:build unix

package watch

// On Unix the identity of a file comes with every stat.

import (
	"io/fs"
	"syscall"
)

func identityOf(info fs.FileInfo) identity {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return identity{}
	}
	// The fields' types differ from one Unix to the next.
	return identity{device: uint64(stat.Dev), inode: uint64(stat.Ino)}
}
