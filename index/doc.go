// Package index turns reports on disk into snapshots.
//
// A Workspace is the single writer: a batch of paths goes in, it reads the
// reports that changed, resolves what they speak of against the files of the
// workspace, anchors every statement to the content that was measured, stores
// what differs, and publishes a new immutable Snapshot. Whoever holds a
// snapshot keeps it as long as it likes; nobody ever waits for the writer.
//
//	batch of paths ─▶ slots ─▶ read ─▶ resolve ─▶ anchor ─▶ store
//	                                                          │
//	               readers ◀─ Snapshot (generation n) ◀───────┘
//
// The package watches nothing and knows no editor. Of git it knows only where
// a worktree keeps its common folder, so that worktrees share one index.
package index
