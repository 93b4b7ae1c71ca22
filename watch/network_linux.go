package watch

// Which file systems hear only of what this machine does. The numbers are the
// kernel's (statfs(2)); those that x/sys does not name are from their modules.

import "golang.org/x/sys/unix"

const (
	vboxsf = 0x786f4256 // VirtualBox shared folders
	vmhgfs = 0xbacbacbc // VMware shared folders
	lustre = 0x0bd00bd0
)

// onNetwork reports whether changes below path may go unnoticed. FUSE is among
// them, since nobody can tell what is behind it.
func onNetwork(path string) bool {
	var stat unix.Statfs_t
	if unix.Statfs(path, &stat) != nil {
		return false
	}
	// The field is signed and its width differs between architectures.
	switch uint32(stat.Type) {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC,
		unix.V9FS_MAGIC, unix.FUSE_SUPER_MAGIC, unix.AFS_SUPER_MAGIC, unix.AFS_FS_MAGIC,
		unix.CODA_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC, vboxsf, vmhgfs, lustre:
		return true
	}
	return false
}
