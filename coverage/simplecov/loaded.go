package simplecov

import (
	"slices"

	"github.com/covls/covls/coverage"
)

// Files that were never loaded. track_files has SimpleCov list sources that no
// test touched. Ruby knows nothing of them, so SimpleCov up to 0.22 gives each a
// count of 0 on every line that is neither blank nor a comment, an "end" among
// them, and it does so for every command that did not load the file.
//
// Where another command did load it, the guess must not stand beside what was
// measured. SimpleCov 0.22 drops a 0 where the other side has no code, 1.x
// keeps it and guesses only once all commands are together (formats §12). Both
// come to the same: lines of a loaded file are those that were measured. A file
// that no command loaded keeps the guess, all of it at 0.
//
// Loading a file runs it, so one in which nothing ran was not loaded. In one
// that was, lines that did not run carry the Whole bit: it says nothing of such
// a line that anybody would show, and Settle can tell them from a guess.

// markLoaded sets the bit if the file was loaded.
func markLoaded(lines []coverage.Line) {
	if !slices.ContainsFunc(lines, coverage.Line.Ran) {
		return
	}
	for i := range lines {
		if !lines[i].Ran() {
			lines[i].Bits |= coverage.Whole
		}
	}
}

// Settle drops the guessed lines of a file that some command loaded. It changes
// f in place; f stays sorted.
func Settle(f *coverage.File) {
	measured := func(l coverage.Line) bool { return l.Ran() || l.Bits&coverage.Whole != 0 }
	if slices.ContainsFunc(f.Lines, measured) {
		f.Lines = slices.DeleteFunc(f.Lines, func(l coverage.Line) bool { return !measured(l) })
	}
}
