package formats

import (
	"bytes"
	"regexp"
)

// Text that no format claimed, by how its first line that is not blank looks.

// A textKind is what a text is whose first line matches.
type textKind struct {
	line *regexp.Regexp
	is   *NotReadable
}

var textKinds = []textKind{
	{regexp.MustCompile(`^={20,}$`), data("LuaCov's report", "use luacov-cobertura")},
	{regexp.MustCompile(`^[^ ]+\.go:\d+\.\d+,\d+\.\d+ \d+ \d+$`), other("a Go cover profile that lacks its mode line", "run `go test -coverprofile=cover.out ./...` again")},
	{regexp.MustCompile(`^version https://git-lfs`), other("a Git LFS pointer", "run `git lfs pull`")},
	{regexp.MustCompile(`^GROUP,PACKAGE,CLASS,`), other("JaCoCo's CSV, which has no lines", "have JaCoCo write XML")},
}

// longestLine is how much of a line is matched.
const longestLine = 4096

// recogniseText names a text by its first line.
func recogniseText(head []byte) *NotReadable {
	line := bytes.TrimLeft(head, "\r\n")
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		line = line[:i]
	}
	line = bytes.TrimRight(line, "\r \t")
	line = line[:min(len(line), longestLine)]
	for _, kind := range textKinds {
		if kind.line.Match(line) {
			return kind.is
		}
	}
	return nil
}
