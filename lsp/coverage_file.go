package lsp

import (
	"context"
	"time"

	"github.com/covls/covls/lsp/internal/rpc"
)

// covls/fileCoverage answers for one file what covls/publishCoverage tells
// unasked: for views that unfold a file nobody has open, and for scripts.

func (s *session) fileCoverage(p *documentParams) (rpc.Work, error) {
	m, ok := s.at(p.TextDocument.URI)
	return func(ctx context.Context) (any, error) {
		if !ok {
			return nil, nil
		}
		v, err := m.look(ctx)
		if err != nil || v == nil {
			return nil, err
		}
		return v.onWire(time.Now()), nil
	}, nil
}
