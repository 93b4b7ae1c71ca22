package rpc

import (
	"io"
	"os"
	"slices"
	"sync"
)

// Stdin and stdout as one connection. Closing os.Stdin does not wake whoever
// reads from it, and closing os.Stdout not who writes to it, as long as they
// block in the kernel; making them non-blocking would do so for every other
// process that shares them, the user's shell among them. So two goroutines do
// the blocking, and closing leaves them behind: the process is about to end.

// Stdio gives stdin and stdout as one connection, for one Serve a process.
// Closing it makes blocked reads and writes return, and closes neither file.
func Stdio() io.ReadWriteCloser { return join(os.Stdin, os.Stdout) }

type joined struct {
	in *io.PipeReader

	writes  chan []byte
	written chan writeResult

	closed    chan struct{}
	closeOnce sync.Once
}

type writeResult struct {
	n   int
	err error
}

func join(r io.Reader, w io.Writer) *joined {
	in, feed := io.Pipe()
	j := &joined{
		in:      in,
		writes:  make(chan []byte),
		written: make(chan writeResult, 1),
		closed:  make(chan struct{}),
	}
	go func() {
		_, err := io.Copy(feed, r)
		feed.CloseWithError(err) // nil is io.EOF
	}()
	go j.writeTo(w)
	return j
}

func (j *joined) writeTo(w io.Writer) {
	for {
		select {
		case p := <-j.writes:
			n, err := w.Write(p)
			j.written <- writeResult{n, err}
		case <-j.closed:
			return
		}
	}
}

func (j *joined) Read(p []byte) (int, error) { return j.in.Read(p) }

// Write is for one goroutine at a time.
func (j *joined) Write(p []byte) (int, error) {
	select {
	case j.writes <- slices.Clone(p): // a writer left behind keeps what it has
	case <-j.closed:
		return 0, os.ErrClosed
	}
	select {
	case r := <-j.written:
		return r.n, r.err
	case <-j.closed:
		return 0, os.ErrClosed
	}
}

func (j *joined) Close() error {
	j.closeOnce.Do(func() { close(j.closed) })
	return j.in.Close()
}
