package watch

// Windows tells a mapped drive from a disk, and a share by its path.

import (
	"path/filepath"

	"golang.org/x/sys/windows"
)

// onNetwork reports whether changes below path may go unnoticed.
func onNetwork(path string) bool {
	volume, err := windows.UTF16PtrFromString(filepath.VolumeName(path) + `\`)
	return err == nil && windows.GetDriveType(volume) == windows.DRIVE_REMOTE
}
