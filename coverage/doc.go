// Package coverage is what covls knows about code that ran: files, lines,
// branches, functions and statements, the one merge that combines what
// several reports say of a file, and the states that an editor paints.
//
// The package is pure: bytes and values in, values out. It opens no file,
// knows no clock, and imports the standard library only. Everything else is
// built on it:
//
//	report bytes ─▶ coverage/<format> ─▶ Section ─▶ index ─▶ File ─▶ Marks ─▶ lsp
//
// # Units
//
// Line numbers are 1-based here, as reports write them; the protocol layer
// alone turns them into the 0-based ones of LSP. Columns are 0-based and in
// the unit of the format that gave them (bytes for Go, UTF-16 code units for
// Istanbul): they identify a place, they are not fit for display without the
// source text.
//
// # Counts and the executed bit
//
// Some formats count (lcov, Go's count mode), some only know that a line ran
// (JaCoCo, Go's set mode). The two are never added up: a JaCoCo 1 beside an
// lcov 7 is 7, not 8. So every count has an executed bit beside it, which
// formats of the second kind set while they leave the count at 0. What is
// shown is the greater of the two, and it is inexact when only the bit is set.
package coverage
