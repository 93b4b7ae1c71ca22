package rpc

import (
	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// lifecycle enforces the order that LSP prescribes: initialize first, once, and
// nothing but exit after shutdown (specification, "Server lifecycle"). It is
// used in wire order only, so it needs no lock.
type lifecycle struct{ state lifecycleState }

type lifecycleState uint8

const (
	created  lifecycleState = iota
	running                 // initialize was answered
	shutDown                // shutdown was answered
)

// call reports why a call may not be handled now.
func (l *lifecycle) call(method string) error {
	switch {
	case l.state == shutDown:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down; only exit may follow")
	case l.state == created && method != protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "initialize must come first")
	case l.state == running && method == protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
	}
	return nil
}

// answered moves on once a call's work is done.
func (l *lifecycle) answered(method string, err error) {
	switch {
	case method == protocol.MethodInitialize && err == nil:
		l.state = running
	case method == protocol.MethodShutdown:
		// Whatever failed in there, the editor is leaving.
		l.state = shutDown
	}
}

// exit is what the session ends with when exit comes now.
func (l *lifecycle) exit() error {
	if l.state == shutDown {
		return errExit
	}
	return ErrExitWithoutShutdown
}

// inline reports whether a call's work runs in wire order: see Handler.Call.
func inline(method string) bool {
	return method == protocol.MethodInitialize || method == protocol.MethodShutdown
}
