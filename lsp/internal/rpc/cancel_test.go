package rpc

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
)

// untilCancelled is work that ends only when it is told to.
func untilCancelled(ctx context.Context) (any, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestCancelRequest(t *testing.T) {
	for _, id := range []string{"1", "0", "-7", "2147483648", "99999999999", "9223372036854775807", `"a"`, `""`, `"1"`, `"ü\n"`} {
		bubble(t, id, func(t *testing.T) {
			s := initialized(t, calling(map[string]Work{"test/wait": untilCancelled}), Options{})
			answer := s.Expect(id)
			s.Send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"test/wait"}`, id))
			s.Send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":%s}}`, id))
			if code := codeOf(answer.Wait(nil)); code != -32800 {
				t.Errorf("code %d, want -32800", code)
			}
		})
	}
}

func TestCancelOfNothingIsHarmless(t *testing.T) {
	for _, params := range []string{`{"id":5}`, `{"id":null}`, `{"id":1.5}`, `{"id":{}}`, `{"id":1e3}`, `{"id":99999999999999999999}`, `{}`, `null`, `[]`, `7`} {
		bubble(t, params, func(t *testing.T) {
			s := initialized(t, fake{}, Options{})
			s.Send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"$/cancelRequest","params":%s}`, params))
			s.alive(t)
		})
	}
}

func TestDisconnectCancelsWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var began, ended = make(chan struct{}), make(chan error, 1)
		s := initialized(t, calling(map[string]Work{"test/wait": func(ctx context.Context) (any, error) {
			close(began)
			_, err := untilCancelled(ctx)
			ended <- err
			return nil, err
		}}), Options{})
		s.Begin("test/wait", nil)
		<-began
		s.Editor.Close()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("work ended with %v", err)
		}
		if err := s.wait(); err != nil {
			t.Errorf("Serve returned %v", err)
		}
	})
}

func TestIDInUseIsRefused(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		h := calling(map[string]Work{
			"test/wait": func(context.Context) (any, error) { <-release; return "first", nil },
			"test/fast": gives("again"),
		})
		s := initialized(t, h, Options{})
		second := s.Expect("77")
		s.Send(`{"jsonrpc":"2.0","id":77,"method":"test/wait"}`)
		s.Send(`{"jsonrpc":"2.0","id":77,"method":"test/fast"}`)
		if code := codeOf(second.Wait(nil)); code != -32600 {
			t.Errorf("the second call with the id: code %d, want -32600", code)
		}
		first := s.Expect("77")
		close(release)
		var got string
		if err := first.Wait(&got); err != nil || got != "first" {
			t.Errorf("the first call: %q, %v", got, err)
		}
		third := s.Expect("77")
		s.Send(`{"jsonrpc":"2.0","id":77,"method":"test/fast"}`)
		if err := third.Wait(&got); err != nil || got != "again" {
			t.Errorf("the id is free again: %q, %v", got, err)
		}
	})
}
