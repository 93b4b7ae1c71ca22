package store

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.etcd.io/bbolt"
)

// Path ids. Observations are keyed by number, so that a path of 80 bytes is
// stored once and not once a report and version. The table lives in memory as
// long as the index is open; it only grows, and ids are never used twice, so
// old snapshots may go on using theirs.

type pathTable struct {
	mu      sync.RWMutex // guards all below
	ids     map[string]uint32
	paths   []string // by id; 0 is not in use
	unsaved []uint32
}

// PathID gives the id of a workspace-relative path, a new one where it is new.
func (db *DB) PathID(path string) uint32 {
	if id, ok := db.LookupPath(path); ok {
		return id
	}
	t := &db.paths
	t.mu.Lock()
	defer t.mu.Unlock()
	if id, ok := t.ids[path]; ok {
		return id
	}
	id := uint32(len(t.paths))
	path = strings.Clone(path)
	t.ids[path] = id
	t.paths = append(t.paths, path)
	t.unsaved = append(t.unsaved, id)
	return id
}

// LookupPath gives the id of a path that the index knows.
func (db *DB) LookupPath(path string) (uint32, bool) {
	db.paths.mu.RLock()
	defer db.paths.mu.RUnlock()
	id, ok := db.paths.ids[path]
	return id, ok
}

// PathOf gives the path of an id, or "".
func (db *DB) PathOf(id uint32) string {
	db.paths.mu.RLock()
	defer db.paths.mu.RUnlock()
	if int(id) >= len(db.paths.paths) {
		return ""
	}
	return db.paths.paths[id]
}

// load reads the table from the index.
func (t *pathTable) load(tx *bbolt.Tx) error {
	bucket := tx.Bucket(bucketPath)
	t.ids = make(map[string]uint32, bucket.Sequence())
	t.paths = make([]string, bucket.Sequence()+1)
	return bucket.ForEach(func(k, v []byte) error {
		if len(v) != 8 {
			return fmt.Errorf("%w: a path without an id", ErrDamaged)
		}
		id := binary.BigEndian.Uint64(v)
		if id >= uint64(len(t.paths)) {
			return fmt.Errorf("%w: path id %d", ErrDamaged, id)
		}
		path := string(k)
		t.paths[id], t.ids[path] = path, uint32(id)
		return nil
	})
}

// save writes the paths that are new, in key order. Call saved when the
// transaction is through.
func (t *pathTable) save(tx *bbolt.Tx) (n int, err error) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	ids := slices.Clone(t.unsaved)
	slices.SortFunc(ids, func(a, b uint32) int { return cmp.Compare(t.paths[a], t.paths[b]) })
	bucket := tx.Bucket(bucketPath)
	bucket.FillPercent = fillPercent
	for _, id := range ids {
		if err := bucket.Put([]byte(t.paths[id]), uint64Value(uint64(id))); err != nil {
			return 0, err
		}
	}
	if last := uint64(len(t.paths) - 1); last > bucket.Sequence() {
		return len(ids), bucket.SetSequence(last)
	}
	return len(ids), nil
}

// saved forgets that the first n unsaved paths were new.
func (t *pathTable) saved(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.unsaved = t.unsaved[n:]
}
