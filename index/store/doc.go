// Package store keeps the index on disk. It is the only package that knows
// bbolt; what it takes and gives are plain values.
//
// # Layout
//
// Seven flat buckets, because flat keys beat nested buckets in size and speed
// (97 against 81 MiB for 20,000 files), with fixed-width big-endian keys, so
// that what is read together lies together:
//
//	meta  "schema", "generation"            → numbers
//	name  worktree id, name                 → name id, current run, what was last seen on disk
//	run   name id, sequence                 → one version of a report: format, time, commit, counts
//	tree  worktree root                     → worktree id
//	path  workspace-relative path           → path id
//	obs   path id, name id, sequence        → one observation: the content it was measured on, and its data
//	file  worktree id, path id              → the current observations of a file, and its totals
//
// # Why observations carry a sequence
//
// A sequence numbers the versions of one report. An observation is written only
// when it differs from the one before, so the state of a report at version n is,
// for every file, its last observation at or before n: history costs what
// changed, not what was run, and unchanged data is stored once whatever the
// number of commits. A file that a version no longer mentions gets a tombstone.
// Since each observation names the content it was measured on, and each run the
// commit it was collected at, carryforward and line mapping are questions to
// this layout, not changes of it.
//
// # Crashes
//
// A large report is written in many transactions of about a thousand records.
// They carry the next sequence and nobody looks at them until the last
// transaction moves the name to it. What a crash leaves behind lies above the
// current sequence and is swept when the index is opened.
//
// Every observation ends with a checksum, since bbolt has none: a damaged one is
// an error, not a wrong line.
package store
