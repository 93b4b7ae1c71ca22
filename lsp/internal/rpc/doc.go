// Package rpc carries one editor's session: frames on a stream of bytes become
// ordered notifications and concurrent, cancellable calls, and what the server
// says goes out without ever waiting for a slow editor.
//
// It stands on go.lsp.dev/jsonrpc2 and go.lsp.dev/protocol, and takes from them
// the envelope, the ids and the types. What it does itself is what a server that
// lives for days next to several editors needs and those packages leave open:
//
//	bytes ─▶ stream (limits, deadlines) ─▶ jsonrpc2.Conn ─▶ lifecycle ─▶ Handler
//	                                                          │
//	editor ◀── stream ◀── responses ◀── Work ◀── calls ◀──────┘
//	              ▲
//	              └────── outbox ◀── Session.Notify, Session.Publish
//
// # Order
//
// Everything arrives in wire order on one goroutine. A notification is handled
// there to its end. A call is begun there, which is when it takes its snapshot,
// and its Work then runs beside what follows. So a hover sent after a didChange
// sees the change, and a slow hover delays nobody.
//
// # What ends a session
//
// The exit notification, the end of the stream, a frame that breaks the rules
// or a limit, an editor that does not read for Options.WriteTimeout, the end of
// the context given to Serve, and Session.Close. Whatever it was, the contexts
// of all calls are cancelled, and Serve returns once they have.
//
// A handler's error or panic ends no session: a call is answered with it, a
// notification's is logged.
package rpc
