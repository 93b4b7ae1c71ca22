package rpc

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/covls/covls/lsp/lsptest"
)

func contents(b *outbox) (all []string) {
	for l := b.take(); l != nil; l = b.take() {
		all = append(all, fmt.Sprint(l.method, "=", l.params()))
	}
	return all
}

func value(v any) func() any { return func() any { return v } }

func TestNewestStateReplacesUnsent(t *testing.T) {
	b := newOutbox(10)
	b.replace("coverage", "a", value(1))
	b.replace("coverage", "b", value(1))
	if err := b.add("log", value("x")); err != nil {
		t.Fatal(err)
	}
	b.replace("coverage", "a", value(2))
	b.replace("diagnostics", "a", value(9))
	want := []string{"coverage=2", "coverage=1", "log=x", "diagnostics=9"}
	if got := contents(b); !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	b.replace("coverage", "a", value(3))
	if got := contents(b); !slices.Equal(got, []string{"coverage=3"}) {
		t.Errorf("after it was sent: %v", got)
	}
	if len(b.states) != 0 || b.events != 0 {
		t.Errorf("the empty outbox holds %d states and %d events", len(b.states), b.events)
	}
}

// Whatever is published and taken in whatever order: nothing newer is ever
// followed by something older, the last value of each key gets out, and the
// queue is never longer than its keys and events.
func TestOutboxProperties(t *testing.T) {
	for seed := range uint64(200) {
		random := rand.New(rand.NewPCG(seed, 2))
		b, newest, sent := newOutbox(1000), map[string]int{}, map[string]int{}
		take := func() {
			if l := b.take(); l != nil {
				v := l.params().(int)
				if v <= sent[l.method] {
					t.Fatalf("seed %d: %s=%d after %d", seed, l.method, v, sent[l.method])
				}
				sent[l.method] = v
			}
		}
		for i := range 300 {
			method := fmt.Sprint("m", random.IntN(5))
			switch random.IntN(3) {
			case 0:
				take()
			default:
				newest[method] = i + 1
				b.replace(method, "key", value(i+1))
			}
			if len(b.queue) > 5 {
				t.Fatalf("seed %d: %d letters for 5 keys", seed, len(b.queue))
			}
		}
		for len(b.queue) > 0 {
			take()
		}
		for method, v := range newest {
			if sent[method] != v {
				t.Errorf("seed %d: %s ended at %d, want %d", seed, method, sent[method], v)
			}
		}
	}
}

func TestBacklogHasALimit(t *testing.T) {
	b := newOutbox(2)
	for i, want := range []error{nil, nil, ErrBacklog} {
		if err := b.add("log", value(i)); !errors.Is(err, want) {
			t.Errorf("notification %d: %v, want %v", i, err, want)
		}
	}
	b.take()
	if err := b.add("log", value(3)); err != nil {
		t.Errorf("after one was sent: %v", err)
	}
	b.replace("coverage", "a", value(1)) // states are not counted
}

// While the editor does not read, only the newest value of a state is kept.
func TestPublishIsEvaluatedWhenSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := initialized(t, fake{}, Options{})
		synctest.Wait()
		evaluated, busy, release := 0, make(chan struct{}), make(chan struct{})
		s.session.Publish("first", "test/state", func() any {
			close(busy)
			<-release // stands for a write that takes its time
			return "first"
		})
		<-busy
		for i := range 1000 {
			s.session.Publish("a", "test/state", func() any { evaluated++; return i })
		}
		s.session.Publish("gone", "test/state", func() any { return nil })
		s.session.Publish("broken", "test/state", func() any { panic("on purpose") })
		s.session.Publish("odd", "test/state", func() any { return func() {} })
		s.session.Publish("last", "test/state", func() any { return "last" })
		close(release)
		s.Await("the last value", func(m lsptest.Message) bool { return string(m.Params) == `"last"` })
		var got []string
		for _, m := range s.Messages(lsptest.Method("test/state")) {
			got = append(got, string(m.Params))
		}
		if want := []string{`"first"`, "999", `"last"`}; !slices.Equal(got, want) || evaluated != 1 {
			t.Errorf("sent %v, %d evaluated; want %v and 1", got, evaluated, want)
		}
		if log := s.log.String(); !strings.Contains(log, "on purpose") || !strings.Contains(log, "notification not sent") {
			t.Errorf("the log says\n%s", log)
		}
	})
}

func TestNotify(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := initialized(t, fake{}, Options{})
		params := map[string]int{"a": 1}
		if err := s.session.Notify(t.Context(), "test/note", params); err != nil {
			t.Fatal(err)
		}
		params["a"] = 2 // what was said is said
		if m := s.Await("the note", lsptest.Method("test/note")); string(m.Params) != `{"a":1}` {
			t.Errorf("params %s", m.Params)
		}
		if err := s.session.Notify(t.Context(), "test/bare", nil); err != nil {
			t.Fatal(err)
		}
		if m := s.Await("the bare note", lsptest.Method("test/bare")); m.Params != nil {
			t.Errorf("params %s, want none", m.Params)
		}
		if err := s.session.Notify(t.Context(), "test/odd", func() {}); err == nil {
			t.Error("a function was encoded")
		}
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.session.Notify(over, "test/late", nil); !errors.Is(err, context.Canceled) {
			t.Errorf("with a context that is over: %v", err)
		}
		s.session.Close()
		if err := s.wait(); err != nil {
			t.Errorf("Serve returned %v", err)
		}
		if err := s.session.Notify(t.Context(), "test/late", nil); !errors.Is(err, ErrClosed) {
			t.Errorf("after the session: %v", err)
		}
		s.session.Publish("a", "test/late", func() any { return 1 })
	})
}
