// Package sqlite reads the tables of an SQLite database, and nothing else of it.
//
// coverage.py keeps what it measured in an SQLite file of half a dozen small
// tables (formats §9.1). To list their rows takes neither SQL nor locks nor a
// journal: the file is read into memory as it is at that moment, which is the
// copy that a reader beside a running test needs anyway (formats §1.4), and its
// b-trees are walked from the root. A database driver would do the same for ten
// megabytes more of binary, and would open files by itself.
//
// The file is untrusted. Every page is visited once a walk, every cell lies in
// its page, and no size that the file claims is allocated before it was seen to
// be there. The layout is the one of https://sqlite.org/fileformat2.html.
package sqlite

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/covls/covls/coverage"
)

// Magic is how every SQLite database begins.
const Magic = "SQLite format 3\x00"

const (
	headerSize = 100
	// chunkSize is the largest page that SQLite has. Smaller ones divide it, so
	// that no page lies in two chunks, and memory grows without copying.
	chunkSize = 64 << 10
)

// A Database is the content of a database file.
type Database struct {
	chunks   [][]byte
	size     int64
	pageSize int
	usable   int // bytes of a page without those reserved at its end
	scratch  []byte
}

// Open reads a database of at most limit bytes to its end. What it returns are
// the errors of package coverage, wrapped, or those of r.
func Open(r io.Reader, limit int64) (*Database, error) {
	db := &Database{}
	if err := db.load(r, limit); err != nil {
		return nil, err
	}
	return db, db.readHeader()
}

func (db *Database) load(r io.Reader, limit int64) error {
	buffer := make([]byte, chunkSize)
	for {
		n, err := io.ReadFull(r, buffer)
		db.size += int64(n)
		if db.size > limit {
			return fmt.Errorf("%w: a database of more than %d bytes", coverage.ErrLimit, limit)
		}
		if n > 0 {
			db.chunks = append(db.chunks, bytes.Clone(buffer[:n]))
		}
		switch {
		case err == io.EOF, err == io.ErrUnexpectedEOF:
			return nil
		case err != nil:
			return err
		}
	}
}

func (db *Database) readHeader() error {
	if db.size == 0 {
		return coverage.ErrEmpty
	}
	head := db.chunks[0]
	switch {
	case !bytes.HasPrefix(head, []byte(Magic)[:min(len(head), len(Magic))]):
		return fmt.Errorf("%w: not an SQLite database", coverage.ErrNotReport)
	case len(head) < headerSize:
		return fmt.Errorf("%w: the database's header is incomplete", coverage.ErrTruncated)
	}
	const largestAsOne = 1 // 65536 does not fit its two bytes
	if db.pageSize = int(binary.BigEndian.Uint16(head[16:])); db.pageSize == largestAsOne {
		db.pageSize = chunkSize
	}
	db.usable = db.pageSize - int(head[20])
	const smallestPage, leastUsable = 512, 480
	if db.pageSize < smallestPage || db.pageSize&(db.pageSize-1) != 0 || db.usable < leastUsable {
		return fmt.Errorf("%w: an SQLite database with pages of %d bytes", coverage.ErrNotReport, db.pageSize)
	}
	if encoding := binary.BigEndian.Uint32(head[56:]); encoding > 1 {
		return fmt.Errorf("%w: a database in UTF-16, which coverage.py does not write", coverage.ErrSyntax)
	}
	claimed := int64(binary.BigEndian.Uint32(head[28:]))
	current := binary.BigEndian.Uint32(head[24:]) == binary.BigEndian.Uint32(head[92:])
	switch {
	case current && claimed*int64(db.pageSize) > db.size:
		return fmt.Errorf("%w: %d of the database's %d bytes are there", coverage.ErrTruncated, db.size, claimed*int64(db.pageSize))
	case db.size%int64(db.pageSize) != 0:
		return fmt.Errorf("%w: the database ends in the middle of a page", coverage.ErrTruncated)
	}
	return nil
}

// pages is how many pages the file has.
func (db *Database) pages() int { return int(db.size / int64(db.pageSize)) }

// page gives page n, which counts from 1.
func (db *Database) page(n uint32) ([]byte, error) {
	if n == 0 {
		return nil, corrupt("a page has the number 0")
	}
	at := int64(n-1) * int64(db.pageSize)
	if at+int64(db.pageSize) > db.size {
		return nil, fmt.Errorf("%w: page %d of the database is not there", coverage.ErrTruncated, n)
	}
	in := at % chunkSize
	return db.chunks[at/chunkSize][in : in+int64(db.pageSize)][:db.usable], nil
}

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: the database is damaged: "+format, append([]any{coverage.ErrSyntax}, args...)...)
}
