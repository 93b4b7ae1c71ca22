// Package watch notices what changes in a workspace and says so in settled
// batches of names. It reads no file and knows no report format: which files
// may be reports and which folders are never entered is given to it as Rules.
//
//	fsnotify ─▶ drain ─▶ queue ─┐
//	                            ├─▶ loop: places, settler ─▶ Batch ─▶ index
//	walk (poll, rescan) ────────┘
//
// # Events are hints
//
// The systems below drop events, name them by paths that are gone, and say
// nothing of folders that appeared before they could be watched. So an event
// only makes the loop look at a name again. What it knows of the disk is a tree
// of folders; every new folder is first watched and then listed, which misses
// nothing that is put there in between. When events were lost, or came in by
// the hundreds, everything is looked at again and told as one Listing.
//
// # Settling
//
// A report that was renamed into place is complete and is told at once. One
// that is written in place is told when nobody wrote for a while, or after a
// hard maximum, since some writers never stop. A batch is a hint as well: its
// receiver looks at the file, and a name in it may be gone again.
//
// # Polling
//
// Network file systems do not tell what other machines do, and systems limit
// how much may be watched. Then the loop walks the workspace again and again
// and compares, in the same batches and by the same rules.
//
// # Names
//
// Names are relative to the root, with slashes. Files of Options.Extra that lie
// outside the root have absolute names, with slashes too. Folders that are
// symbolic links are entered only when they are listed there.
package watch
