// Package doctor says why nothing is shown, or not what somebody expects.
//
// A mark in an editor is the end of a chain: a report file is discovered, its
// format recognised, its text parsed, its paths resolved to files of the
// workspace, the measured content matched with what the file holds now, and only
// then is there something to show. An examination walks that chain, says at
// which step it ends, and what to do there. Where there is no report at all it
// looks at what kind of project this is, and gives the command that makes one.
//
// Terminal and editor ask here, so they hear the same. Nothing that is said
// holds source text: people paste it into bug reports.
package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index"
	"github.com/covls/covls/index/history"
)

// A Subject is what is examined.
type Subject struct {
	Workspace *index.Workspace
	// File is a workspace-relative path, or "" for the workspace as a whole.
	File string
	// Cache and Index are where covls keeps what it knows.
	Cache, Index string
}

// An Examination is what was found.
type Examination struct {
	Root      string
	Steps     []Step
	Diagnosis *index.Diagnosis
	// Stacks are what a workspace without reports is built with.
	Stacks  []Stack
	Machine Machine
}

// A Machine is what covls runs on.
type Machine struct {
	Platform   string // "linux/amd64"
	Git        string // its version; empty where there is none
	Cache      string
	Index      string
	IndexSize  int64 // bytes
	IndexTaken bool  // another process has it open
	// Watches is how many folders this user may have watched; 0 where the system
	// has no such limit, or does not say. Folders is how many the workspace has.
	Watches, Folders int
}

// Examine looks at everything. It costs as much as reading all reports.
func Examine(ctx context.Context, s Subject) (*Examination, error) {
	d, err := s.Workspace.Diagnose(ctx, s.File)
	if err != nil {
		return nil, fmt.Errorf("look at the reports again: %w", err)
	}
	e := &Examination{
		Root: s.Workspace.Root(), Diagnosis: d,
		Machine: Machine{
			Platform: runtime.GOOS + "/" + runtime.GOARCH,
			Cache:    s.Cache, Index: s.Index, IndexTaken: d.IndexTaken,
			Watches: watchLimit(), Folders: d.Folders,
		},
	}
	// A git that is missing is not an error: it is one of the things to be told.
	e.Machine.Git, _ = history.Version(ctx)
	if info, err := os.Stat(s.Index); err == nil {
		e.Machine.IndexSize = info.Size()
	}
	snapshot := s.Workspace.Snapshot()
	if s.File == "" {
		e.Steps = workspaceSteps(d, snapshot)
	} else if e.Steps, err = fileSteps(d, s.Workspace); err != nil {
		return nil, err
	}
	if len(d.Reports) == 0 {
		e.Stacks, err = stacksOf(e.Root)
	}
	return e, err
}

// stacksOf looks for stacks below root, and never outside of it, whatever the
// links there say.
func stacksOf(root string) ([]Stack, error) {
	inside, err := os.OpenRoot(root)
	if err != nil {
		return nil, fmt.Errorf("look at the workspace: %w", err)
	}
	defer inside.Close()
	return Stacks(inside.FS()), nil
}

// contentOf identifies what a file holds now; empty when it is not there.
func contentOf(root, file string) coverage.ContentID {
	content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
	if err != nil {
		return ""
	}
	return coverage.BlobID(content)
}
