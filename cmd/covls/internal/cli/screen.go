package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp"
)

// A screen is where `covls watch` draws, and what stands there. It may be a
// terminal, of which the picture is redrawn, or a file or pipe, to which lines
// are appended.
type screen struct {
	*app
	flags    []string // nil for all
	asJSON   bool
	snapshot lsp.Snapshot // the newest
	picture  picture
	settled  bool // a whole look at the disk has been shown
	rows     int  // of the terminal that the picture takes
	told     []coverage.Problem
}

// take shows an event. A reader who cannot see it redrawn gets only numbers that
// are final: while reports are being read, more are on their way.
func (s *screen) take(e lsp.Event) error {
	if e.Snapshot != nil {
		s.snapshot = e.Snapshot
	}
	s.picture.now = s.now()
	s.picture.indexing = ""
	if e.Indexing {
		s.picture.indexing = fmt.Sprintf("indexing %d of %d: %s", e.Done+1, e.Total, e.Report)
		if s.out.interactive && !s.asJSON {
			return s.redraw()
		}
		return nil
	}
	changed := s.picture.look(s.snapshot.Select(s.flags))
	if s.out.interactive && !s.asJSON {
		return s.redraw()
	}
	return s.append(changed)
}

// append adds the picture's news to the end of stdout, and those of its problems
// that are news to stderr.
func (s *screen) append(changed bool) error {
	for _, p := range s.picture.problems {
		if !slices.Contains(s.told, p) {
			s.complain(p.Message, p.Hint)
		}
	}
	s.told = s.picture.problems
	if s.settled && !changed {
		return nil
	}
	s.settled = true
	if s.asJSON {
		return s.writeJSON(s.picture.document())
	}
	_, err := fmt.Fprint(s.out, s.picture.lines())
	return err
}

// redraw puts the picture where the one before stood.
func (s *screen) redraw() error {
	columns, rows := s.out.size()
	text := s.picture.text(s.out.palette(), columns, rows)
	up := ""
	if s.rows > 0 {
		up = fmt.Sprintf("\x1b[%dA", s.rows)
	}
	s.rows = strings.Count(text, "\n")
	_, err := fmt.Fprint(s.out, up+"\r\x1b[J"+text)
	return err
}
