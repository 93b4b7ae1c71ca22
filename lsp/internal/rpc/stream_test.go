package rpc

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// begun makes a session that has begun over a connection whose other end is raw
// bytes, and returns that end.
func begun(t *testing.T, h Handler, o Options) (peer net.Conn, session *Session, ended chan error) {
	t.Helper()
	ours, peer := net.Pipe()
	t.Cleanup(func() { peer.Close() })
	ended = make(chan error, 1)
	sessions := make(chan *Session, 1)
	go func() {
		ended <- Serve(context.Background(), ours, func(s *Session) Handler { sessions <- s; return h }, o)
	}()
	write(t, peer, framed(`{"jsonrpc":"2.0","id":1,"method":"initialize"}`))
	answer := make([]byte, len(framed(`{"jsonrpc":"2.0","id":1,"result":{}}`)))
	if _, err := io.ReadFull(peer, answer); err != nil {
		t.Fatal(err)
	}
	write(t, peer, framed(`{"jsonrpc":"2.0","method":"initialized"}`))
	return peer, <-sessions, ended
}

func write(t *testing.T, w io.Writer, s string) {
	t.Helper()
	if _, err := io.WriteString(w, s); err != nil {
		t.Fatal(err)
	}
}

// An editor that stops reading is dropped when its time is up, after everything
// that wanted to tell it something went on at once; another editor's session
// does not notice.
func TestStuckEditorIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := calling(map[string]Work{"test/echo": gives(strings.Repeat("x", 10<<10))})
		peer, session, ended := begun(t, h, Options{WriteTimeout: 10 * time.Second})
		beside := initialized(t, h, Options{WriteTimeout: time.Second})

		start := time.Now()
		for range 1000 {
			session.Publish("a", "test/state", value(strings.Repeat("x", 10<<10)))
			if err := session.Notify(t.Context(), "test/note", nil); err != nil {
				t.Fatal(err)
			}
		}
		write(t, peer, framed(`{"jsonrpc":"2.0","id":2,"method":"test/echo"}`))
		write(t, peer, framed(`{"jsonrpc":"2.0","id":3,"method":"test/unknown"}`)) // is still read
		for range 100 {
			if err := beside.Call("test/echo", nil, nil); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("speaking to a stuck editor, and to another, took %v", took)
		}
		if err := <-ended; !errors.Is(err, ErrStuck) {
			t.Errorf("Serve returned %v", err)
		}
		if took := time.Since(start); took != 10*time.Second {
			t.Errorf("the stuck editor was dropped after %v, want 10s", took)
		}
		if err := beside.Call("test/echo", nil, nil); err != nil {
			t.Errorf("beside it: %v", err)
		}
	})
}

// An editor that is slow is not stuck: the time is for a piece, not the whole.
func TestSlowEditorIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		peer, session, ended := begun(t, fake{}, Options{WriteTimeout: time.Second})
		session.Publish("a", "test/state", value(strings.Repeat("x", 4*writeChunk)))
		piece := make([]byte, writeChunk/2)
		start := time.Now()
		for range 8 {
			time.Sleep(400 * time.Millisecond)
			if _, err := io.ReadFull(peer, piece); err != nil {
				t.Fatalf("after %v: %v", time.Since(start), err)
			}
		}
		if time.Since(start) < 3*time.Second {
			t.Fatal("the test was too fast to tell")
		}
		go io.Copy(io.Discard, peer)
		session.Close()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// A writer whose context ends while another one writes does not wait for it.
func TestWaitingForTheTurnEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		s := newStream(ours, Options{}.orDefault(), func(error) {})
		first := make(chan error, 1)
		message := jsonrpc2.NewNotification("a", nil)
		go func() {
			_, err := s.Write(context.Background(), message)
			first <- err
		}()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Write(ctx, message); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("the second write: %v", err)
		}
		if _, err := s.Write(ctx, message); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a write with a context that is over: %v", err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := <-first; err == nil {
			t.Error("the first write succeeded")
		}
	})
}

func TestFramesAreWrittenWhole(t *testing.T) {
	for _, size := range []int{0, 1, 60, 1000, 2*writeChunk + 1, keepOut + 1} {
		ours, theirs := net.Pipe()
		s, back := newStream(ours, Options{}.orDefault(), func(error) {}), newStream(theirs, Options{}.orDefault(), func(error) {})
		want := `{"jsonrpc":"2.0","method":"a","params":"` + strings.Repeat("x", size) + `"}`
		written := make(chan error, 1)
		go func() {
			_, first := s.WriteFrame(context.Background(), []byte(want))
			_, second := s.WriteFrame(context.Background(), []byte(want)) // uses the first one's buffer
			written <- errors.Join(first, second)
		}()
		for range 2 {
			message, _, err := back.Read(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			if got := string(jsonrpc2.AppendMessage(nil, message)); got != want {
				t.Errorf("size %d: read back %d bytes: %.60s", size, len(got), got)
			}
		}
		if err := <-written; err != nil || cap(s.out) > keepOut {
			t.Errorf("size %d: %v; a buffer of %d bytes is kept", size, err, cap(s.out))
		}
		_ = s.Close()
		_ = back.Close()
	}
}
