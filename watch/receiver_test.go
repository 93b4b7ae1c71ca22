package watch

// The receiver that the tests have: it believes every batch, as the index does,
// and after a while must know exactly what is on the disk.

import (
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// patience is how long a batch may take on a loaded machine. Tests wait for
// batches, never for time, so it is only spent when one fails.
const patience = 20 * time.Second

// testRules find reports by one ending and never enter node_modules.
var testRules = Rules{
	Report: func(name string) bool { return strings.HasSuffix(name, ".info") },
	Ignore: func(name string) bool { return path.Base(name) == "node_modules" },
}

type receiver struct {
	t        testing.TB
	w        *Watcher
	sources  map[string]bool
	reports  map[string]Stamp
	news     map[string]bool // names told since the last forget
	ever     map[string]bool // names told at all
	problems []Problem
	rescans  int
	batches  int
}

// watching starts a watcher and takes its first batch.
func watching(t testing.TB, o Options, open func() (*notifier, error)) *receiver {
	t.Helper()
	o.Rules = testRules
	w, err := newWatcher(o, open)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	r := &receiver{t: t, w: w, ever: map[string]bool{}, news: map[string]bool{}}
	r.until("the first listing", func() bool { return r.rescans > 0 })
	clear(r.news)
	return r
}

// until takes batches until done is true.
func (r *receiver) until(what string, done func() bool) {
	r.t.Helper()
	deadline := time.After(patience)
	for !done() {
		select {
		case b, ok := <-r.w.Batches():
			if !ok {
				r.t.Fatal("the watcher was closed")
			}
			r.take(b)
		case <-deadline:
			r.t.Fatalf("no batch gave %s; told since: %q", what, slices.Sorted(maps.Keys(r.news)))
		}
	}
}

// take believes a batch.
func (r *receiver) take(b Batch) {
	r.batches++
	r.problems = append(r.problems, b.Problems...)
	if b.Rescan != nil {
		r.rescans++
		r.replace(b.Rescan)
	}
	for _, name := range b.Sources {
		r.tell(name)
		if info, err := os.Lstat(pathOf(r.w.root, name)); err == nil && info.Mode().IsRegular() {
			r.sources[name] = true
		} else {
			delete(r.sources, name)
		}
	}
	for _, name := range b.Reports {
		r.tell(name)
		if info, err := os.Stat(pathOf(r.w.root, name)); err == nil && info.Mode().IsRegular() {
			r.reports[name] = stampOf(info)
		} else {
			delete(r.reports, name)
		}
	}
}

func (r *receiver) tell(name string) { r.news[name], r.ever[name] = true, true }

// replace believes a listing; news is what it changes.
func (r *receiver) replace(l *Listing) {
	sources, reports := map[string]bool{}, map[string]Stamp{}
	for _, name := range l.Sources {
		sources[name] = true
		r.ever[name] = true
		r.news[name] = r.news[name] || !r.sources[name]
	}
	for _, report := range l.Reports {
		reports[report.Name] = report.Stamp
		r.ever[report.Name] = true
		r.news[report.Name] = r.news[report.Name] || r.reports[report.Name] != report.Stamp
	}
	for name := range r.sources {
		r.news[name] = r.news[name] || !sources[name]
	}
	for name := range r.reports {
		if _, ok := reports[name]; !ok {
			r.news[name] = true
		}
	}
	r.sources, r.reports = sources, reports
}

// wants takes batches until all names were told, and then forgets them.
func (r *receiver) wants(names ...string) {
	r.t.Helper()
	r.until(strings.Join(names, " "), func() bool {
		return !slices.ContainsFunc(names, func(name string) bool { return !r.news[name] })
	})
	clear(r.news)
}

// knows takes batches until what is known is what is on the disk.
func (r *receiver) knows() {
	r.t.Helper()
	truth, err := Scan(r.t.Context(), r.w.root, testRules)
	if err != nil {
		r.t.Fatal(err)
	}
	sources, reports := map[string]bool{}, map[string]Stamp{}
	for _, name := range truth.Sources {
		sources[name] = true
	}
	for _, report := range truth.Reports {
		reports[report.Name] = report.Stamp
	}
	r.until("the truth", func() bool {
		return maps.Equal(r.sources, sources) && maps.Equal(r.reports, reports)
	})
}
