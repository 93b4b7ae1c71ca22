package watch

// Whether a file changed is first asked of its stamp, which costs one system
// call and no reading. A stamp cannot prove everything: two writes within one
// tick of the file system's clock leave the same time behind. So whoever keeps
// a stamp also keeps when it was taken, and distrusts it when the file was that
// young (esbuild keys its cache in the same way, and for the same reason).

import (
	"io/fs"
	"time"
)

// A Stamp is what the file system says of a file's content without reading it.
// Stamps are compared with ==.
type Stamp struct {
	Size    int64  // in bytes
	ModTime int64  // nanoseconds since 1970 in UTC
	Inode   uint64 // 0 where the system has none to give cheaply (Windows)
}

const (
	// fineTick is longer than a tick of the kernels' coarse clock, from which
	// local file systems take their times: 10 ms where it ticks at 100 Hz.
	fineTick = 20 * time.Millisecond
	// coarseTick is the resolution of FAT, the coarsest in use.
	coarseTick = 2 * time.Second
)

// Proves reports whether a file that had this stamp at the time seen, and has
// it still, is surely unchanged since then. It is not when it had been written
// so shortly before that another write could have left the same time.
func (s Stamp) Proves(seen time.Time) bool {
	tick := fineTick
	if s.ModTime%int64(time.Second) == 0 {
		tick = coarseTick // no fraction: a file system that keeps whole seconds
	}
	// A time far in the future is another machine's clock, not a young file.
	return seen.Sub(time.Unix(0, s.ModTime)).Abs() > tick
}

// stampOf takes the stamp from what Stat or Lstat gave.
func stampOf(info fs.FileInfo) Stamp {
	return Stamp{Size: info.Size(), ModTime: info.ModTime().UnixNano(), Inode: identityOf(info).inode}
}

// An identity tells a folder apart from all others, whatever it is called. It
// is zero where the system has none to give cheaply.
type identity struct{ device, inode uint64 }
