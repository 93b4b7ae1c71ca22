// Package covdata reads the folders that GOCOVERDIR names: what a program
// writes that was built with go build -cover, or a test that ran with
// -test.gocoverdir. It needs no go tool for it.
//
// Such a folder holds files of two kinds. A covmeta file describes one binary:
// its packages, their functions, and the blocks of each. It is written when the
// program begins. A covcounters file says how often the blocks of one process
// ran, and is written when it ends, so a process that is killed leaves none.
// They belong together by a hash of 16 bytes that both carry. Neither makes
// sense without the other, hence ReadSet; a covmeta file alone says what could
// have run, and go tool covdata textfmt prints it with zeros, as this does.
//
// What comes out equals what gocover reads of the profile that go tool covdata
// textfmt makes of the same folder, which the tests hold it to. It goes beyond
// the tool where the tool gives up: on binaries of different modes in one
// folder, which it calls a clash (golang/go#57924), and on broken files.
//
// The formats are described in Go's own source, in the comments of
// internal/coverage/defs.go. They are version 1 since Go 1.20 (formats §6.2).
package covdata

import (
	"bytes"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/gocover"
)

const name = "covdata"

// version is the one version of both kinds of file that there is.
const version = 1

// The first bytes of both kinds of file.
var (
	metaMagic    = []byte("\x00cvm")
	counterMagic = []byte("\x00cwm")
)

// Format is the entry of GOCOVERDIR folders in the registry.
var Format = coverage.Format{
	Name:    name,
	Sniff:   sniff,
	Read:    Read,
	ReadSet: ReadSet,
	// Lines, statements and functions follow from blocks and source as they do
	// for profiles, and two binaries that hold one package are two runs of it.
	Refine:     gocover.Refine,
	Duplicates: coverage.Sum,
	Settle:     gocover.NaiveLines,
}

func sniff(head []byte) coverage.Confidence {
	if bytes.HasPrefix(head, metaMagic) || bytes.HasPrefix(head, counterMagic) {
		return coverage.Certain
	}
	return coverage.No
}

// A hash tells one binary's coverage from another's: both kinds of file carry
// that of the covmeta file.
type hash [16]byte
