package watch

// The watcher as its user sees it. All that it knows belongs to one goroutine,
// the loop; the methods here only knock at its doors and never wait.

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"
)

// Options say what to watch and how. Only Root is required.
type Options struct {
	// Root is the workspace's folder. It must exist.
	Root  string
	Rules Rules
	// Extra are reports, and folders with reports, that the walk from Root does
	// not come by: outside of it, behind a symbolic link, in an ignored folder.
	// Relative paths are relative to Root. They need not exist yet. A file here
	// is always a report; of a folder's files, those that Rules say.
	Extra []string
	// Quiet is how long nobody may write to a file before it is told, and Max
	// how long that may delay it. 0 means 150 ms and 2 s.
	Quiet, Max time.Duration
	// Poll asks for polling where the system could notify. Passes are PollMin
	// apart after a change or a Poke, and up to PollMax when nothing happens;
	// 0 means 1 s and 60 s.
	Poll             bool
	PollMin, PollMax time.Duration
	// Log is told what no user needs to know. Nil means nobody is.
	Log *slog.Logger
}

// A Watcher watches a workspace until it is closed. Its methods may be called
// from any goroutine.
type Watcher struct {
	options Options
	root    string // real
	batches chan Batch
	context context.Context
	stop    context.CancelFunc
	running sync.WaitGroup

	asked  atomic.Uint64 // calls of Rescan
	rescan chan struct{} // each holds one token when asked for
	poked  chan struct{}

	loop loop
}

// New starts watching. The first batch is a Listing of everything. It fails
// when Root is not a folder; that the system cannot watch it is no failure but
// a reason to poll.
func New(options Options) (*Watcher, error) { return newWatcher(options, openNotifier) }

// newWatcher takes what opens the notifier, for tests to have one that fails.
func newWatcher(o Options, open func() (*notifier, error)) (*Watcher, error) {
	root, err := resolve(o.Root)
	if err != nil {
		return nil, err
	}
	if info, err := os.Stat(root); err != nil {
		return nil, fmt.Errorf("watch %s: %w", o.Root, err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("watch %s: it is not a folder; name the folder that it is in", o.Root)
	}
	o.setDefaults(root)
	w := &Watcher{
		options: o,
		root:    root,
		batches: make(chan Batch),
		rescan:  make(chan struct{}, 1),
		poked:   make(chan struct{}, 1),
	}
	w.context, w.stop = context.WithCancel(context.Background())
	w.start(open)
	return w, nil
}

// setDefaults fills in what is not set, and makes Extra relative to the real
// root where it is inside the root that the user named.
func (o *Options) setDefaults(root string) {
	setDefault(&o.Quiet, 150*time.Millisecond)
	setDefault(&o.Max, 2*time.Second)
	setDefault(&o.PollMin, time.Second)
	setDefault(&o.PollMax, time.Minute)
	o.PollMax = max(o.PollMax, o.PollMin)
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	named, err := filepath.Abs(o.Root)
	extra := make([]string, len(o.Extra))
	for i, path := range o.Extra {
		if err == nil && named != root && within(named, path) {
			path = root + path[len(named):]
		}
		extra[i] = path
	}
	o.Extra = extra
}

func setDefault(d *time.Duration, value time.Duration) {
	if *d <= 0 {
		*d = value
	}
}

// Batches gives what changed. While nobody receives, batches are combined, so
// that a slow receiver costs no memory but that of the names. The channel is
// closed by Close.
func (w *Watcher) Batches() <-chan Batch { return w.batches }

// Rescan asks for a look at everything, after the machine slept or when a user
// says so. The batch that answers it has a Listing whose Ticket is the returned
// one or greater.
func (w *Watcher) Rescan() (ticket uint64) {
	ticket = w.asked.Add(1)
	knock(w.rescan)
	return ticket
}

// Poke says that somebody is at work, so that polling is worth its cost. It
// does nothing when the system notifies.
func (w *Watcher) Poke() { knock(w.poked) }

// Close ends all of it and returns when nothing of it is running any more.
func (w *Watcher) Close() {
	w.stop()
	w.running.Wait()
}

func knock(door chan struct{}) {
	select {
	case door <- struct{}{}:
	default:
	}
}
