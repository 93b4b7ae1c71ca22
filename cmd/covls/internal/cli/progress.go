package cli

import (
	"fmt"
	"sync"
	"time"
)

// progressDelay is how long indexing may take in silence. It is what the server
// waits too before it shows work-done progress (contract §3).
const progressDelay = 300 * time.Millisecond

// progress shows on a terminal's stderr which report is being read. Nothing is
// ever printed for work that ends within progressDelay, and nothing remains of
// it afterwards.
type progress struct {
	to    terminal
	timer *time.Timer

	mu    sync.Mutex // guards all below
	text  string
	shown bool // the delay is over
	ended bool
}

func newProgress(to terminal) *progress {
	p := &progress{to: to}
	p.timer = time.AfterFunc(progressDelay, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.shown = true
		p.draw()
	})
	return p
}

// report is called when the reading of a report begins.
func (p *progress) report(name string, done, total int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = fmt.Sprintf("indexing %d of %d: %s", done+1, total, clean(name))
	p.draw()
}

// end takes the line away.
func (p *progress) end() {
	p.timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown && !p.ended && p.to.interactive {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
	p.ended = true
}

func (p *progress) draw() {
	if !p.shown || p.ended || p.text == "" || !p.to.interactive {
		return
	}
	columns, _ := p.to.size()
	fmt.Fprintf(p.to, "\r%s\x1b[K", shorten(p.text, columns-1))
}
