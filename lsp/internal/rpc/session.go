package rpc

import "context"

type Session struct{}

func (s *Session) Context() context.Context { return context.Background() }

func (s *Session) Call(ctx context.Context, method string, params, result any) error {
	return ErrClosed
}

func (s *Session) Notify(ctx context.Context, method string, params any) error { return ErrClosed }

func (s *Session) Publish(key, method string, params func() any) {}

func (s *Session) Close() {}
