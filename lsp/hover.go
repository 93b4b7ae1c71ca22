package lsp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Hover explains one line. Lines that are not instrumented have none, so that
// covls adds nothing to the hovers of other servers where it knows nothing.

func (s *session) hover(p *positionParams) (rpc.Work, error) {
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		if !ok || !m.settings.hover {
			return nil, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return nil, err
		}
		mark, ok := v.mark(p.Position.Line)
		if !ok {
			return nil, nil
		}
		line := int(p.Position.Line)
		return &protocol.Hover{
			Contents: v.hoverContents(mark, time.Now()),
			Range:    new(v.lines().span(line, line, v.client.encoding)),
		}, nil
	}, nil
}

func (v *fileView) hoverContents(m coverage.Mark, now time.Time) *protocol.MarkupContent {
	kind, style := protocol.MarkupKindPlainText, plain
	if v.client.markdown {
		kind, style = protocol.MarkupKindMarkdown, markdown
	}
	paragraphs := []string{v.verdict(m, style)}
	if m.State == coverage.Unknown {
		paragraphs = append(paragraphs, v.unknownParagraph(now, style))
	} else {
		paragraphs = append(paragraphs, v.branchLines(m.Line, style), v.functionLine(m.Line, style), v.reportLines(m.Line, now, style))
	}
	var said []string
	for _, p := range paragraphs {
		if p != "" {
			said = append(said, p)
		}
	}
	return &protocol.MarkupContent{Kind: kind, Value: strings.Join(said, "\n\n")}
}

// verdict gives "**partial** · 7 hits · 1 of 2 branches taken".
func (v *fileView) verdict(m coverage.Mark, style style) string {
	s := style.strong(m.State.String())
	switch {
	case m.State == coverage.Unknown, m.State == coverage.Excluded:
		return s
	case m.Bits&coverage.InexactHits != 0:
		s += " · ran, and nobody counted how often"
	default:
		s += " · " + count(m.Hits, "hit")
	}
	if m.Total > 0 {
		s += fmt.Sprintf(" · %d of %s taken", m.Taken, count(uint64(m.Total), "branch"))
	}
	return s
}

// unknownParagraph says why, and who would know.
func (v *fileView) unknownParagraph(now time.Time, style style) string {
	lines := []string{"The file changed since it was measured, so nobody knows whether this line ran."}
	for _, o := range v.observations {
		if v.settings.shows(o.Report) {
			lines = append(lines, "- "+measured(o.Report, now, style))
		}
	}
	return bounded(lines)
}

// branchLines tell the branches that can be told apart.
func (v *fileView) branchLines(line uint32, style style) string {
	var lines []string
	for _, b := range v.Merged.Branches {
		if b.Line == line {
			lines = append(lines, "- "+branchLine(b, style))
		}
	}
	return bounded(lines)
}

func branchLine(b coverage.Branch, style style) string {
	name := fmt.Sprintf("branch %d", b.Arm)
	if b.Label != "" {
		name += " (" + style.code(b.Label) + ")"
	}
	switch {
	case b.Bits&coverage.Unreachable != 0:
		return name + ": unreachable"
	case b.Hits > 0:
		return name + ": taken, " + count(b.Hits, "time")
	case b.Ran():
		return name + ": taken"
	}
	return name + ": missed"
}

// functionLine tells of a function that begins on the line.
func (v *fileView) functionLine(line uint32, style style) string {
	var lines []string
	for _, f := range v.Functions {
		if f.Line == line {
			lines = append(lines, fmt.Sprintf("- function %s: %s", style.code(f.Name), count(f.Shown(), "call")))
		}
	}
	return bounded(lines)
}

// reportLines tell every report's own count, and who does not know.
func (v *fileView) reportLines(line uint32, now time.Time, style style) string {
	var lines []string
	for _, o := range v.observations {
		if v.settings.shows(o.Report) {
			lines = append(lines, "- "+v.says(o, line)+", "+measured(o.Report, now, style))
		}
	}
	return bounded(lines)
}

// bounded is the lines as one paragraph, not more than a hover has room for: a
// build matrix gives hundreds of reports, a parser's switch hundreds of branches.
func bounded(lines []string) string {
	const most = 20
	if n := len(lines); n > most {
		lines = append(lines[:most:most], fmt.Sprintf("- and %d more", n-most))
	}
	return strings.Join(lines, "\n")
}
