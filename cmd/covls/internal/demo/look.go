package demo

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
)

// What somebody sees who opens a file.

// A Document is an open file. Lines are numbered from 0.
type Document struct {
	Path        string // relative to the repository, with slashes
	Lines       []string
	Coverage    FileCoverage
	Lenses      []Lens
	Diagnostics []Diagnostic
}

// AwaitReady waits until the server has read this many reports.
func (e *Editor) AwaitReady(ctx context.Context, reports int) (Status, error) {
	var s Status
	err := e.await(ctx, "the reports", func() bool {
		s = e.status
		return s.State == "ready" && s.Reports == reports
	})
	if err != nil && len(s.Problems) > 0 {
		err = fmt.Errorf("%w; %s", err, s.Problems[0].Message)
	}
	return s, err
}

// Open opens a file of the repository and asks for all that is shown with it.
func (e *Editor) Open(ctx context.Context, rel, language string) (*Document, error) {
	name := place(e.root, rel)
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("open a file: %w", err)
	}
	err = e.client.notify("textDocument/didOpen", map[string]any{
		"textDocument": map[string]any{"uri": fileURI(name), "languageId": language, "version": 1, "text": string(text)},
	})
	if err != nil {
		return nil, err
	}
	d := &Document{Path: rel, Lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")}
	if d.Coverage, err = e.AwaitCoverage(ctx, d, nil); err != nil {
		return nil, err
	}
	return d, e.ask(ctx, d)
}

// ask fills in the document's lenses and diagnostics.
func (e *Editor) ask(ctx context.Context, d *Document) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	document := map[string]any{"textDocument": map[string]any{"uri": d.Coverage.URI}}
	if err := e.client.call(ctx, "textDocument/codeLens", document, &d.Lenses); err != nil {
		return err
	}
	var report struct {
		Items []Diagnostic `json:"items"`
	}
	if err := e.client.call(ctx, "textDocument/diagnostic", document, &report); err != nil {
		return err
	}
	d.Diagnostics = report.Items
	return nil
}

// Hover gives what is said of a line, "" where that is nothing.
func (e *Editor) Hover(ctx context.Context, d *Document, line int) (string, error) {
	ctx, cancel := patiently(ctx)
	defer cancel()
	var hover struct {
		Contents struct {
			Value string `json:"value"`
		} `json:"contents"`
	}
	err := e.client.call(ctx, "textDocument/hover", map[string]any{
		"textDocument": map[string]any{"uri": d.Coverage.URI},
		"position":     Position{Line: line},
	}, &hover)
	return hover.Contents.Value, err
}

// AwaitCoverage waits for marks of the document that differ from before, and
// gives them.
func (e *Editor) AwaitCoverage(ctx context.Context, d *Document, before []coverage.Mark) (FileCoverage, error) {
	uri := fileURI(place(e.root, d.Path))
	var f FileCoverage
	err := e.await(ctx, "the coverage of "+d.Path, func() bool {
		f = e.files[uri]
		return len(f.Marks) > 0 && !slices.Equal(f.Marks, before)
	})
	return f, err
}
