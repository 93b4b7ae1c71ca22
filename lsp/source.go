package lsp

import (
	"context"

	"github.com/covls/covls/coverage"
)

// What the server needs from the rest of covls, declared by the side that uses
// it: lsp knows neither bbolt nor fsnotify nor the index, so the whole protocol
// runs in tests against a source in memory.

// A Source opens workspaces.
type Source interface {
	// Open gives the workspace that an editor's folder stands for. The same
	// folder gives the same workspace; every Open wants a Close.
	Open(ctx context.Context, folder string) (Workspace, error)
}

// A Workspace is one folder's coverage, kept up to date.
type Workspace interface {
	// Root is the workspace's absolute path. Paths in a Snapshot are relative to it.
	Root() string
	// Snapshot is the newest one; never nil and never blocking.
	Snapshot() Snapshot
	// Subscribe has f called at every Event, one at a time and in order, until
	// stop is called. f must not block.
	Subscribe(f func(Event)) (stop func())
	// Refresh looks at the disk again and returns when what it found is in a snapshot.
	Refresh(ctx context.Context) error
	// Configure sets what the editor says about reports. It must not block: what
	// follows from it comes as a snapshot.
	Configure(ReportSettings)
	// Doctor says in plain text why nothing is shown, or not all, and what to do
	// about it: of one file, or with "" of the whole workspace. It takes as long
	// as reading all reports again, and ends early with ctx.
	Doctor(ctx context.Context, path string) (string, error)
	// Close ends this use of the workspace.
	Close() error
}

// An Event says that something about a workspace changed.
type Event struct {
	// Snapshot is set when there is a new one.
	Snapshot Snapshot
	// Indexing is true while reports are being read; Done of Total is how far
	// that is, Total 0 when unknown. Report names the one being read.
	Indexing    bool
	Done, Total int
	Report      string
}

// ReportSettings are the editor's own words on reports: globs beyond the
// default places, globs never read, and report prefix → workspace prefix.
type ReportSettings struct {
	Include, Exclude []string
	PathMappings     map[string]string
}

// A Snapshot is a workspace at one moment. It never changes, may be used from
// any goroutine, and answers from memory or from one read of the index.
type Snapshot interface {
	// Generation grows with every snapshot, also across restarts.
	Generation() int64
	// Select is the same moment seen through some flags only: Children and
	// Totals count nothing else. nil gives everything.
	Select(flags []string) Snapshot
	// Observations are what the reports say of a file; none and no error when
	// they do not mention it. The result is shared: do not change it.
	Observations(path string) ([]coverage.Observation, error)
	// Children lists a folder's folders and files that have coverage, sorted by
	// name, folders first; "" is the workspace. False when nothing is there.
	Children(folder string) ([]coverage.Node, bool)
	// Totals of everything, and of every flag.
	Totals() (coverage.Summary, []coverage.FlagCoverage)
	// Files is how many source files have coverage.
	Files() int
	Reports() []coverage.ReportStatus
	// Problems are all there are, those of reports among them.
	Problems() []coverage.Problem
}
