package watch

// How often to poll. A workspace in which nothing happens is looked at ever
// more rarely; a change, or the user's doing something in the editor, brings
// the pace back.

import "time"

// share bounds what polling may cost: a pass that takes a second is followed by
// nine without one.
const share = 10

// A pacer decides when the next pass is. Like the settler it is given the time.
type pacer struct {
	min, max time.Duration
	interval time.Duration
	ended    time.Time     // when the last pass did
	took     time.Duration // how long it did
}

// passed takes in how a pass went.
func (p *pacer) passed(began, ended time.Time, changed bool) {
	p.ended, p.took = ended, ended.Sub(began)
	if changed || p.interval == 0 {
		p.interval = p.min
	} else {
		p.interval = min(2*p.interval, p.max)
	}
}

// poke brings the pace back to the fastest.
func (p *pacer) poke() { p.interval = p.min }

// next is when the next pass begins.
func (p *pacer) next() time.Time {
	return p.ended.Add(max(p.interval, (share-1)*p.took))
}
