package policy

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Flags: labels on reports (semantics §1).

// MaxFlags is how many flags a report may carry.
const MaxFlags = 32

// CheckFlags reports what is wrong with a report's flags, or nil.
func CheckFlags(flags []string) error {
	if len(flags) > MaxFlags {
		return fmt.Errorf("a report may have %d flags, not %d", MaxFlags, len(flags))
	}
	for _, flag := range flags {
		if flag == "" {
			return fmt.Errorf("a flag must not be empty")
		}
		if i := strings.IndexFunc(flag, func(c rune) bool { return !flagRune(c) }); i >= 0 {
			return fmt.Errorf("flag %q: only letters of the English alphabet, digits and . _ : - may be used", flag)
		}
	}
	return nil
}

func flagRune(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("._:-", c)
}

// telling are the words that make a flag obvious where nobody configured one.
// The list is short on purpose: a wrong flag splits totals that belong together.
var telling = []string{"unit", "integration", "it", "e2e", "functional", "smoke", "ui", "nightly"}

// InferFlags gives the flags that a report's path makes obvious: a whole folder
// name, or a part of the file name between dots and dashes, that is one of a few
// words. It counts only where configuration gives the report no flag.
func InferFlags(rel string) []string {
	parts := strings.Split(path.Dir(rel), "/")
	parts = append(parts, strings.FieldsFunc(path.Base(rel), func(c rune) bool { return c == '.' || c == '-' })...)
	var flags []string
	for _, part := range parts {
		if slices.Contains(telling, part) {
			flags = append(flags, part)
		}
	}
	return union(nil, flags)
}

// union sorts the flags of both, each once.
func union(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}
