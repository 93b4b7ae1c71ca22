package lsp

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
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
	kind, style := protocol.MarkupKindPlainText, explain.Plain
	if v.client.markdown {
		kind, style = protocol.MarkupKindMarkdown, explain.Markdown
	}
	paragraphs := []string{style.Verdict(m)}
	if m.State == coverage.Unknown {
		paragraphs = append(paragraphs, v.unknownParagraph(now, style))
	} else {
		paragraphs = append(paragraphs,
			v.branchLines(m.Line, style), v.functionLine(m.Line, style), v.reportLines(m.Line, now, style), v.testLine(m.Line, style))
	}
	var said []string
	for _, p := range paragraphs {
		if p != "" {
			said = append(said, p)
		}
	}
	return &protocol.MarkupContent{Kind: kind, Value: strings.Join(said, "\n\n")}
}

// unknownParagraph says why, and who would know.
func (v *fileView) unknownParagraph(now time.Time, style explain.Style) string {
	lines := []string{"The file changed since it was measured, so nobody knows whether this line ran."}
	for _, o := range v.observations {
		if v.settings.shows(o.Report) {
			lines = append(lines, "- "+style.Measured(o.Report, now))
		}
	}
	return bounded(lines)
}

// branchLines tell the branches that can be told apart.
func (v *fileView) branchLines(line uint32, style explain.Style) string {
	var lines []string
	for _, b := range v.Merged.Branches {
		if b.Line == line {
			lines = append(lines, "- "+style.Branch(b))
		}
	}
	return bounded(lines)
}

// functionLine tells of a function that begins on the line.
func (v *fileView) functionLine(line uint32, style explain.Style) string {
	var lines []string
	for _, f := range v.Functions {
		if f.Line == line {
			lines = append(lines, fmt.Sprintf("- function %s: %s", style.Code(f.Name), explain.Count(f.Shown(), "call")))
		}
	}
	return bounded(lines)
}

// reportLines tell every report's own count, and who does not know.
func (v *fileView) reportLines(line uint32, now time.Time, style explain.Style) string {
	var lines []string
	for _, said := range v.answer(line).Said {
		if said.Selected {
			lines = append(lines, "- "+said.Words()+", "+style.Measured(said.Report, now))
		}
	}
	return bounded(lines)
}

// testLine names tests that ran the line, where a report knows.
func (v *fileView) testLine(line uint32, style explain.Style) string {
	names := style.Tests(v.Merged.TestsOf(line))
	if names == "" {
		return ""
	}
	return "tests: " + names
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
