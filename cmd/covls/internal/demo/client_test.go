package demo

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

func frame(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

func TestReadFrame(t *testing.T) {
	for _, tt := range []struct {
		name, in, method, err string
	}{
		{name: "message", in: frame(`{"method":"m"}`), method: "m"},
		{name: "more headers", in: "Content-Type: x\r\n" + frame(`{"method":"m"}`), method: "m"},
		{name: "end", in: "", err: "EOF"},
		{name: "no length", in: "Content-Type: x\r\n\r\n{}", err: `a message of "" bytes`},
		{name: "negative", in: "Content-Length: -1\r\n\r\n{}", err: `a message of "-1" bytes`},
		{name: "too long", in: "Content-Length: 999999999\r\n\r\n{}", err: `a message of "999999999" bytes`},
		{name: "cut off", in: "Content-Length: 9\r\n\r\n{}", err: "cut off"},
		{name: "no JSON", in: frame("hello"), err: "not JSON"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, err := readFrame(bufio.NewReader(strings.NewReader(tt.in)))
			if got := fmt.Sprint(err); m.Method != tt.method || tt.err == "" && err != nil || !strings.Contains(got, tt.err) {
				t.Errorf("method %q, error %v; want %q, %q", m.Method, err, tt.method, tt.err)
			}
		})
	}
}

func FuzzReadFrame(f *testing.F) {
	f.Add([]byte(frame(`{"jsonrpc":"2.0","id":1,"result":null}`)))
	f.Add([]byte("Content-Length: 3\r\n\r\n{"))
	f.Add([]byte("\r\n\r\n"))
	// What can be read can be written and read again.
	f.Fuzz(func(t *testing.T, in []byte) {
		m, err := readFrame(bufio.NewReader(bytes.NewReader(in)))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := (&client{to: &out}).write(m); err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		again, err := readFrame(bufio.NewReader(&out))
		if err != nil || again.Method != m.Method || (again.Error == nil) != (m.Error == nil) {
			t.Errorf("%q is %+v, then %+v, %v", in, m, again, err)
		}
	})
}

// A fake server answers requests by a script and can say things unasked.
type fakeServer struct {
	in  *bufio.Reader
	out io.WriteCloser
}

// newFake gives a client and the server at its other end.
func newFake(heard func(string, json.RawMessage, time.Time)) (*client, *fakeServer) {
	fromServer, toClient := io.Pipe()
	fromClient, toServer := io.Pipe()
	return newClient(fromServer, toServer, heard), &fakeServer{bufio.NewReader(fromClient), toClient}
}

func (s *fakeServer) say(body string) { fmt.Fprint(s.out, frame(body)) }

func TestCall(t *testing.T) {
	var heard []string
	c, s := newFake(func(method string, params json.RawMessage, _ time.Time) {
		heard = append(heard, method+" "+string(params))
	})
	seen := make(chan message, 3)
	go func() {
		m, _ := readFrame(s.in)
		seen <- m
		s.say(`{"method":"news","params":1}`)
		s.say(`{"id":"again","method":"workspace/diagnostic/refresh"}`)
		m, _ = readFrame(s.in)
		seen <- m
		s.say(`{"id":7,"result":"late"}`)
		s.say(`{"id":1,"result":"yes"}`)
		m, _ = readFrame(s.in)
		seen <- m
		s.say(`{"id":2,"error":{"code":1,"message":"no"}}`)
		s.out.Close()
	}()
	var got string
	if err := c.call(t.Context(), "ask", nil, &got); err != nil || got != "yes" {
		t.Errorf("answer %q, %v", got, err)
	}
	err := c.call(t.Context(), "ask", Position{Line: 1}, &got)
	if err == nil || !strings.Contains(err.Error(), "refused ask: no") {
		t.Errorf("error %v", err)
	}
	<-c.ended
	err = c.call(t.Context(), "ask", func() {}, nil)
	if err == nil {
		t.Error("sent what cannot be encoded")
	}
	if _, err := c.await(t.Context(), nil); !errors.Is(err, errEnded) {
		t.Errorf("after the end: %v", err)
	}
	for _, want := range []string{
		`{"jsonrpc":"2.0","id":1,"method":"ask"}`,
		`{"jsonrpc":"2.0","id":"again","result":null}`,
		`{"jsonrpc":"2.0","id":2,"method":"ask","params":{"line":1,"character":0}}`,
	} {
		raw, err := json.Marshal(<-seen)
		if err != nil || string(raw) != want {
			t.Errorf("sent %s, want %s (%v)", raw, want, err)
		}
	}
	if diff := cmp.Diff([]string{"news 1"}, heard); diff != "" {
		t.Error(diff)
	}
}

// A server that says nothing is given up, and the error says what was waited for.
func TestPatience(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := &Editor{files: map[string]FileCoverage{}, news: make(chan struct{})}
		c, s := newFake(e.hear)
		e.client = c
		go s.say(`{"method":"covls/status","params":{"state":"problem","reports":2,"problems":[{"message":"a.xml is broken"}]}}`)
		start := time.Now()
		_, err := e.AwaitReady(t.Context(), 2)
		want := "wait for the reports: nothing came for 30s; a.xml is broken"
		if err == nil || err.Error() != want || time.Since(start) != patience {
			t.Errorf("error %v after %v, want %s", err, time.Since(start), want)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := e.AwaitCoverage(ctx, &Document{}, nil); !errors.Is(err, context.Canceled) {
			t.Errorf("interrupted: %v", err)
		}
		go s.say(`{"method":"covls/publishCoverage","params":{"data":[1]}}`)
		if _, err := e.AwaitReady(t.Context(), 2); err == nil || !strings.Contains(err.Error(), "1 numbers are not 5 a line") {
			t.Errorf("odd data: %v", err)
		}
		s.out.Close()
		<-c.ended
	})
}

func TestMarks(t *testing.T) {
	got, err := marks([]uint64{0, 1, 7, 0, 0, 4, 2 + 128, 1, 1, 2})
	want := []coverage.Mark{
		{Line: 1, State: coverage.Covered, Hits: 7},
		{Line: 5, State: coverage.Partial, Bits: coverage.InexactHits, Hits: 1, Taken: 1, Total: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}
