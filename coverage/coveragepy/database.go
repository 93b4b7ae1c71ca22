package coveragepy

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/sqlite"
)

// The tables of a data file since version 5. A row holds what one context ran of
// one file, so the rows of a file are all over its table. They are found in one
// walk that keeps eight bytes a row, and decoded file by file.

const schemaTable = "coverage_schema"

// Schemas that are read. 7 came with the release of 5.0 and has not changed
// since; 4 to 6 were those of its pre-releases, in which line_bits was called
// line_map and meta had other columns. Older ones had tables of other shapes.
const (
	oldestSchema = 4
	newestSchema = 7
)

// Columns of line_bits, or line_map, and of arc.
const (
	fileColumn = iota
	contextColumn
	numbitsColumn
	fromColumn = numbitsColumn
	toColumn   = fromColumn + 1
)

// A measured is one source file of the database.
type measured struct {
	id    int64
	path  string
	lines []sqlite.Ref // its rows of line_bits
	arcs  []sqlite.Ref // its rows of arc
}

// A data is the database with what is known of it as a whole.
type data struct {
	*sqlite.Database
	tables   map[string]uint32
	contexts map[int64]string
	files    []measured // by id
}

func (r *reader) readDatabase(db *sqlite.Database) error {
	d, err := openData(db, r)
	if err != nil {
		return err
	}
	lineTable := "line_bits"
	if _, ok := d.tables[lineTable]; !ok {
		lineTable = "line_map"
	}
	if err := d.collect(lineTable, r, func(m *measured) *[]sqlite.Ref { return &m.lines }); err != nil {
		return err
	}
	if err := d.collect("arc", r, func(m *measured) *[]sqlite.Ref { return &m.arcs }); err != nil {
		return err
	}
	for i := range d.files {
		m := &d.files[i]
		r.section.Path = m.path
		if err := r.readFile(d, m); err != nil {
			return err
		}
		if err := r.flush(); err != nil {
			return err
		}
		d.files[i] = measured{}
	}
	return nil
}

// openData reads the small tables.
func openData(db *sqlite.Database, r *reader) (*data, error) {
	d := &data{Database: db, contexts: map[int64]string{}}
	var err error
	if d.tables, err = db.Tables(); err != nil {
		return nil, err
	}
	if len(d.tables) == 0 {
		return nil, fmt.Errorf("%w: a database without tables, as a run that was killed leaves it", coverage.ErrEmpty)
	}
	if _, ok := d.tables[schemaTable]; !ok {
		return nil, fmt.Errorf("%w: a database of something else than coverage.py", coverage.ErrNotReport)
	}
	if err := d.checkSchema(); err != nil {
		return nil, err
	}
	if err := d.names("context", r, func(id int64, text string) { d.contexts[id] = text }); err != nil {
		return nil, err
	}
	if err := d.names("file", r, func(id int64, text string) { d.files = append(d.files, measured{id: id, path: text}) }); err != nil {
		return nil, err
	}
	return d, d.rows("meta", func(row sqlite.Row) error {
		key, _ := row.Text(0)
		if value, ok := row.Text(1); ok && string(key) == "version" && len(value) <= r.limits.StringSize {
			r.info.Producer = "coverage.py " + string(value)
		}
		return nil
	})
}

func (d *data) checkSchema() error {
	version := int64(0)
	err := d.rows(schemaTable, func(row sqlite.Row) error {
		version, _ = row.Int(0)
		return nil
	})
	switch {
	case err != nil:
		return err
	case version == 0:
		return fmt.Errorf("%w: a database without a schema version, as a run that was killed leaves it", coverage.ErrEmpty)
	case version < oldestSchema || version > newestSchema:
		return fmt.Errorf("%w: its schema is number %d, and covls reads %d to %d: run `coverage lcov` and read that", coverage.ErrSyntax, version, oldestSchema, newestSchema)
	}
	return nil
}

// rows walks a table, which has to be there: coverage.py makes all of them at
// once, so that a database with some was seen in the making.
func (d *data) rows(table string, f func(sqlite.Row) error) error {
	root, ok := d.tables[table]
	if !ok {
		return fmt.Errorf("%w: the table %s is not there yet", coverage.ErrTruncated, table)
	}
	return d.Rows(root, f)
}

// names reads a table of ids and texts. The id is the row's own.
func (d *data) names(table string, r *reader, f func(id int64, text string)) error {
	return d.rows(table, func(row sqlite.Row) error {
		switch text, ok := row.Text(1); {
		case !ok:
			r.info.Dropped.Add(0, "row %d of %s has no text", row.ID, table)
		case len(text) > r.limits.StringSize:
			return fmt.Errorf("%w: a text of %d bytes in the table %s", coverage.ErrLimit, len(text), table)
		default:
			f(row.ID, string(text))
		}
		return nil
	})
}

// collect gives every file its rows of a table.
func (d *data) collect(table string, r *reader, list func(*measured) *[]sqlite.Ref) error {
	return d.rows(table, func(row sqlite.Row) error {
		id, _ := row.Int(fileColumn)
		i, ok := slices.BinarySearchFunc(d.files, id, func(m measured, id int64) int { return cmp.Compare(m.id, id) })
		if !ok {
			r.info.Dropped.Add(0, "row %d of %s belongs to the file %d, which is not there", row.ID, table, id)
			return nil
		}
		rows := list(&d.files[i])
		*rows = append(*rows, row.Ref)
		return nil
	})
}
