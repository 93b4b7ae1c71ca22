package sqlite

import "encoding/binary"

// Walking a table's b-tree, from its root to the leaves that hold the rows.

const (
	interiorPage = 5
	leafPage     = 13
	// deepest is more levels than four thousand million pages need.
	deepest = 40
	// schemaRoot is the page of the table that lists the tables.
	schemaRoot = 1
)

// Tables gives the root pages of the tables by name.
func (db *Database) Tables() (map[string]uint32, error) {
	tables := map[string]uint32{}
	err := db.Rows(schemaRoot, func(r Row) error {
		const kind, name, root = 0, 1, 3
		text, _ := r.Text(kind)
		page, ok := r.Int(root)
		if string(text) == "table" && ok && page > 0 && page <= int64(db.pages()) {
			text, _ = r.Text(name)
			tables[string(text)] = uint32(page)
		}
		return nil
	})
	return tables, err
}

// Rows calls f for the rows of the table at a root page, in the order of their
// ids. A row is valid until f returns. An error of f ends the walk.
func (db *Database) Rows(root uint32, f func(Row) error) error {
	w := walk{db: db, f: f, left: db.pages()}
	return w.page(root, 0)
}

// A walk goes over one table. Pages of a sound table belong to one place in it,
// so that a walk that meets more than there are goes in circles.
type walk struct {
	db   *Database
	f    func(Row) error
	left int
}

func (w *walk) page(n uint32, depth int) error {
	if w.left--; w.left < 0 || depth > deepest {
		return corrupt("the pages of a table lead back to themselves")
	}
	page, err := w.db.page(n)
	if err != nil {
		return err
	}
	cells, kind, err := readCells(page, n)
	if err != nil {
		return err
	}
	if kind == leafPage {
		return w.leaf(n, cells)
	}
	for i := range cells.count {
		at := cells.offset(i)
		if at+4 > len(page) {
			return corrupt("a cell of page %d lies outside of it", n)
		}
		if err := w.page(binary.BigEndian.Uint32(page[at:]), depth+1); err != nil {
			return err
		}
	}
	return w.page(cells.rightmost, depth+1)
}

// leaf visits a leaf's rows. Cells do not overlap in a sound page; were they
// allowed to, a page could hold thousands of times its size.
func (w *walk) leaf(n uint32, cells cells) error {
	space := len(cells.page)
	for i := range cells.count {
		row, err := w.db.row(cells, ref(n, i))
		if err != nil {
			return err
		}
		w.left -= row.overflow
		if space -= row.local; space < 0 || w.left < 0 {
			return corrupt("the rows of page %d overlap", n)
		}
		if err := w.f(row); err != nil {
			return err
		}
	}
	return nil
}

// cells are the places of a page's cells.
type cells struct {
	page      []byte
	pointers  []byte // two bytes each
	count     int
	rightmost uint32 // the page behind the last cell of an interior page
}

func (c *cells) offset(i int) int { return int(binary.BigEndian.Uint16(c.pointers[2*i:])) }

func readCells(page []byte, n uint32) (c cells, kind byte, err error) {
	c.page = page
	head := page
	if n == schemaRoot {
		head = page[headerSize:]
	}
	kind = head[0]
	c.count = int(binary.BigEndian.Uint16(head[3:]))
	size := 8
	switch kind {
	case leafPage:
	case interiorPage:
		c.rightmost = binary.BigEndian.Uint32(head[8:])
		size = 12
	default:
		return c, kind, corrupt("page %d is of kind %d, and of no table", n, kind)
	}
	if size+2*c.count > len(head) {
		return c, kind, corrupt("page %d claims %d cells", n, c.count)
	}
	c.pointers = head[size:]
	return c, kind, nil
}
