// Package cobertura reads Cobertura XML, which began as the report of one Java
// tool and is now what some twenty tools write, each in its own way (formats
// §4). There is a DTD, and nobody's report can be trusted to follow it, so the
// reader goes by element names and not by nesting.
//
// What is worth knowing of it:
//
//   - A source file may have many classes, one after the other or far apart.
//     They list the same lines over again, and what they say is the same run:
//     equal lines combine by the greater count, never by the sum.
//   - A class lists its lines, and its methods list them again. The class's
//     list counts; the methods' lines stand in where the class has none.
//   - File names are relative to one of the sources, and no report says to
//     which. Sections carry all of them.
//   - Rates and totals are never read.
package cobertura

import (
	"bufio"
	"io"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/internal/xmlscan"
)

const name = "cobertura"

// Format is Cobertura XML.
var Format = coverage.Format{
	Name:       name,
	Sniff:      sniff,
	Read:       read,
	Duplicates: coverage.Max,
}

// read is a coverage.Reader.
func read(r io.Reader, limits coverage.Limits, emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
	buffered := bufio.NewReaderSize(r, producerHead)
	head, _ := buffered.Peek(producerHead) // an error comes up again when the scanner gets there
	rd := &reader{
		scan:     xmlscan.New(name, buffered, limits),
		limits:   limits.OrDefault(),
		emit:     emit,
		bitsOnly: writesBitsOnly(head),
	}
	err := rd.run()
	return rd.info, err
}
