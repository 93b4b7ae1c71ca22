package lsp

import (
	"context"
	"sync"
	"time"

	"go.lsp.dev/uri"
)

// When things are told. One goroutine a session computes and queues everything
// that the server says unasked, so that two causes at the same time cannot send
// their results in the wrong order. It waits a moment after a keystroke, since
// the next one is near, and not at all after an opening or a new report.

type publisher struct {
	woken bell

	mu   sync.Mutex
	jobs map[job]*due
}

// A job is one thing to tell: a document's marks or a folder's status.
type job struct {
	document uri.URI
	folder   *folder
}

// due is when, and why.
type due struct {
	at, latest time.Time
	world      bool // something other than the text changed
}

// maxDelays bounds how long edits can put a publish off, in delays: a key that
// repeats as fast as we wait would put it off for as long as it is held.
const maxDelays = 10

func newPublisher() publisher {
	return publisher{woken: newBell(), jobs: map[job]*due{}}
}

// soon has a document published at once, later after a delay without edits, and
// world at once because reports or settings changed.
func (p *publisher) soon(key uri.URI)                       { p.add(job{document: key}, 0, false) }
func (p *publisher) later(key uri.URI, delay time.Duration) { p.add(job{document: key}, delay, false) }
func (p *publisher) world(key uri.URI)                      { p.add(job{document: key}, 0, true) }

// status has a folder's status published.
func (p *publisher) status(f *folder) { p.add(job{folder: f}, 0, false) }

func (p *publisher) add(j job, delay time.Duration, world bool) {
	now := time.Now()
	p.mu.Lock()
	d, ok := p.jobs[j]
	switch at := now.Add(delay); {
	case !ok:
		p.jobs[j] = &due{at: at, latest: now.Add(maxDelays * delay), world: world}
	case delay == 0:
		d.at, d.world = at, d.world || world
	case at.Before(d.latest):
		d.at = at
	}
	p.mu.Unlock()
	p.woken.ring()
}

// take removes the jobs that are due and says when the next one is; never when
// next is zero.
func (p *publisher) take(now time.Time) (ready map[job]due, next time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ready = map[job]due{}
	for j, d := range p.jobs {
		switch {
		case !d.at.After(now):
			ready[j] = *d
			delete(p.jobs, j)
		case next.IsZero() || d.at.Before(next):
			next = d.at
		}
	}
	return ready, next
}

// publishLoop does the jobs until the session ends.
func (s *session) publishLoop() {
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	sent := map[uri.URI]published{}
	statuses := map[*folder]status{}
	for {
		ready, next := s.publisher.take(time.Now())
		for j, d := range ready {
			if j.folder != nil {
				s.publishStatus(j.folder, statuses)
			} else if s.publishDocument(j.document, sent) && d.world {
				s.refresh.ring()
			}
		}
		timer.Stop()
		if !next.IsZero() {
			timer.Reset(time.Until(next))
		}
		select {
		case <-s.ctx.Done():
			return
		case <-s.publisher.woken:
		case <-timer.C:
		}
	}
}

// publishDocument tells what is known of a document, and reports whether that
// differs from what was told before.
func (s *session) publishDocument(key uri.URI, sent map[uri.URI]published) bool {
	before, told := sent[key]
	now := published{}
	if m, ok := s.at(string(key)); ok && m.document != nil {
		if m.folder != nil && !m.folder.opened() {
			return false // openFolder comes back to it
		}
		v, err := m.look(s.ctx)
		if err != nil {
			s.server.options.Log.Warn("cannot look a file up", "uri", key, "error", err)
			return false
		}
		if v != nil {
			now = publishedOf(v, before)
		}
	}
	if !told && !now.shown {
		return false
	}
	if now.shown {
		sent[key] = now
	} else {
		delete(sent, key)
	}
	s.publishCoverage(key, before, now)
	s.pushDiagnostics(key, before, now)
	return !now.coverage.same(before.coverage)
}

// refreshEditor has the editor ask again for what it asked before.
func (s *session) refreshEditor(ctx context.Context) {
	for _, method := range s.client.refreshes {
		err := within(ctx, func(ctx context.Context) error { return s.editor.Call(ctx, method, nil, nil) })
		if err != nil && ctx.Err() == nil {
			s.server.options.Log.Debug("the editor refused a refresh", "method", method, "error", err)
		}
	}
}
