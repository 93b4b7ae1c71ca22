package doctor

import (
	"os"
	"strconv"
	"strings"
)

// watchLimit is how many folders inotify lets one user watch, all programs
// together (inotify(7)). Where they run out, covls polls, which is slower.
func watchLimit() int {
	data, err := os.ReadFile("/proc/sys/fs/inotify/max_user_watches")
	if err != nil {
		return 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(string(data)))
	if err != nil {
		return 0
	}
	return n
}
