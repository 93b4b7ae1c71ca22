package index

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/policy"
	"github.com/covls/covls/index/paths"
	"github.com/covls/covls/index/store"
)

// Options say how a workspace is opened.
type Options struct {
	// Root is the workspace, as Root gives it.
	Root string
	// Index is where the index lies, as Path gives it.
	Index string
	// Config, when set, is the configuration file that counts instead of the
	// workspace's own. It must exist, and is read again with every Listing.
	Config string
	// Grace is how long a report that was deleted still counts. Tools delete
	// their folder and write it again, and a blank editor in between is news to
	// nobody (semantics §6). One-shot commands look at the disk as it is: 0.
	Grace time.Duration
	// Patience is how long a report may stay broken before it is a problem,
	// since a half-written report is normal. One-shot commands: 0.
	Patience time.Duration
	Limits   coverage.Limits
	// Published is called with every new snapshot, on the writer's goroutine.
	Published func(*Snapshot)
	// Progress is called when the reading of a report begins: done of total.
	Progress func(report string, done, total int)
	Now      func() time.Time // for tests; nil means time.Now
	Log      *slog.Logger
}

// A Workspace is one folder's coverage. Apply and Configure are the only ways
// to change it; they may be called from any goroutine and run one at a time.
type Workspace struct {
	root    string
	options Options
	db      *store.DB
	private string // the folder of an index of our own, removed on Close

	mu           sync.Mutex // held by the writer; guards all below
	config       *policy.Config
	configSource string // the name and content that config was made from
	configNotes  []coverage.Problem
	notes        []coverage.Problem // of others
	settings     Settings
	tree         *paths.Tree
	treeHash     uint64
	candidates   map[string]store.Stamp // report files on disk, by workspace-relative path
	slots        map[string]*slot
	byID         map[uint32]*slot
	entries      []*entry // by path id
	shadow       map[uint32][]uint32
	compared     map[pair]bool
	pending      map[store.Ref][]byte
	generation   int64
	reserved     int64 // generations below this one are ours to use

	current atomic.Pointer[Snapshot]
	rules   atomic.Pointer[rules]
	reads   atomic.Int64 // reports read since Open
}

// Settings are what an editor says about reports; they win over files.
type Settings struct {
	Include, Exclude []string          // globs
	PathMappings     map[string]string // report prefix → workspace prefix
}

// A slot is a name with what is on disk for it.
type slot struct {
	store.Name
	run         *store.Run       // nil before the first good report
	report      *coverage.Report // what snapshots see of it
	reread      bool             // it says nothing and may in a moment, see begins
	failedSince time.Time        // when its newest content first could not be read
	goneSince   time.Time        // when its files were first missing
}

// Open opens the index and publishes what it says, without looking at any
// report. A damaged index is set aside and begun anew. One that another process
// holds is left to it: this workspace then works on a private one that lives
// until Close, which is slower to start and says the same.
func Open(o Options) (*Workspace, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	w := &Workspace{
		root: o.Root, options: o,
		candidates: map[string]store.Stamp{}, slots: map[string]*slot{}, byID: map[uint32]*slot{},
		shadow: map[uint32][]uint32{}, compared: map[pair]bool{},
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.openStore(); err != nil {
		return nil, err
	}
	w.loadConfig()
	if err := w.restoreState(); err != nil {
		return nil, errors.Join(err, w.close())
	}
	w.publish()
	return w, nil
}

// openStore opens the shared index, or a private one where that is taken.
func (w *Workspace) openStore() error {
	db, err := store.Open(w.options.Index, w.root, 0)
	if errors.Is(err, store.ErrDamaged) {
		aside := fmt.Sprintf("%s.damaged-%d", w.options.Index, w.options.Now().Unix())
		w.options.Log.Warn("the index is damaged and is rebuilt from the reports", "path", w.options.Index, "aside", aside, "error", err)
		if err := os.Rename(w.options.Index, aside); err != nil {
			return fmt.Errorf("set the damaged index aside: %w", err)
		}
		db, err = store.Open(w.options.Index, w.root, 0)
	}
	if errors.Is(err, store.ErrLocked) {
		dir, tempErr := os.MkdirTemp(filepath.Dir(w.options.Index), "private-")
		if tempErr != nil {
			return fmt.Errorf("make an index of our own beside the one in use: %w", tempErr)
		}
		w.private = dir
		db, err = store.Open(filepath.Join(dir, "index.db"), w.root, 0)
	}
	w.db = db
	return err
}

// Close lets go of the index. Snapshots can no longer read lines afterwards.
func (w *Workspace) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.close()
}

func (w *Workspace) close() error {
	err := w.db.Close()
	if w.private != "" {
		err = errors.Join(err, os.RemoveAll(w.private))
	}
	return err
}

// Snapshot is the newest one; never nil.
func (w *Workspace) Snapshot() *Snapshot { return w.current.Load() }

// Root is the workspace's absolute path.
func (w *Workspace) Root() string { return w.root }

// IndexPath and IndexSize tell where the index lies and how large it is.
func (w *Workspace) IndexPath() string { return w.db.Path() }

// IndexSize is the size of the index in bytes.
func (w *Workspace) IndexSize() int64 { return w.db.Size() }

// Reads is how many reports were read since Open: none, where nothing changed.
func (w *Workspace) Reads() int64 { return w.reads.Load() }

// load reads one observation's data, from memory where it is not yet on disk.
func (w *Workspace) load(path uint32, ref store.FileRef) (*coverage.File, error) {
	s := Snapshot{db: w.db, pending: w.pending}
	o, err := s.observation(store.Ref{Path: path, Name: ref.Name, Seq: ref.Seq})
	return o.File, err
}

// has reports whether a path is a file of the workspace that counts.
func (w *Workspace) has(path string) bool {
	return (w.tree == nil || w.tree.Has(path)) && !w.config.Ignored(path)
}

func (w *Workspace) flagsOf(name uint32) []string {
	if s := w.byID[name]; s != nil && s.report != nil && len(s.report.Flags) > 0 {
		return s.report.Flags
	}
	return []string{""}
}
