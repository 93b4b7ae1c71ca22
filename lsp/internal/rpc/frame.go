package rpc

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"

	"go.lsp.dev/jsonrpc2"
)

// Reading frames: "Content-Length: n", a blank line, n bytes of JSON.
//
// jsonrpc2 has a reader of its own, which allocates whatever a header claims,
// up to 1 GiB, accepts a header line without end, never gives a large buffer
// back, and lends its buffer out, so that a method name kept by a handler
// changes under its hands. This one bounds the header, lets memory grow only
// with what has arrived, and gives every frame memory of its own: a message of
// typical size is one small allocation, and nothing is ever borrowed.

// firstRead is how much of a body is allocated on the header's word alone, in
// bytes: nearly every message but the text of a large file fits.
const firstRead = 64 << 10

// maxBatch bounds a JSON-RPC batch, in bytes. LSP has no batches; small ones
// are served because it costs nothing, and large ones are refused because
// "[1,1,1,…" asks for an error response every two bytes.
const maxBatch = 1 << 20

// ReadFrame returns the next message or batch. The bytes are the caller's.
// jsonrpc2 looks for this method to be able to receive batches.
func (s *stream) ReadFrame(ctx context.Context) ([]byte, int64, error) {
	frame, size, err := s.readFrame(ctx)
	if err != nil {
		s.failed(err)
	}
	return frame, size, err
}

func (s *stream) readFrame(ctx context.Context) ([]byte, int64, error) {
	if err := ctx.Err(); err != nil {
		return nil, 0, err
	}
	header, length, err := readHeader(s.in, s.maxHeader)
	if err != nil {
		return nil, 0, err
	}
	if length < 1 || length > s.maxBody {
		return nil, 0, fmt.Errorf("%w: a body of %d bytes; 1 to %d are allowed", ErrFrame, length, s.maxBody)
	}
	body, err := readBody(s.in, length)
	if err != nil {
		return nil, 0, err
	}
	return body, int64(header + length), checkMessage(body)
}

// readHeader reads up to and with the blank line and returns how many bytes
// that took and what Content-Length says, 0 if nothing. r's buffer holds the
// longest line allowed.
func readHeader(r *bufio.Reader, limit int) (size, length int, err error) {
	for {
		line, err := r.ReadSlice('\n')
		size += len(line)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) || size > limit:
			return size, 0, fmt.Errorf("%w: a header of more than %d bytes", ErrFrame, limit)
		case errors.Is(err, io.EOF) && size > 0:
			return size, 0, io.ErrUnexpectedEOF
		case err != nil:
			return size, 0, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return size, length, nil
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			return size, 0, fmt.Errorf("%w: %.40q is no header field", ErrFrame, line)
		}
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return size, 0, fmt.Errorf("%w: a Content-Length of %.40q", ErrFrame, value)
			}
		}
	}
}

// readBody reads length bytes, and allocates at most twice what has come.
func readBody(r io.Reader, length int) ([]byte, error) {
	body := make([]byte, min(length, firstRead))
	for done := 0; ; {
		n, err := io.ReadFull(r, body[done:])
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
		if done += n; done == length {
			return body, nil
		}
		grown := make([]byte, min(length, 2*done))
		copy(grown, body)
		body = grown
	}
}

// checkMessage finds what jsonrpc2 would end the connection for. It would do so
// without telling anybody, and while a call is running not even cancel that, so
// the session learns it here. The second scan costs a fraction of a microsecond.
func checkMessage(body []byte) error {
	var err error
	if trimmed := bytes.TrimLeft(body, " \t\r\n"); len(trimmed) > 0 && trimmed[0] == '[' {
		if len(body) > maxBatch {
			return fmt.Errorf("%w: a batch of %d bytes; %d are allowed", ErrFrame, len(body), maxBatch)
		}
		_, err = jsonrpc2.ParseRequests(body)
	} else {
		_, err = jsonrpc2.DecodeMessage(body)
	}
	if err != nil {
		return fmt.Errorf("%w: %w: %.40q", ErrFrame, err, body)
	}
	return nil
}
