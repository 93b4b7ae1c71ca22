package watch

// Linux refuses with the errors of files and disks (inotify(7)), which would
// send a reader looking in the wrong place.

import (
	"errors"
	"syscall"
)

func limitProblem(err error) Problem {
	if errors.Is(err, syscall.ENOSPC) {
		return Problem{
			Message: "this user may not watch more folders (fs.inotify.max_user_watches), so changes are looked for every few seconds instead",
			Hint:    "raise the limit with: sudo sysctl fs.inotify.max_user_watches=524288",
		}
	}
	return Problem{
		Message: "this user may not watch with more programs (fs.inotify.max_user_instances), or too many files are open, so changes are looked for every few seconds instead",
		Hint:    "raise the limit with: sudo sysctl fs.inotify.max_user_instances=512, or the limit of open files with: ulimit -n 65536",
	}
}
