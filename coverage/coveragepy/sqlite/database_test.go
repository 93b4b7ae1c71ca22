package sqlite

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/coveragepy/internal/realtool"
)

// A plain is a row as the JSON of testdata/database.py has it: id, number, text
// and blob.
type plain struct {
	id   int64
	n    *int64
	text string
	blob string
}

// Databases that SQLite made, with pages of every size, rows that go on in other
// pages, numbers of every width, and pages that were used before.
func TestAgainstSQLite(t *testing.T) {
	python, _ := realtool.Python(t)
	script, err := filepath.Abs("testdata/database.py")
	if err != nil {
		t.Fatal(err)
	}
	for _, pageSize := range []int{512, 1024, 4096, 65536} {
		t.Run(strconv.Itoa(pageSize), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "test.db")
			printed := realtool.Run(t, t.TempDir(), "", python, script, file, strconv.Itoa(pageSize), "700")
			var want map[string][][4]any
			if err := json.Unmarshal(printed, &want); err != nil {
				t.Fatal(err)
			}
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			db, err := Open(bytes.NewReader(data), 1<<30)
			if err != nil {
				t.Fatal(err)
			}
			tables, err := db.Tables()
			if err != nil || len(tables) != 2 {
				t.Fatalf("tables %v, %v", tables, err)
			}
			for name, rows := range want {
				first := 1 // of the columns: the id of numbers is the row's own
				if name == "other" {
					first = 0
				}
				compareRows(t, rowsOf(t, db, tables[name], first), rows)
			}
		})
	}
}

func rowsOf(t *testing.T, db *Database, root uint32, first int) []plain {
	t.Helper()
	var rows []plain
	var refs []Ref
	convert := func(r Row) plain {
		p := plain{id: r.ID}
		if n, ok := r.Int(first); ok {
			p.n = &n
		}
		text, _ := r.Text(first + 1)
		blob, _ := r.Blob(first + 2)
		p.text, p.blob = string(text), hex.EncodeToString(blob)
		return p
	}
	if err := db.Rows(root, func(r Row) error {
		rows, refs = append(rows, convert(r)), append(refs, r.Ref)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for i, at := range refs {
		again, err := db.Row(at)
		if err != nil || convert(again).blob != rows[i].blob || again.ID != rows[i].id {
			t.Fatalf("row %d is another when it is read again: %v", i, err)
		}
	}
	return rows
}

func compareRows(t *testing.T, got []plain, want [][4]any) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d rows, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		n, isNumber := w[1].(float64)
		switch {
		case float64(g.id) != w[0], g.text != w[2], g.blob != w[3]:
			t.Fatalf("row %d is %+v, want %v", i, g, w)
		case (g.n != nil) != isNumber, g.n != nil && float64(*g.n) != n:
			t.Fatalf("row %d has the number %v, want %v", i, g.n, w[1])
		}
	}
}

// seed is a data file of coverage.py.
func seed(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("../testdata/contexts.coverage")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestOpenRefuses(t *testing.T) {
	change := func(at int, bytes ...byte) []byte {
		data := seed(t)
		copy(data[at:], bytes)
		return data
	}
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"empty":          {nil, coverage.ErrEmpty},
		"other":          {[]byte("TN:\nSF:a.c\n"), coverage.ErrNotReport},
		"magic cut off":  {[]byte(Magic[:7]), coverage.ErrTruncated},
		"header cut off": {seed(t)[:60], coverage.ErrTruncated},
		"a page missing": {seed(t)[:4096*3], coverage.ErrTruncated},
		"page size 0":    {change(16, 0, 0), coverage.ErrNotReport},
		"page size 3000": {change(16, 0x0b, 0xb8), coverage.ErrNotReport},
		"UTF-16":         {change(56, 0, 0, 0, 2), coverage.ErrSyntax},
		"half a page":    {append(seed(t), 1, 2, 3), coverage.ErrTruncated},
	} {
		if _, err := Open(bytes.NewReader(c.data), 1<<20); !errors.Is(err, c.want) {
			t.Errorf("%s: error %v, want %v", name, err, c.want)
		}
	}
	if _, err := Open(bytes.NewReader(seed(t)), 1000); !errors.Is(err, coverage.ErrLimit) {
		t.Errorf("a database beyond the limit: error %v", err)
	}
}

// Pages that lead back to themselves, and rows that share their bytes, end in an
// error and not in a walk without end.
func TestWalksEnd(t *testing.T) {
	const count, at = 1000, 3000
	for name, damage := range map[string]func(page []byte){
		"a page within itself": func(page []byte) {
			page[0] = interiorPage
			binary.BigEndian.PutUint32(page[8:], 2)
		},
		"a row a thousand times": func(page []byte) {
			page[0] = leafPage
			binary.BigEndian.PutUint16(page[3:], count)
			for i := range count {
				binary.BigEndian.PutUint16(page[8+2*i:], at)
			}
			copy(page[at:], slices.Concat([]byte{100, 1, 2, 100}, make([]byte, 200)))
		},
	} {
		data := seed(t)
		page := data[4096:8192]
		clear(page)
		damage(page)
		db, err := Open(bytes.NewReader(data), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		err = db.Rows(2, func(Row) error { rows++; return nil })
		if !errors.Is(err, coverage.ErrSyntax) || rows >= count {
			t.Errorf("%s: %d rows, error %v", name, rows, err)
		}
	}
}

// Whatever a database holds, a walk over it ends, and gives no more than it has.
func FuzzRows(f *testing.F) {
	small, err := os.ReadFile("../testdata/small.coverage")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add([]byte(Magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		db, err := Open(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		tables, err := db.Tables()
		if err != nil {
			return
		}
		for _, root := range tables {
			size := 0
			_ = db.Rows(root, func(r Row) error {
				for i := range columns {
					text, _ := r.Text(i)
					blob, _ := r.Blob(i)
					r.Int(i)
					size += len(text) + len(blob)
				}
				return nil
			})
			if size > len(data) {
				t.Errorf("a table of %d bytes in a file of %d", size, len(data))
			}
		}
	})
}

func BenchmarkRows(b *testing.B) {
	data := seed(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		db, err := Open(bytes.NewReader(data), 1<<20)
		if err != nil {
			b.Fatal(err)
		}
		tables, err := db.Tables()
		if err != nil {
			b.Fatal(err)
		}
		for _, root := range tables {
			if err := db.Rows(root, func(Row) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
	}
}
