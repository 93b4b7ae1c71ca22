// Package lsp is the language server: it shows coverage to editors through
// LSP 3.18 and the few covls methods that marks in a gutter need.
//
// It decides nothing about coverage. What is known of a file comes from a
// Source, and what that means for a text from coverage.ViewOf; this package
// keeps the texts that editors hold, turns verdicts into what each editor can
// show, and says so when either of the two changes:
//
//	didOpen, didChange ─▶ documents ─┐
//	                                 ├─▶ publisher ─▶ covls/publishCoverage, diagnostics
//	Workspace events ──▶ folders ────┘       └─────▶ lens, hint and diagnostic refreshes
//
//	calls ─▶ moment (document, snapshot, settings) ─▶ fileView ─▶ answer
//
// A Server holds what all sessions share, a session what one editor said. A
// notification only changes the session's state and rings a bell; everything
// that takes time happens in the session's own goroutines or in a call's Work.
//
// # Unknown
//
// Marks are only shown for the text that was measured. As soon as a text is any
// other, every line that was instrumented is unknown, and an undo brings the
// marks back: what a report says is tied to content, not to an event.
package lsp
