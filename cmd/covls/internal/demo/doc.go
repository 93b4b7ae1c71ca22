// Package demo is a newcomer's first minute: a small repository with the reports
// that real tools wrote, and an editor of a few lines that shows what an editor
// shows. Both are real on purpose. The reports keep the paths of the machine on
// which the tests ran, the server runs in a process of its own and is spoken to
// over its stdin and stdout; so what works here works in everybody's editor.
//
// The package prints nothing: it hands values to the command line, which has the
// words and the colours.
package demo

import "embed"

// files are the repository (testdata/repository) and what a report of it says
// once more tests have run (testdata/again). Without "all:" Python's __init__.py
// would be left out.
//
//go:embed all:testdata
var files embed.FS
