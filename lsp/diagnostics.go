package lsp

import (
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// Diagnostics: the gutter of editors that have none, and a list of what is
// missed for the rest. They say nothing of lines that are unknown. An editor
// either asks for them (diagnostics_pull.go) or gets them here, never both,
// since it would show each twice.

// source is how covls signs its diagnostics.
const source = "covls"

const (
	codeUncovered = protocol.String("uncovered")
	codePartial   = protocol.String("partial")
)

// diagnostics gives one a stretch; none where the settings want those of the
// patch only, as long as no patch is known.
func (v *fileView) diagnostics() []protocol.Diagnostic {
	if v.settings.diagnosticScope != scopeAll {
		return []protocol.Diagnostic{}
	}
	missed := v.missed()
	out := make([]protocol.Diagnostic, 0, len(missed))
	for _, s := range missed {
		out = append(out, v.diagnostic(s))
	}
	return out
}

func (v *fileView) diagnostic(s stretch) protocol.Diagnostic {
	code := codeUncovered
	if s.state == coverage.Partial {
		code = codePartial
	}
	return protocol.Diagnostic{
		Range:    v.lines().span(s.first(), s.last(), v.client.encoding),
		Severity: v.settings.severity,
		Code:     code,
		Source:   protocol.NewOptional(source),
		Message:  protocol.String(s.message()),
	}
}

// message says what is missed: "not covered by tests", "3 lines are not covered
// by tests", "partly covered: 1 of 2 branches taken".
func (s stretch) message() string {
	n := len(s.marks)
	if s.state == coverage.Uncovered {
		if n == 1 {
			return "not covered by tests"
		}
		return fmt.Sprintf("%d lines are not covered by tests", n)
	}
	var taken, total uint64
	for _, m := range s.marks {
		taken, total = taken+uint64(m.Taken), total+uint64(m.Total)
	}
	what := "partly covered"
	if n > 1 {
		what = fmt.Sprintf("%d lines are partly covered", n)
	}
	if total == 0 {
		return what
	}
	return fmt.Sprintf("%s: %d of %s taken", what, taken, explain.Count(total, "branch"))
}

// pushDiagnostics queues a document's diagnostics, for editors that do not ask.
func (s *session) pushDiagnostics(key uri.URI, before, now published) {
	if s.client.pull {
		return
	}
	if now.opening == before.opening && now.moved == before.moved && slices.EqualFunc(now.diagnostics, before.diagnostics, sameDiagnostic) {
		return
	}
	if len(now.diagnostics) == 0 && len(before.diagnostics) == 0 {
		return
	}
	message := &protocol.PublishDiagnosticsParams{URI: uri.URI(now.uri), Diagnostics: now.diagnostics}
	if !now.shown {
		message.URI, message.Diagnostics = uri.URI(before.uri), []protocol.Diagnostic{}
	}
	if v := now.coverage.Version; v != nil {
		message.Version = protocol.NewOptional(*v)
	}
	s.editor.Publish("diagnostics "+string(key), protocol.MethodTextDocumentPublishDiagnostics, func() any { return message })
}

func sameDiagnostic(a, b protocol.Diagnostic) bool {
	return a.Range == b.Range && a.Severity == b.Severity && a.Code == b.Code && a.Message == b.Message
}
