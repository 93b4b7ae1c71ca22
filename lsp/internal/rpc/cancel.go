package rpc

import (
	"context"
	"fmt"
	"strconv"
	"sync"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// calls are the editor's calls that have no answer yet, by id, so that
// $/cancelRequest finds them. protocol.CancelHandler does that for ids that fit
// 32 bits, and by a context that jsonrpc2 uses again for the next request,
// which crashes the process.
type calls struct {
	mu     sync.Mutex
	cancel map[jsonrpc2.ID]context.CancelFunc
}

// begin registers a call and returns a context for it and what ends it.
// An id is refused while it is in use: two answers under one id would leave
// the editor guessing.
func (c *calls) begin(ctx context.Context, id jsonrpc2.ID) (context.Context, func(), error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, used := c.cancel[id]; used {
		return nil, nil, jsonrpc2.Errorf(jsonrpc2.InvalidRequest, "the id %q of another call is still in use", id)
	}
	ctx, cancel := context.WithCancel(ctx)
	if c.cancel == nil {
		c.cancel = map[jsonrpc2.ID]context.CancelFunc{}
	}
	c.cancel[id] = cancel
	return ctx, func() {
		c.mu.Lock()
		delete(c.cancel, id)
		c.mu.Unlock()
		cancel()
	}, nil
}

// stop cancels the call that $/cancelRequest names. One that is answered
// already, or never was, is no error.
func (c *calls) stop(params Params) error {
	var p struct {
		ID protocol.LSPAny `json:"id"`
	}
	if err := params.Decode(&p); err != nil {
		return err
	}
	id, err := parseID(p.ID)
	if err != nil {
		return err
	}
	c.mu.Lock()
	cancel := c.cancel[id]
	c.mu.Unlock()
	if cancel != nil {
		cancel()
	}
	return nil
}

// parseID reads a string or a whole number of up to 64 bits.
func parseID(raw protocol.LSPAny) (jsonrpc2.ID, error) {
	var text string
	if len(raw) > 0 && raw[0] == '"' {
		if err := protocol.Unmarshal(raw, &text); err != nil {
			return jsonrpc2.ID{}, fmt.Errorf("%w: %w", ErrInvalidParams, err)
		}
		return jsonrpc2.NewStringID(text), nil
	}
	number, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil {
		return jsonrpc2.ID{}, fmt.Errorf("%w: the id %.40q is neither string nor integer", ErrInvalidParams, raw)
	}
	return jsonrpc2.NewNumberID(number), nil
}
