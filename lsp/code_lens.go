package lsp

import (
	"context"
	"fmt"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Code lenses: the file's share at its top, with every flag's, and one above
// each function that is not wholly covered. A lens leads to what is missed.

func (s *session) codeLens(p *documentParams) (rpc.Work, error) {
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		lenses := []protocol.CodeLens{}
		if !ok {
			return lenses, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return lenses, err
		}
		if v.settings.fileLens {
			lenses = append(lenses, v.fileLens()...)
		}
		if v.settings.functionLens != functionsOff {
			lenses = append(lenses, v.functionLenses()...)
		}
		return lenses, nil
	}, nil
}

// fileLens is the lens at the top: none where no report speaks of the file.
func (v *fileView) fileLens() []protocol.CodeLens {
	switch {
	case v.Stale:
		return []protocol.CodeLens{v.lens(0, "file: coverage unknown, the file changed since it was measured", "")}
	case v.Summary.Lines.Total == 0:
		return nil
	}
	title := "file " + percent(v.Summary.Lines)
	for _, f := range v.Flags {
		if part := flagPart(f); part != "" && v.hasFlags() {
			title += " · " + part
		}
	}
	return []protocol.CodeLens{v.lens(0, title, v.nextCommand())}
}

// hasFlags reports whether any report of the file has a flag; a project without
// flags need not read that all of its coverage is unflagged.
func (v *fileView) hasFlags() bool {
	for _, f := range v.Flags {
		if f.Flag != "" {
			return true
		}
	}
	return false
}

// flagPart gives "unit 91%".
func flagPart(f coverage.FlagCoverage) string {
	name := explain.OneLine(f.Flag)
	if name == "" {
		name = "unflagged"
	}
	if f.Lines.Total == 0 {
		return name + " unknown"
	}
	return name + " " + percent(f.Lines)
}

// functionLenses are those of the functions, one a line at most: instances of a
// template share theirs.
func (v *fileView) functionLenses() []protocol.CodeLens {
	var out []protocol.CodeLens
	functions := v.functionShares()
	for len(functions) > 0 {
		same := 1
		for same < len(functions) && functions[same].Line == functions[0].Line {
			same++
		}
		f := functions[0]
		functions = functions[same:]
		gap := f.lines.Covered < f.lines.Total
		if f.lines.Total == 0 || !gap && v.settings.functionLens == functionsGaps {
			continue
		}
		title := fmt.Sprintf("%s %s · ", functionTitle(f.Name, same), percent(f.lines))
		command := ""
		if gap {
			title += fmt.Sprintf("%d of %s uncovered", f.lines.Total-f.lines.Covered, explain.Count(uint64(f.lines.Total), "line"))
			command = commandNextUncovered
		} else {
			title += explain.Count(uint64(f.lines.Total), "line")
		}
		out = append(out, v.lens(int(f.Line)-1, title, command))
	}
	return out
}

func functionTitle(name string, same int) string {
	title := explain.OneLine(name)
	if title == "" {
		title = "function"
	}
	if same > 1 {
		title += fmt.Sprintf(" and %d more", same-1)
	}
	return title
}

// lens makes a lens above a 0-based line. Without a command it is only text.
func (v *fileView) lens(line int, title, command string) protocol.CodeLens {
	at := protocol.Position{Line: uint32(line)}
	lens := protocol.CodeLens{
		Range:   protocol.Range{Start: at, End: at},
		Command: protocol.Command{Title: title, Command: command},
	}
	if command != "" {
		lens.Command.Arguments = []protocol.LSPAny{argument(v.uri), argument(at)}
	}
	return lens
}

// nextCommand is the command that leads to what is missed, if anything is.
func (v *fileView) nextCommand() string {
	for _, m := range v.Marks {
		if m.State == coverage.Uncovered || m.State == coverage.Partial {
			return commandNextUncovered
		}
	}
	return ""
}
