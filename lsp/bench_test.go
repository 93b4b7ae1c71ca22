package lsp

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// A file of 20,000 lines with two reports: the floor that keystrokes and
// queries are measured on.

const benchLines = 20_000

func largeText() string {
	var b strings.Builder
	b.WriteString("package p\n")
	for i := 1; i < benchLines; i++ {
		switch i % 20 {
		case 1:
			fmt.Fprintf(&b, "func f%d() {\n", i)
		case 0:
			b.WriteString("}\n")
		default:
			fmt.Fprintf(&b, "\tvalue[%d] = compute(%d) // line\n", i, i)
		}
	}
	return b.String()
}

func largeSource(text string) *memorySource {
	file := func(step uint64) *coverage.File {
		f := &coverage.File{}
		for line := range uint32(benchLines) {
			f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(line) % step})
		}
		return f
	}
	source := newMemorySource(sampleRoot)
	source.workspaces[sampleRoot].snapshot.files[samplePath] = []coverage.Observation{
		observe(report("unit.info", "unit"), text, file(7)),
		observe(report("it.info", "it"), text, file(5)),
	}
	return source
}

// benchSession is a session without its loops: what they do is called by hand.
func benchSession(b *testing.B, text string) *session {
	b.Helper()
	editor := &fakeEditor{ctx: b.Context()}
	source := largeSource(text)
	s := newSession(NewServer(source, Options{}), editor)
	s.begun.Do(func() {})
	defaults := defaultSettings(true)
	s.settings, s.client.publish = &defaults, true
	s.addFolder("file://"+sampleRoot, "calc")
	s.work.Wait()
	params := fmt.Sprintf(`{"textDocument":{"uri":%q,"languageId":"go","version":1,"text":%s}}`, sampleURI, quote(text))
	if err := s.Notify(b.Context(), protocol.MethodTextDocumentDidOpen, rpc.Params(params)); err != nil {
		b.Fatal(err)
	}
	return s
}

// From didChange to the states of every line: the first edit makes the file
// unknown, its undo makes it known again.
func BenchmarkEditToStates(b *testing.B) {
	s := benchSession(b, largeText())
	edits := []rpc.Params{
		rpc.Params(`{"textDocument":{"uri":"` + sampleURI + `","version":2},"contentChanges":[{"range":{"start":{"line":9000,"character":0},"end":{"line":9000,"character":0}},"text":"x"}]}`),
		rpc.Params(`{"textDocument":{"uri":"` + sampleURI + `","version":3},"contentChanges":[{"range":{"start":{"line":9000,"character":0},"end":{"line":9000,"character":1}},"text":""}]}`),
	}
	want := []coverage.State{coverage.Unknown, coverage.Uncovered}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := s.Notify(b.Context(), protocol.MethodTextDocumentDidChange, edits[i%2]); err != nil {
			b.Fatal(err)
		}
		m, _ := s.at(sampleURI)
		v, err := m.look(b.Context())
		if err != nil || len(v.Marks) != benchLines || v.Marks[0].State != want[i%2] {
			b.Fatal(len(v.Marks), v.Marks[0].State, err)
		}
	}
}

func BenchmarkFileCoverage(b *testing.B) {
	s := benchSession(b, largeText())
	ask := func(ctx context.Context) int {
		work, err := s.Call(ctx, methodFileCoverage, rpc.Params(on(sampleURI)))
		if err != nil {
			b.Fatal(err)
		}
		answer, err := work(ctx)
		if err != nil {
			b.Fatal(err)
		}
		raw, err := protocol.Marshal(answer)
		if err != nil {
			b.Fatal(err)
		}
		return len(raw)
	}
	size := 0
	for b.Loop() {
		size = ask(b.Context())
	}
	b.SetBytes(int64(size))
}

func BenchmarkCodeLens(b *testing.B) {
	s := benchSession(b, largeText()+"}\n")
	for b.Loop() {
		work, err := s.Call(b.Context(), protocol.MethodTextDocumentCodeLens, rpc.Params(on(sampleURI)))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := work(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
