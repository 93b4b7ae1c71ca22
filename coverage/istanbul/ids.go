package istanbul

import "github.com/covls/covls/coverage/internal/jsonscan"

// Ids join a place to its count. Either may come first, and either may be
// missing: then the record is dropped when the file is complete. Ids are
// numbers written as keys nearly always, but old and foreign producers have
// names, or arrays whose index is the id.

// An id is a small number, or any other text.
type id struct {
	number uint32
	text   string
}

// idOf reads an id from a key. What is not the shortest decimal spelling of a
// small number stays text, so that "1" and "01" are two ids.
func idOf(key []byte) id {
	const digits = 9 // fits 32 bits whatever they are
	if len(key) == 0 || len(key) > digits || key[0] == '0' && len(key) > 1 {
		return id{text: string(key)}
	}
	var n uint32
	for _, c := range key {
		if c < '0' || c > '9' {
			return id{text: string(key)}
		}
		n = n*10 + uint32(c-'0')
	}
	return id{number: n}
}

// each calls f for every entry of an object or an array.
func (r *reader) each(f func(id) error) error {
	kind, err := r.Kind()
	switch {
	case err != nil:
		return err
	case kind == jsonscan.Array:
		return r.Elements(func(i int) error { return f(id{number: uint32(i)}) })
	}
	return r.Members(func(key []byte) error { return f(idOf(key)) })
}

// A table holds what is known by id, in the order in which ids first appear.
type table[T any] struct {
	index map[id]int
	rows  []T
}

// reset empties the table. To clear a map costs as much as it ever held, which
// after one huge file every small one would have to pay.
func (t *table[T]) reset() {
	const cheap = 1024
	if t.index == nil || len(t.index) > cheap {
		t.index = map[id]int{}
	}
	clear(t.index)
	t.rows = t.rows[:0]
}

// row is the entry for an id. It is valid until the next call.
func (t *table[T]) row(key id) *T {
	i, ok := t.index[key]
	if !ok {
		i = len(t.rows)
		t.index[key] = i
		var zero T
		t.rows = append(t.rows, zero)
	}
	return &t.rows[i]
}
