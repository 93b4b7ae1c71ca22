package rpc

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
)

// A stream is what jsonrpc2 reads from and writes to; frame.go has the reading.
//
// A write to an editor that does not read blocks for ever, and with it whoever
// wants to write next. So there is a clock for every write, and when it runs
// out the connection is closed under it. It is the same for sockets and pipes:
// a deadline of the connection's own would be one more way for sockets only.
type stream struct {
	rwc    io.ReadWriteCloser
	in     *bufio.Reader
	failed func(error) // told what ends reading or writing; the first time counts

	maxHeader, maxBody int

	timeout time.Duration
	clock   *time.Timer // runs while something is being written

	turn chan struct{} // holds a token while somebody writes; a mutex could not be left when a context ends
	out  []byte        // the frame being written; belongs to who has the turn

	close func() error
}

var _ jsonrpc2.Stream = (*stream)(nil)

const (
	// headerRoom fits "Content-Length: ", the digits of any int, and the blank line.
	headerRoom = 40
	// writeChunk is how many bytes are written against one WriteTimeout: a slow
	// editor that takes this much in that time is not stuck.
	writeChunk = 256 << 10
	// keepOut is the largest write buffer that is kept for the next message.
	keepOut = 1 << 20
)

func newStream(rwc io.ReadWriteCloser, o Options, failed func(error)) *stream {
	s := &stream{
		rwc:       rwc,
		in:        bufio.NewReaderSize(rwc, o.MaxHeader),
		failed:    failed,
		maxHeader: o.MaxHeader,
		maxBody:   o.MaxBody,
		timeout:   o.WriteTimeout,
		turn:      make(chan struct{}, 1),
		close:     sync.OnceValue(rwc.Close),
	}
	s.clock = time.AfterFunc(s.timeout, func() {
		// First the reason, since closing makes reading and writing fail too.
		s.failed(fmt.Errorf("%w for %v", ErrStuck, s.timeout))
		_ = s.Close()
	})
	s.clock.Stop()
	return s
}

// Read returns the next message; jsonrpc2 prefers ReadFrame.
func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	frame, size, err := s.ReadFrame(ctx)
	if err != nil {
		return nil, 0, err
	}
	message, err := jsonrpc2.DecodeMessage(frame)
	return message, size, err
}

// Write writes one message.
func (s *stream) Write(ctx context.Context, message jsonrpc2.Message) (int64, error) {
	return s.write(ctx, func(out []byte) []byte { return jsonrpc2.AppendMessage(out, message) })
}

// WriteFrame writes what is encoded already: the responses to a batch.
func (s *stream) WriteFrame(ctx context.Context, body []byte) (int64, error) {
	return s.write(ctx, func(out []byte) []byte { return append(out, body...) })
}

// Close closes the connection; only the first time counts.
func (s *stream) Close() error { return s.close() }

// write waits for its turn, or for ctx to end, and writes a frame.
func (s *stream) write(ctx context.Context, appendBody func([]byte) []byte) (int64, error) {
	if err := s.takeTurn(ctx); err != nil {
		return 0, err
	}
	defer func() { <-s.turn }()

	var room [headerRoom]byte
	out := appendBody(append(s.out[:0], room[:]...))
	header := strconv.AppendInt(append(room[:0], "Content-Length: "...), int64(len(out)-headerRoom), 10)
	header = append(header, "\r\n\r\n"...)
	frame := out[headerRoom-len(header):]
	copy(frame, header)
	if s.out = out; cap(out) > keepOut {
		s.out = nil
	}
	return s.send(frame)
}

// takeTurn prefers not to ask for ctx.Done: jsonrpc2's request contexts
// allocate on it.
func (s *stream) takeTurn(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	default:
	}
	select {
	case s.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// send writes frame piece by piece, each against the clock.
func (s *stream) send(frame []byte) (sent int64, err error) {
	for len(frame) > 0 && err == nil {
		var n int
		s.clock.Reset(s.timeout)
		n, err = s.rwc.Write(frame[:min(len(frame), writeChunk)])
		s.clock.Stop()
		sent += int64(n)
		frame = frame[n:]
	}
	if err != nil {
		s.failed(err)
	}
	return sent, err
}
