package llvmcov

import (
	"bytes"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/exclusion"
)

// What only the source can tell: which comments take lines out, and which
// conditions are constants, so that one of their ways out is none.

func refine(f *coverage.File, source []byte) error {
	exclusion.Apply(f, source)
	dropConstants(f, source)
	return nil
}

// dropConstants takes out the branches of conditions such as while (1). llvm-cov
// leaves them out of its totals too, up to LLVM 18 altogether, and later the way
// that is never taken; JSON lists both all the same.
func dropConstants(f *coverage.File, source []byte) {
	var line []byte
	number := uint32(0)
	f.Branches = slices.DeleteFunc(f.Branches, func(b coverage.Branch) bool {
		for number < b.Line && len(source) > 0 {
			line, source, _ = bytes.Cut(source, []byte{'\n'})
			number++
		}
		return number == b.Line && b.Block >= 1 && int(b.Block) <= len(line) && constant(line[b.Block-1:])
	})
}

// constant reports whether a condition begins with a literal and ends behind it.
func constant(text []byte) bool {
	for _, literal := range []string{"0", "1", "true", "false"} {
		rest, ok := bytes.CutPrefix(text, []byte(literal))
		if rest = bytes.TrimLeft(rest, " \t"); ok && len(rest) > 0 && (rest[0] == ')' || rest[0] == '{') {
			return true
		}
	}
	return false
}
