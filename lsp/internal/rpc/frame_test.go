package rpc

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
)

func framed(body string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(body), body) }

const note = `{"jsonrpc":"2.0","method":"a"}`

func reading(r io.Reader) *stream {
	rwc := struct {
		io.Reader
		io.WriteCloser
	}{r, nil}
	return &stream{rwc: rwc, in: bufio.NewReaderSize(r, 4<<10), maxHeader: 4 << 10, maxBody: 64 << 20, failed: func(error) {}}
}

func TestReadFrame(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     error // nil: note is read
	}{
		{"a frame", framed(note), nil},
		{"names in any case, other fields", "content-LENGTH:30\r\nContent-Type: x; charset=utf-8\r\n\r\n" + note, nil},
		{"bare line feeds", "Content-Length: 30\n\n" + note, nil},
		{"nothing", "", io.EOF},
		{"end in the header", "Content-Le", io.ErrUnexpectedEOF},
		{"end after a header line", "Content-Length: 30\r\n", io.ErrUnexpectedEOF},
		{"end in the body", framed(note)[:40], io.ErrUnexpectedEOF},
		{"end before the body", "Content-Length: 30\r\n\r\n", io.ErrUnexpectedEOF},
		{"no length", "Content-Type: x\r\n\r\n" + note, ErrFrame},
		{"length 0", "Content-Length: 0\r\n\r\n", ErrFrame},
		{"length below 0", "Content-Length: -30\r\n\r\n" + note, ErrFrame},
		{"no number", "Content-Length: many\r\n\r\n" + note, ErrFrame},
		{"more than an int", "Content-Length: 99999999999999999999\r\n\r\n", ErrFrame},
		{"64 MiB and 1", fmt.Sprintf("Content-Length: %d\r\n\r\n", 64<<20+1), ErrFrame},
		{"no field", "GET / HTTP/1.1\r\n\r\n", ErrFrame},
		{"byte order mark", framed("\ufeff" + note), ErrFrame},
		{"not json", framed("not json"), ErrFrame},
		{"not json-rpc", framed(`{"a":1}`), ErrFrame},
		{"fractional id", framed(`{"jsonrpc":"2.0","id":1.5,"method":"a"}`), ErrFrame},
		{"something behind", framed(note + "x"), ErrFrame},
		{"batch without end", framed("[" + note), ErrFrame},
		{"huge batch", framed("[" + strings.Repeat("1,", maxBatch/2) + "1]"), ErrFrame},
		{"long header line", "X: " + strings.Repeat("x", 4<<10) + "\r\n", ErrFrame},
		{"many header lines", strings.Repeat("X: y\r\n", 1<<10), ErrFrame},
		{"nesting bomb", framed(strings.Repeat("[", 100_000)), ErrFrame},
	} {
		t.Run(test.name, func(t *testing.T) {
			frame, _, err := reading(strings.NewReader(test.in)).ReadFrame(context.Background())
			switch {
			case test.want == nil && (err != nil || string(frame) != note):
				t.Errorf("read %q, %v", frame, err)
			case !errors.Is(err, test.want):
				t.Errorf("error %v, want %v", err, test.want)
			}
		})
	}
}

// endless yields the same byte for ever and counts.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	e.read += len(p)
	return len(p), nil
}

func TestHeaderHasALimit(t *testing.T) {
	var in endless
	if _, _, err := reading(&in).ReadFrame(context.Background()); !errors.Is(err, ErrFrame) || in.read > 8<<10 {
		t.Errorf("an endless header gave %v after %d bytes", err, in.read)
	}
}

// What a header claims costs nothing; what arrives costs twice its size.
func TestMemoryGrowsWithWhatArrives(t *testing.T) {
	for _, test := range []struct {
		name            string
		claimed, sent   int
		allocated, want uint64
	}{
		{name: "1 GiB claimed, 1 byte sent", claimed: 1 << 30, sent: 1, want: 16 << 10},
		{name: "64 MiB claimed, 1 byte sent", claimed: 64 << 20, sent: 1, want: 128 << 10},
		{name: "64 MiB claimed, 1 MiB sent", claimed: 64 << 20, sent: 1 << 20, want: 5 << 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			body := io.LimitReader(&endless{}, int64(test.sent))
			s := reading(io.MultiReader(strings.NewReader(fmt.Sprintf("Content-Length: %d\r\n\r\n", test.claimed)), body))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, _, err := s.ReadFrame(context.Background())
			runtime.ReadMemStats(&after)
			if err == nil {
				t.Error("no error")
			}
			if got := after.TotalAlloc - before.TotalAlloc; got > test.want {
				t.Errorf("%d bytes were allocated, want at most %d", got, test.want)
			}
		})
	}
}

func FuzzReadFrame(f *testing.F) {
	for _, seed := range []string{framed(note), framed("[" + note + "," + note + "]"), "Content-Length: 5\r\n\r\n", "\n\n", framed(`{"id":"ü"}`)} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		s := reading(strings.NewReader(string(in)))
		total := int64(0)
		for {
			frame, size, err := s.ReadFrame(context.Background())
			if err != nil {
				break
			}
			if total += size; len(frame) == 0 || total > int64(len(in)) {
				t.Fatalf("%d bytes of body, %d in all out of %d", len(frame), total, len(in))
			}
		}
	})
}
