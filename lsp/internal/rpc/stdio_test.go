package rpc

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestStdioCarriesBothWays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, sink := io.Pipe()
		j := join(strings.NewReader("in"), sink)
		if got, err := io.ReadAll(j); string(got) != "in" || err != nil {
			t.Errorf("read %q, %v", got, err)
		}
		go func() {
			if n, err := j.Write([]byte("out")); n != 3 || err != nil {
				t.Errorf("wrote %d, %v", n, err)
			}
			sink.Close()
		}()
		if got, err := io.ReadAll(out); string(got) != "out" || err != nil {
			t.Errorf("wrote %q, %v", got, err)
		}
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestStdioPassesErrorsOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		in, feed := io.Pipe()
		_ = in.CloseWithError(broken)
		j := join(in, feed)
		if _, err := j.Read(make([]byte, 1)); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("read: %v", err)
		}
		if _, err := j.Write([]byte("x")); !errors.Is(err, broken) {
			t.Errorf("write: %v", err)
		}
		_ = j.Close()
		if _, err := j.Write([]byte("x")); err == nil {
			t.Error("writing after closing succeeded")
		}
	})
}

// Files that block in the kernel and cannot be woken must not keep a session:
// neither the one that exits nor the one whose editor stopped reading.
func TestStdioNeedsNoWaking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, feed := io.Pipe()
		out, sink := io.Pipe()
		defer out.Close() // wakes what was left behind, as the end of a process does
		defer feed.Close()
		ended := make(chan error)
		go func() {
			ended <- Serve(context.Background(), join(in, sink), func(*Session) Handler { return fake{} }, Options{WriteTimeout: time.Second})
		}()
		write(t, feed, framed(`{"jsonrpc":"2.0","id":1,"method":"initialize"}`))
		start := time.Now()
		if err := <-ended; !errors.Is(err, ErrStuck) || time.Since(start) != time.Second {
			t.Errorf("Serve returned %v after %v", err, time.Since(start))
		}
	})
}
