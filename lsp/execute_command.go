package lsp

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/covls/covls/coverage/explain"
	"github.com/covls/covls/lsp/internal/rpc"
	"go.lsp.dev/protocol"
)

// Commands, for lenses, actions and scripts. One that leads somewhere or tells
// something answers with that; for a client without covls' own extension, which
// would drop the answer, the server also has it shown.

const (
	commandRefresh           = "covls.refresh"
	commandSummary           = "covls.summary"
	commandExplain           = "covls.explain"
	commandDoctor            = "covls.doctor"
	commandNextUncovered     = "covls.nextUncovered"
	commandPreviousUncovered = "covls.previousUncovered"
	commandSelectFlags       = "covls.selectFlags"
)

// A command begins like a call; its arguments are JSON values.
type command func(*session, arguments) (rpc.Work, error)

var commands = map[string]command{
	commandRefresh:           refreshCommand,
	commandSummary:           summaryCommand,
	commandExplain:           explainCommand,
	commandDoctor:            doctorCommand,
	commandNextUncovered:     func(s *session, a arguments) (rpc.Work, error) { return navigate(s, a, after) },
	commandPreviousUncovered: func(s *session, a arguments) (rpc.Work, error) { return navigate(s, a, before) },
	commandSelectFlags:       selectFlagsCommand,
}

// commandNames are what is advertised, sorted.
func commandNames() []string { return slices.Sorted(maps.Keys(commands)) }

type executeCommandParams struct {
	Command   string    `json:"command"`
	Arguments arguments `json:"arguments"`
}

func (s *session) executeCommand(p *executeCommandParams) (rpc.Work, error) {
	run, ok := commands[p.Command]
	if !ok {
		return nil, fmt.Errorf("%w: there is no command %q", rpc.ErrInvalidParams, explain.OneLine(p.Command))
	}
	return run(s, p.Arguments)
}

// arguments are a command's, in order.
type arguments []protocol.LSPAny

// read decodes the i-th argument into v and leaves v alone where there is none.
func (a arguments) read(i int, v any) error {
	if i >= len(a) || absent(a[i]) {
		return nil
	}
	if err := protocol.Unmarshal(a[i], v); err != nil {
		return fmt.Errorf("%w: argument %d of the command: %w", rpc.ErrInvalidParams, i+1, err)
	}
	return nil
}

func refreshCommand(s *session, _ arguments) (rpc.Work, error) {
	return func(ctx context.Context) (any, error) { return nil, s.refreshWorkspaces(ctx) }, nil
}

// summaryCommand takes the parameters of covls/summary, or nothing.
func summaryCommand(s *session, a arguments) (rpc.Work, error) {
	var p summaryParams
	if err := a.read(0, &p); err != nil {
		return nil, err
	}
	return s.summary(&p)
}

// selectFlagsCommand takes a list of flags, or null for all of them.
func selectFlagsCommand(s *session, a arguments) (rpc.Work, error) {
	var flags []string
	if err := a.read(0, &flags); err != nil {
		return nil, err
	}
	s.selectFlags(flags)
	return func(context.Context) (any, error) { return nil, nil }, nil
}

// explainCommand takes a URI and a 0-based line.
func explainCommand(s *session, a arguments) (rpc.Work, error) {
	var file string
	var line uint32
	if err := a.read(0, &file); err != nil {
		return nil, err
	}
	if err := a.read(1, &line); err != nil {
		return nil, err
	}
	m, ok := s.at(file)
	return func(ctx context.Context) (any, error) {
		if !ok {
			return nil, nil
		}
		return s.explainLine(ctx, m, line)
	}, nil
}
