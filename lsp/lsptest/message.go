package lsptest

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
)

// A Message is a request or a notification from the server, as it came.
type Message struct {
	Method string
	Params json.RawMessage // nil when absent
	ID     json.RawMessage // of a request; nil for a notification
}

// Decode reads the parameters into v.
func (m Message) Decode(v any) error { return json.Unmarshal(m.Params, v) }

// String is how a failing test shows a message: the method and the beginning of
// the parameters.
func (m Message) String() string { return fmt.Sprintf("%s %.300s", m.Method, m.Params) }

// A ResponseError is an error that the server answered with.
type ResponseError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func (e *ResponseError) Error() string { return fmt.Sprintf("%s (%d)", e.Message, e.Code) }

// envelope is any JSON-RPC message.
type envelope struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id,omitempty"`
	Method  string          `json:"method,omitempty"`
	Params  json.RawMessage `json:"params,omitempty"`
	Result  json.RawMessage `json:"result,omitempty"`
	Error   *ResponseError  `json:"error,omitempty"`
}

// readFrame reads one frame's body.
func readFrame(r *bufio.Reader) ([]byte, error) {
	header, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil {
		return nil, err
	}
	length, err := strconv.Atoi(header.Get("Content-Length"))
	if err != nil {
		return nil, fmt.Errorf("the header %v: %w", header, err)
	}
	body := make([]byte, length)
	_, err = io.ReadFull(r, body)
	return body, err
}

// frame puts the header before a body.
func frame(body []byte) []byte {
	return append(fmt.Appendf(nil, "Content-Length: %d\r\n\r\n", len(body)), body...)
}
