package lsp

import (
	"context"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/covls/covls/coverage/explain"
	"go.lsp.dev/protocol"
)

// Progress of indexing, for editors that show some. Most reports are read
// before anybody could read a message about it, so nothing is shown for the
// first 300 ms. One run goes create → begin → report… → end; after a cancel the
// messages stop and the indexing goes on, since the marks need it.

// progressPace is how far apart reports of one run are: an eye sees no more,
// and an index may finish a thousand files in that time.
const progressPace = 100 * time.Millisecond

// progress is one folder's.
type progress struct {
	mu    sync.Mutex
	run   *progressRun // nil when nothing is being indexed
	event Event        // the newest
}

// A progressRun is one stretch of indexing.
type progressRun struct {
	token string
	ended chan struct{} // closed when the indexing is over or was cancelled
	once  sync.Once
}

func (r *progressRun) end() { r.once.Do(func() { close(r.ended) }) }

// note keeps the newest event.
func (p *progress) note(e Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.event = e
}

func (p *progress) newest() Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.event
}

// begin starts a run unless one is under way; nil then. number makes its token.
func (p *progress) begin(number *atomic.Uint64) *progressRun {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run != nil {
		return nil
	}
	token := "covls/" + strconv.FormatUint(number.Add(1), 10)
	p.run = &progressRun{token: token, ended: make(chan struct{})}
	return p.run
}

// end ends the run, if there is one.
func (p *progress) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.run != nil {
		p.run.end()
		p.run = nil
	}
}

// showProgress begins to show a folder's indexing where the editor wants that.
func (s *session) showProgress(f *folder) {
	if !s.client.progress {
		return
	}
	if run := f.progress.begin(&s.tokens); run != nil {
		s.spawn(func() { s.runProgress(f, run) })
	}
}

// runProgress waits, and then tells until the run ends.
func (s *session) runProgress(f *folder, run *progressRun) {
	select {
	case <-run.ended:
		return
	case <-s.ctx.Done():
		return
	case <-time.After(s.server.options.ProgressDelay):
	}
	err := within(s.ctx, func(ctx context.Context) error {
		return s.editor.Call(ctx, protocol.MethodWindowWorkDoneProgressCreate,
			&protocol.WorkDoneProgressCreateParams{Token: protocol.String(run.token)}, nil)
	})
	if err != nil {
		return
	}
	s.sendProgress(run, progressBegin("covls: indexing "+f.name, f.progress.newest()))
	pace := time.NewTicker(progressPace)
	defer pace.Stop()
	told := f.progress.newest()
	for {
		select {
		case <-run.ended:
			s.sendProgress(run, &protocol.WorkDoneProgressEnd{Kind: "end"})
			return
		case <-s.ctx.Done():
			return
		case <-pace.C:
			if e := f.progress.newest(); e.Indexing && (e.Done != told.Done || e.Report != told.Report) {
				told = e
				s.sendProgress(run, progressReport(e))
			}
		}
	}
}

func (s *session) sendProgress(run *progressRun, value any) {
	raw, err := protocol.Marshal(value)
	if err != nil {
		return
	}
	_ = s.editor.Notify(s.ctx, protocol.MethodProgress,
		&protocol.ProgressParams{Token: protocol.String(run.token), Value: raw})
}

type cancelProgressParams struct {
	Token protocol.LSPAny `json:"token"`
}

// cancelProgress stops showing a run.
func (s *session) cancelProgress(p *cancelProgressParams) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.folders {
		f.progress.mu.Lock()
		if r := f.progress.run; r != nil && string(p.Token) == strconv.Quote(r.token) {
			r.end()
		}
		f.progress.mu.Unlock()
	}
	return nil
}

func progressBegin(title string, e Event) *protocol.WorkDoneProgressBegin {
	message, percentage := progressNumbers(e)
	return &protocol.WorkDoneProgressBegin{
		Kind: "begin", Title: title, Cancellable: new(true), Message: message, Percentage: percentage,
	}
}

func progressReport(e Event) *protocol.WorkDoneProgressReport {
	message, percentage := progressNumbers(e)
	return &protocol.WorkDoneProgressReport{
		Kind: "report", Cancellable: new(true), Message: message, Percentage: percentage,
	}
}

// progressNumbers gives "3/12 lcov.info" and 25; a percentage only where the
// total is known, since LSP wants none that is made up.
func progressNumbers(e Event) (message *string, percentage *uint32) {
	text := explain.OneLine(e.Report)
	if e.Total > 0 {
		text = fmt.Sprintf("%d/%d %s", e.Done, e.Total, text)
		percentage = new(uint32(min(100, max(0, e.Done)*100/e.Total)))
	}
	if text != "" {
		message = &text
	}
	return message, percentage
}
