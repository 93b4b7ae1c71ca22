package demo

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"sync"
	"time"
)

// The smallest client of a language server: JSON-RPC 2.0 in frames of LSP's base
// protocol. It is written out, and not taken from the server's own libraries, so
// that the demo speaks to the server as a stranger does.

// maxFrame bounds a message, so that a broken length cannot take all memory.
const maxFrame = 64 << 20

// errEnded says that the server has closed its side.
var errEnded = errors.New("the server ended")

// A message is a request, a notification or an answer.
type message struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error,omitempty"`
}

// A client asks one question at a time, and hears notifications meanwhile.
type client struct {
	// heard gets every notification, and when it came. It is called by one
	// goroutine, which reads nothing more until it returns.
	heard func(method string, params json.RawMessage, at time.Time)
	ended chan struct{}
	err   error // why it ended; read after ended is closed

	writing sync.Mutex // held while a message goes out
	to      io.Writer

	mu    sync.Mutex   // guards what follows
	asked int          // requests so far; the last one's id
	reply chan message // to the last request; has room for it
}

// newClient begins to read. Reading ends when from does.
func newClient(from io.Reader, to io.Writer, heard func(string, json.RawMessage, time.Time)) *client {
	c := &client{heard: heard, to: to, ended: make(chan struct{})}
	go c.read(bufio.NewReader(from))
	return c
}

func (c *client) read(from *bufio.Reader) {
	defer close(c.ended)
	for {
		m, err := readFrame(from)
		if err != nil {
			c.err = errEnded
			if !errors.Is(err, io.EOF) {
				c.err = fmt.Errorf("read from the server: %w", err)
			}
			return
		}
		switch {
		case m.Method == "":
			c.answered(m)
		case m.ID != nil:
			// All that was declared are requests to ask again, which want no
			// more than to be heard.
			if c.err = c.write(message{ID: m.ID, Result: json.RawMessage("null")}); c.err != nil {
				return
			}
		default:
			c.heard(m.Method, m.Params, time.Now())
		}
	}
}

// answered hands an answer to whoever waits for it. One to an earlier request,
// which nobody waited for long enough, is dropped, and so is a second one.
func (c *client) answered(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if string(m.ID) != strconv.Itoa(c.asked) {
		return
	}
	select {
	case c.reply <- m:
	default:
	}
}

// readFrame reads one message; its error is io.EOF where the stream ends between
// two.
func readFrame(from *bufio.Reader) (m message, err error) {
	header, err := textproto.NewReader(from).ReadMIMEHeader()
	if err != nil {
		return m, err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil || length < 0 || length > maxFrame {
		return m, fmt.Errorf("a message of %q bytes", header.Get("Content-Length"))
	}
	body := make([]byte, length)
	if _, err := io.ReadFull(from, body); err != nil {
		return m, fmt.Errorf("a message is cut off: %w", err)
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return m, fmt.Errorf("a message is not JSON: %w", err)
	}
	return m, nil
}

func (c *client) write(m message) error {
	m.Version = "2.0"
	body, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.writing.Lock()
	defer c.writing.Unlock()
	_, err = fmt.Fprintf(c.to, "Content-Length: %d\r\n\r\n%s", len(body), body)
	return err
}

// send writes a request, or a notification where id is nil. params may be nil
// for a method that has none.
func (c *client) send(id json.RawMessage, method string, params any) error {
	m := message{ID: id, Method: method}
	var err error
	if params != nil {
		m.Params, err = json.Marshal(params)
	}
	if err == nil {
		err = c.write(m)
	}
	if err != nil {
		return fmt.Errorf("send %s: %w", method, err)
	}
	return nil
}

// notify tells the server something.
func (c *client) notify(method string, params any) error { return c.send(nil, method, params) }

// call asks the server something and decodes its answer into result, if that is
// not nil.
func (c *client) call(ctx context.Context, method string, params, result any) error {
	reply := make(chan message, 1)
	c.mu.Lock()
	c.asked++
	c.reply = reply
	id := strconv.AppendInt(nil, int64(c.asked), 10)
	c.mu.Unlock()
	if err := c.send(id, method, params); err != nil {
		return err
	}
	answer, err := c.await(ctx, reply)
	switch {
	case err != nil:
		return fmt.Errorf("wait for the answer to %s: %w", method, err)
	case answer.Error != nil:
		return fmt.Errorf("the server refused %s: %s", method, answer.Error.Message)
	case result == nil:
		return nil
	}
	if err := json.Unmarshal(answer.Result, result); err != nil {
		return fmt.Errorf("read the answer to %s: %w", method, err)
	}
	return nil
}

// await waits for a reply. One that came before the server ended counts.
func (c *client) await(ctx context.Context, reply <-chan message) (message, error) {
	select {
	case m := <-reply:
		return m, nil
	case <-ctx.Done():
		return message{}, context.Cause(ctx)
	case <-c.ended:
	}
	select {
	case m := <-reply:
		return m, nil
	default:
		return message{}, c.err
	}
}
