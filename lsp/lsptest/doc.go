// Package lsptest is an editor without a window: it speaks LSP and covls' own
// methods to a server in this process or in another, remembers everything that
// the server says, and lets a test wait for what it expects.
//
//	e := lsptest.Start(t, exec.Command(covls, "serve", "--no-daemon"))
//	e.Initialize(lsptest.Full(dir))
//	uri := e.Open(filepath.Join(dir, "a.go"))
//	e.AwaitCoverage(uri, func(f lsptest.FileCoverage) bool { return f.Line(3).State == lsptest.Covered })
//	e.Exit()
//
// It does not share a line with the server. Frames, JSON and the shapes of
// covls' messages are read with the standard library from what the contract
// says, so a mistake of the server's own types cannot cancel out. And it is
// strict: what no editor should have to put up with (see violations.go) fails
// the test, whatever that test is about.
//
// Nothing here sleeps. Expectations wait for messages, with a deadline that is
// long because it is only reached when a test fails. Functions that take no
// error fail the test, so they are for the test's own goroutine.
package lsptest
