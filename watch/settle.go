package watch

// When a change may be told. The settler only remembers and computes: it is
// given the time, sets no timer and touches no file, so that every rule of it
// can be tested by hand-written times.

import "time"

const (
	// finalWindow is how long a renamed report waits for others that are
	// renamed together with it. A tool's set of reports arrives within it.
	finalWindow = 3 * time.Millisecond
	// storm is how many changes are told one by one. Beyond it one look at
	// everything is cheaper than a look at each, for us and for the receiver.
	storm = 512
)

// A settler holds changes back until they are worth telling.
type settler struct {
	quiet, max time.Duration
	pending    map[string]*change
	// all is set when everything is to be looked at again; then pending is
	// empty and stays so.
	all *span
	// cost is how long the last look at everything took.
	cost time.Duration
}

func newSettler(quiet, max time.Duration) settler {
	return settler{quiet: quiet, max: max, pending: map[string]*change{}}
}

// A span is when something was first and last touched since it was told.
type span struct{ first, last time.Time }

// A change is one name's, since it was last told.
type change struct {
	span
	report bool
	// existed is whether the name was known before: a file that came and went
	// again in the meantime is no news.
	existed bool
	// final is set when the report was renamed into place, and nobody touched
	// it since.
	final bool
	// seen is the stamp that a poll found, to see whether it is still growing.
	seen Stamp
}

// note takes a change in. Of a name that is already pending, the first
// existed counts and the last of everything else.
func (s *settler) note(name string, c change, now time.Time) {
	if s.all != nil {
		s.all.last = now
		return
	}
	c.span = span{now, now}
	if was, ok := s.pending[name]; ok {
		c.first, c.existed = was.first, was.existed
		c.report = c.report || was.report
	} else if len(s.pending) == storm {
		s.everything(now)
		return
	}
	s.pending[name] = &c
}

// hold puts back a change that take gave, because it goes on.
func (s *settler) hold(name string, c *change, now time.Time) {
	if s.all == nil {
		c.last, c.final = now, false
		s.pending[name] = c
	}
}

// everything says that all is to be looked at again.
func (s *settler) everything(now time.Time) {
	if s.all == nil {
		s.all = &span{first: now}
		clear(s.pending)
	}
	s.all.last = now
}

// due is when a change is told.
func (s *settler) due(c *change) time.Time {
	if c.final {
		return c.last.Add(finalWindow)
	}
	return earlier(c.last.Add(s.quiet), c.first.Add(s.max))
}

// next is when take has something to give; false when nothing is pending.
func (s *settler) next() (time.Time, bool) {
	if s.all != nil {
		// In a storm that does not end, no more than a fifth of the time goes
		// into looking.
		return earlier(s.all.last.Add(s.quiet), s.all.first.Add(max(s.max, 4*s.cost))), true
	}
	var next time.Time
	for _, c := range s.pending {
		if due := s.due(c); next.IsZero() || due.Before(next) {
			next = due
		}
	}
	return next, !next.IsZero()
}

// take removes and returns what is due, and what is about to be. all says that
// everything is to be looked at again.
func (s *settler) take(now time.Time) (due map[string]*change, all bool) {
	if s.all != nil {
		if next, _ := s.next(); next.After(now) {
			return nil, false
		}
		s.all = nil
		return nil, true
	}
	next, ok := s.next()
	if !ok || next.After(now) {
		return nil, false
	}
	due = map[string]*change{}
	for name, c := range s.pending {
		if !s.due(c).After(now.Add(finalWindow)) {
			due[name] = c
			delete(s.pending, name)
		}
	}
	return due, false
}

// reset forgets everything: a look at all of it is about to begin.
func (s *settler) reset() {
	clear(s.pending)
	s.all = nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
