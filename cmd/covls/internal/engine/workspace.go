package engine

import (
	"context"
	"sync"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/index"
	"github.com/covls/covls/lsp"
	"github.com/covls/covls/watch"
)

// A workspace is one index with its watcher. One goroutine, run, feeds the one
// to the other; everybody else reads snapshots.
type workspace struct {
	engine  *Engine
	root    string
	index   *index.Workspace
	watcher *watch.Watcher
	ctx     context.Context // ends with the workspace
	cancel  context.CancelFunc
	done    chan struct{} // closed when run has returned

	users int // guarded by engine.mu

	mu          sync.Mutex // guards all below
	subscribers map[int]func(lsp.Event)
	nextID      int
	ticket      uint64 // the newest rescan that is in a snapshot
	closed      bool
	looked      bool // the disk was looked at since the index was opened
	indexing    bool
	applied     *sync.Cond // signalled when ticket or closed changes

	deliver sync.Mutex // keeps events in order
}

// run applies what the watcher says until it is closed.
func (w *workspace) run() {
	defer close(w.done)
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		select {
		case batch, ok := <-w.watcher.Batches():
			if !ok {
				w.finish()
				return
			}
			w.apply(batch)
		case <-timer.C:
			w.apply(watch.Batch{})
		}
		if next := w.index.Next(); !next.IsZero() {
			timer.Reset(time.Until(next) + time.Millisecond)
		}
	}
}

// apply hands one batch to the index.
func (w *workspace) apply(batch watch.Batch) {
	b := index.Batch{Reports: batch.Reports, Sources: batch.Sources}
	if batch.Rescan != nil {
		b.Listing = listing(*batch.Rescan)
	}
	if batch.Rescan != nil || len(batch.Problems) > 0 {
		w.index.Note(problems(batch.Problems), batch.Rescan != nil)
	}
	candidates := w.index.Candidates()
	if err := w.index.Apply(w.ctx, b); err != nil && w.ctx.Err() == nil {
		w.engine.log.Error("the index cannot take what changed", "workspace", w.root, "error", err)
	}
	if w.index.Candidates() != candidates {
		// The configuration names other reports than it did when the watcher
		// looked.
		w.watcher.Rescan()
	}
	w.mu.Lock()
	if batch.Rescan != nil {
		w.ticket = max(w.ticket, batch.Rescan.Ticket)
	}
	w.indexing, w.looked = false, true
	w.applied.Broadcast()
	w.mu.Unlock()
	w.tell(lsp.Event{Snapshot: snapshot{w.index.Snapshot()}})
}

func (w *workspace) published(s *index.Snapshot) {
	w.mu.Lock()
	indexing := w.indexing
	w.mu.Unlock()
	if indexing {
		w.tell(lsp.Event{Snapshot: snapshot{s}, Indexing: true})
	}
}

func (w *workspace) progress(report string, done, total int) {
	w.mu.Lock()
	w.indexing = true
	w.mu.Unlock()
	w.tell(lsp.Event{Indexing: true, Report: report, Done: done, Total: total})
}

// tell calls every subscriber, one event after the other.
func (w *workspace) tell(e lsp.Event) {
	w.deliver.Lock()
	defer w.deliver.Unlock()
	w.mu.Lock()
	subscribers := make([]func(lsp.Event), 0, len(w.subscribers))
	for _, f := range w.subscribers {
		subscribers = append(subscribers, f)
	}
	w.mu.Unlock()
	for _, f := range subscribers {
		f(e)
	}
}

// tellLooking tells one subscriber that the disk is still being looked at, if it
// is.
func (w *workspace) tellLooking(id int) {
	w.deliver.Lock()
	defer w.deliver.Unlock()
	w.mu.Lock()
	f, looked := w.subscribers[id], w.looked
	w.mu.Unlock()
	if f != nil && !looked {
		f(lsp.Event{Indexing: true})
	}
}

func (w *workspace) subscribe(f func(lsp.Event)) (stop func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	id := w.nextID
	w.nextID++
	w.subscribers[id] = f
	if !w.looked {
		// That nothing is known yet does not mean that there is nothing.
		go w.tellLooking(id)
	}
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.subscribers, id)
	}
}

// refresh looks at the disk and waits until what was found is in a snapshot.
func (w *workspace) refresh(ctx context.Context) error {
	ticket := w.watcher.Rescan()
	stop := context.AfterFunc(ctx, func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.applied.Broadcast()
	})
	defer stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.ticket < ticket && !w.closed && ctx.Err() == nil {
		w.applied.Wait()
	}
	return ctx.Err()
}

// finish wakes everybody who waits for a snapshot that will not come.
func (w *workspace) finish() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	w.applied.Broadcast()
}

// stop ends the workspace, in the middle of a report if it must: what was read
// of it is read again the next time.
func (w *workspace) stop() error {
	w.cancel()
	w.watcher.Close()
	<-w.done
	return w.index.Close()
}

// listing is what the index wants to know of a walk.
func listing(l watch.Listing) *index.Listing {
	out := &index.Listing{Files: make([]string, 0, len(l.Sources)+len(l.Reports))}
	out.Files = append(out.Files, l.Sources...)
	for _, r := range l.Reports {
		out.Files = append(out.Files, r.Name)
		out.Reports = append(out.Reports, r.Name)
	}
	return out
}

func problems(in []watch.Problem) []coverage.Problem {
	out := make([]coverage.Problem, 0, len(in))
	for _, p := range in {
		out = append(out, coverage.Problem{Message: p.Message, Hint: p.Hint})
	}
	return out
}
