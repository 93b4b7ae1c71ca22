//go:build !linux

package watch

// kqueue opens every file of a watched folder, so what runs out on macOS and
// the BSDs is open files.

func limitProblem(error) Problem {
	return Problem{
		Message: "too many files are open to watch all folders, so changes are looked for every few seconds instead",
		Hint:    "raise the limit with: ulimit -n 65536",
	}
}
