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
	running                 // initialize succeeded
	shutDown                // shutdown was asked for
)

// admit reports why a call may not be handled now. A shutdown that is admitted
// counts, whatever comes of it: the editor is leaving.
func (l *lifecycle) admit(method string) error {
	switch {
	case l.state == shutDown:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is shut down; only exit may follow")
	case l.state == created && method != protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "initialize must come first")
	case l.state == running && method == protocol.MethodInitialize:
		return jsonrpc2.NewError(jsonrpc2.InvalidRequest, "the server is initialized already")
	case method == protocol.MethodShutdown:
		l.state = shutDown
	}
	return nil
}

// succeeded moves on after initialize.
func (l *lifecycle) succeeded(method string) {
	if method == protocol.MethodInitialize {
		l.state = running
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
