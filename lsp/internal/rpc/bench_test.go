package rpc

import (
	"context"
	"fmt"
	"io"
	"net"
	"testing"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// The floor for a hover over a unix socket was measured at 14–16 µs. A pipe in
// memory costs less than the kernel and more switches between goroutines.

func BenchmarkHover(b *testing.B) {
	h := calling(map[string]Work{"textDocument/hover": gives(&protocol.Hover{
		Contents: &protocol.MarkupContent{Kind: "markdown", Value: "**7 hits**, unit"},
	})})
	client := connect(b, h)
	params := protocol.HoverParams{}
	params.TextDocument.URI = "file:///a/b.go"
	b.ReportAllocs()
	for b.Loop() {
		var hover protocol.Hover
		if _, err := client.Call(b.Context(), "textDocument/hover", &params, &hover); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkPublish is a file of 10,000 instrumented lines, as five numbers each.
func BenchmarkPublish(b *testing.B) {
	data := make([]uint64, 0, 50_000)
	for i := range uint64(10_000) {
		data = append(data, 1+i%3, 1+i%3, i%100, 0, 0)
	}
	coverage := struct {
		URI  string   `json:"uri"`
		Data []uint64 `json:"data"`
	}{"file:///a/b.go", data}
	ours, theirs := net.Pipe()
	go io.Copy(io.Discard, theirs)
	s := newStream(ours, Options{}.orDefault(), func(err error) { b.Error(err) })
	conn := jsonrpc2.NewConn(s, jsonrpc2.WithCodec(codec{}))
	b.ReportAllocs()
	for b.Loop() {
		if err := conn.Notify(b.Context(), "covls/publishCoverage", &coverage); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkReadFrame(b *testing.B) {
	for _, size := range []int{100, 10_000, 1_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			frame := framed(fmt.Sprintf(`{"jsonrpc":"2.0","method":"a","params":"%0*d"}`, size, 0))
			s := reading(&repeating{frame: []byte(frame)})
			b.SetBytes(int64(len(frame)))
			b.ReportAllocs()
			for b.Loop() {
				if _, _, err := s.ReadFrame(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// repeating yields a frame over and over.
type repeating struct {
	frame []byte
	at    int
}

func (r *repeating) Read(p []byte) (int, error) {
	n := copy(p, r.frame[r.at:])
	r.at = (r.at + n) % len(r.frame)
	return n, nil
}

// connect serves h and gives a client that has initialized it.
func connect(b *testing.B, h Handler) jsonrpc2.Conn {
	ours, theirs := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = Serve(context.Background(), ours, func(*Session) Handler { return h }, Options{})
	}()
	client := jsonrpc2.NewConn(jsonrpc2.NewStream(theirs), jsonrpc2.WithCodec(codec{}))
	client.Go(context.Background(), jsonrpc2.MethodNotFoundHandler)
	b.Cleanup(func() {
		_ = client.Close()
		<-done
	})
	if _, err := client.Call(b.Context(), protocol.MethodInitialize, struct{}{}, nil); err != nil {
		b.Fatal(err)
	}
	return client
}
