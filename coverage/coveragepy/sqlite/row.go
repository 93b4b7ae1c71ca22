package sqlite

import "encoding/binary"

// Rows: a cell of a leaf, whose record may go on in overflow pages.

// columns is more than any table of coverage.py has.
const columns = 8

// A Row is one row of a table.
type Row struct {
	ID int64
	// Ref finds the row again, see Row of Database.
	Ref      Ref
	values   [columns]value
	local    int // bytes in its page
	overflow int // pages beside it
}

// A value is what a column holds, undecoded, with SQLite's serial type.
type value struct {
	kind uint64
	data []byte
}

// A Ref is a page and a cell on it.
type Ref uint64

func ref(page uint32, cell int) Ref { return Ref(page)<<16 | Ref(cell) }

// Row gives the row at a place that Rows gave. It is valid until the next row
// of the database is read.
func (db *Database) Row(at Ref) (Row, error) {
	n := uint32(at >> 16)
	page, err := db.page(n)
	if err != nil {
		return Row{}, err
	}
	cells, kind, err := readCells(page, n)
	if err != nil {
		return Row{}, err
	}
	if kind != leafPage || int(at&0xffff) >= cells.count {
		return Row{}, corrupt("page %d lost a row", n)
	}
	return db.row(cells, at)
}

func (db *Database) row(cells cells, at Ref) (Row, error) {
	page, start := cells.page, cells.offset(int(at&0xffff))
	if start >= len(page) {
		return Row{}, corrupt("a row lies outside of its page")
	}
	rest := page[start:]
	size, n := varint(rest)
	id, m := varint(rest[n:])
	if n == 0 || m == 0 || size > uint64(db.size) {
		return Row{}, corrupt("a row of %d bytes", size)
	}
	row := Row{ID: int64(id), Ref: at}
	rest = rest[n+m:]
	local := db.localSize(int(size))
	if local > len(rest) {
		return Row{}, corrupt("a row lies outside of its page")
	}
	row.local = n + m + local
	payload := rest[:local]
	if local < int(size) {
		var err error
		if payload, row.overflow, err = db.overflow(rest, local, int(size)); err != nil {
			return Row{}, err
		}
	}
	return row, row.parse(payload)
}

// localSize is how much of a record of the given size lies in its leaf.
func (db *Database) localSize(size int) int {
	most := db.usable - 35
	if size <= most {
		return size
	}
	least := (db.usable-12)*32/255 - 23
	if k := least + (size-least)%(db.usable-4); k <= most {
		return k
	}
	return least
}

// overflow puts a record together whose first local bytes are in rest, with the
// number of its first overflow page behind them.
func (db *Database) overflow(rest []byte, local, size int) (payload []byte, pages int, err error) {
	db.scratch = append(db.scratch[:0], rest[:local]...)
	if local+4 > len(rest) {
		return nil, 0, corrupt("a row lies outside of its page")
	}
	next := binary.BigEndian.Uint32(rest[local:])
	for len(db.scratch) < size {
		page, err := db.page(next)
		if err != nil {
			return nil, 0, err
		}
		next = binary.BigEndian.Uint32(page)
		db.scratch = append(db.scratch, page[4:min(len(page), 4+size-len(db.scratch))]...)
		pages++
	}
	return db.scratch, pages, nil
}

// parse cuts a record into its values.
func (r *Row) parse(payload []byte) error {
	size, n := varint(payload)
	if n == 0 || size < uint64(n) || size > uint64(len(payload)) {
		return corrupt("a record without columns")
	}
	kinds, body := payload[n:size], payload[size:]
	for i := 0; len(kinds) > 0; i++ {
		kind, n := varint(kinds)
		width := widthOf(kind)
		if n == 0 || width > uint64(len(body)) {
			return corrupt("a column is longer than its record")
		}
		if i < columns {
			r.values[i] = value{kind, body[:width]}
		}
		kinds, body = kinds[n:], body[width:]
	}
	return nil
}

// Serial types: what a column holds, and how long it is.
const (
	kindNull  = 0
	kindInt64 = 6
	kindZero  = 8
	kindOne   = 9
	kindBlob  = 12 // and all even numbers beyond it
	kindText  = 13 // and all odd ones
)

func widthOf(kind uint64) uint64 {
	if kind >= kindBlob {
		return (kind - kindBlob) / 2
	}
	return [kindBlob]uint64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[kind]
}

// Int is a column's number; false when it is none, or not there.
func (r *Row) Int(column int) (int64, bool) {
	v := r.values[column]
	switch {
	case v.kind == kindZero:
		return 0, true
	case v.kind == kindOne:
		return 1, true
	case v.kind == kindNull || v.kind > kindInt64:
		return 0, false
	}
	n := int64(int8(v.data[0]))
	for _, b := range v.data[1:] {
		n = n<<8 | int64(b)
	}
	return n, true
}

// Text is a column's text; false when it has none. It lives as long as the row.
func (r *Row) Text(column int) ([]byte, bool) {
	v := r.values[column]
	return v.data, v.kind >= kindText && v.kind%2 == 1
}

// Blob is a column's blob; false when it has none. It lives as long as the row.
func (r *Row) Blob(column int) ([]byte, bool) {
	v := r.values[column]
	return v.data, v.kind >= kindBlob && v.kind%2 == 0
}

// varint reads SQLite's variable-length number, of which the ninth byte has
// eight bits, and its length; 0 when b ends before it.
func varint(b []byte) (v uint64, n int) {
	const longest = 9
	for i, c := range b[:min(len(b), longest)] {
		if i == longest-1 {
			return v<<8 | uint64(c), longest
		}
		v = v<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return v, i + 1
		}
	}
	return 0, 0
}
