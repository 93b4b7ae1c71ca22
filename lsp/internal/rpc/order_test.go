package rpc

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestNotificationsAreHandledInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const changes = 20_000
		last, inversions, seen := -1, 0, 0
		h := fake{
			notify: func(_ context.Context, method string, params Params) error {
				if method != "textDocument/didChange" {
					return nil
				}
				var p struct {
					Version int `json:"version"`
				}
				if err := params.Decode(&p); err != nil {
					return err
				}
				time.Sleep(time.Duration(p.Version%7) * time.Microsecond) // makes overtaking likely, in the bubble's time
				if p.Version <= last {
					inversions++
				}
				last, seen = p.Version, seen+1
				return nil
			},
			call: func(context.Context, string, Params) (Work, error) {
				n := seen
				return func(context.Context) (any, error) { return n, nil }, nil
			},
		}
		s := initialized(t, h, Options{})
		var all strings.Builder
		for i := range changes {
			body := fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"version":%d}}`, i)
			fmt.Fprintf(&all, "Content-Length: %d\r\n\r\n%s", len(body), body)
		}
		if err := s.SendRaw(all.String()); err != nil {
			t.Fatal(err)
		}
		var got int
		if err := s.Call("test/seen", nil, &got); err != nil {
			t.Fatal(err)
		}
		if got != changes || inversions != 0 {
			t.Errorf("the call after %d changes saw %d of them, %d out of order", changes, got, inversions)
		}
	})
}

// A call takes what it needs in wire order even while earlier work still runs.
func TestSlowWorkDelaysNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		version := 0
		h := fake{
			notify: func(context.Context, string, Params) error { version++; return nil },
			call: func(_ context.Context, method string, _ Params) (Work, error) {
				snapshot := version
				return func(context.Context) (any, error) {
					if method == "test/slow" {
						<-release
					}
					return snapshot, nil
				}, nil
			},
		}
		s := initialized(t, h, Options{}) // the notification initialized makes it 1
		slow := s.Begin("test/slow", nil)
		s.Notify("test/change", nil)
		var fast int
		if err := s.Call("test/fast", nil, &fast); err != nil || fast != 2 {
			t.Errorf("the call after the change saw version %d, %v; want 2", fast, err)
		}
		close(release)
		var first int
		if err := slow.Wait(&first); err != nil || first != 1 {
			t.Errorf("the call before the change saw version %d, %v; want 1", first, err)
		}
	})
}

// Deriving a context from that of a request crashes the whole process in
// jsonrpc2, usually within ten requests; a method's name that is kept changes
// under the hands of who kept it. Neither may reach a handler.
func TestContextsAndNamesMayBeKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		counts := map[string]int{}
		var kept []Params
		derive := func(ctx context.Context) {
			ctx, cancel := context.WithTimeout(ctx, time.Minute)
			defer cancel()
			context.AfterFunc(ctx, func() {})
		}
		h := fake{
			notify: func(ctx context.Context, method string, params Params) error {
				derive(ctx)
				counts[method]++
				kept = append(kept, params)
				return nil
			},
			call: func(ctx context.Context, method string, params Params) (Work, error) {
				derive(ctx)
				counts[method]++
				return func(ctx context.Context) (any, error) {
					derive(ctx)
					return string(params), nil
				}, nil
			},
		}
		s := initialized(t, h, Options{})
		methods := []string{"test/aaaa", "test/bbbb", "test/cccc"}
		const rounds = 200
		for i := range rounds {
			for _, method := range methods {
				s.Notify(method, map[string]int{"n": i})
				var echoed string
				if err := s.Call(method, map[string]int{"c": i}, &echoed); err != nil || echoed != fmt.Sprintf(`{"c":%d}`, i) {
					t.Fatalf("call %d: %q, %v", i, echoed, err)
				}
			}
		}
		for _, method := range methods {
			if counts[method] != 2*rounds {
				t.Errorf("%s was counted %d times, want %d", method, counts[method], 2*rounds)
			}
		}
		for i, params := range kept[1:] { // the first is of initialized
			if want := fmt.Sprintf(`{"n":%d}`, i/len(methods)); string(params) != want {
				t.Fatalf("the params of notification %d became %s, want %s", i, params, want)
			}
		}
	})
}
