package store

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"

	"go.etcd.io/bbolt"
)

// Writing. One batch is one new version of one name: its observations, then the
// files they changed, then the name itself, which makes the rest visible.

// batchSize is how many records one transaction holds. 50,000 in one cost three
// times the CPU and six times the memory of thousands (performance.md).
const batchSize = 2000

// A Batch collects a new version of a name. A batch that is small enough is
// still wholly in memory when its report has been read, so that editors can be
// told before anything is written: see Pending.
type Batch struct {
	db      *DB
	name    uint32
	seq     uint64
	pending map[uint32][]byte // by path id
	flushed bool
}

// Begin starts the next version of a name.
func (db *DB) Begin(name uint32, seq uint64) *Batch {
	return &Batch{db: db, name: name, seq: seq, pending: map[uint32][]byte{}}
}

// Put adds the observation of a path, as EncodeObservation gave it. A second one
// of the same path replaces the first.
func (b *Batch) Put(path uint32, value []byte) error {
	b.pending[path] = value
	if len(b.pending) < batchSize {
		return nil
	}
	return b.Flush()
}

// Pending are the observations by path id if nothing has been written yet, and
// false otherwise.
func (b *Batch) Pending() (map[uint32][]byte, bool) { return b.pending, !b.flushed }

// Flush writes what is pending, in one transaction and in key order.
func (b *Batch) Flush() error {
	err := b.db.update(func(tx *bbolt.Tx) error {
		if err := b.db.interrupted(tx); err != nil {
			return err
		}
		return b.write(tx)
	})
	if err != nil {
		return err
	}
	b.flushed, b.pending = true, map[uint32][]byte{}
	return nil
}

func (b *Batch) write(tx *bbolt.Tx) error {
	obs := tx.Bucket(bucketObs)
	obs.FillPercent = fillPercent
	for _, id := range slices.Sorted(maps.Keys(b.pending)) {
		if err := obs.Put(Ref{id, b.name, b.seq}.key(), b.pending[id]); err != nil {
			return err
		}
	}
	return nil
}

// update runs one write transaction, with the paths that are new.
func (db *DB) update(f func(*bbolt.Tx) error) (err error) {
	defer guard(&err)()
	var saved int
	err = db.bolt.Update(func(tx *bbolt.Tx) (err error) {
		if saved, err = db.paths.save(tx); err != nil {
			return err
		}
		return f(tx)
	})
	if err != nil {
		return fmt.Errorf("write to the index: %w", err)
	}
	db.paths.saved(saved)
	return nil
}

// interrupted marks this worktree as being written to in several transactions.
// What follows is undone by recoverInterrupted if the last one never comes.
func (db *DB) interrupted(tx *bbolt.Tx) error {
	return tx.Bucket(bucketMeta).Put(db.pendingKey(), []byte{1})
}

func (db *DB) pendingKey() []byte {
	return binary.BigEndian.AppendUint32(bytes.Clone(keyPending), db.tree)
}

// A Commit makes a version of a name the current one.
type Commit struct {
	Name Name
	Run  *Run // nil forgets the name with all its runs
	// Gone are observations that this version replaces or leaves out.
	Gone []Ref
	// Files are the files whose state changed; one without Refs is forgotten.
	Files []File
}

// Commit writes what is left of the batch and makes it visible. After an error
// nothing of it is.
func (b *Batch) Commit(c Commit) error {
	if len(b.pending)+len(c.Files) > batchSize && len(b.pending) > 0 {
		if err := b.Flush(); err != nil {
			return err
		}
	}
	for len(c.Files) > batchSize {
		err := b.db.update(func(tx *bbolt.Tx) error {
			if err := b.db.interrupted(tx); err != nil {
				return err
			}
			return b.db.putFiles(tx, c.Files[:batchSize])
		})
		if err != nil {
			return err
		}
		c.Files = c.Files[batchSize:]
	}
	return b.db.update(func(tx *bbolt.Tx) error {
		if err := b.write(tx); err != nil {
			return err
		}
		if err := b.db.putFiles(tx, c.Files); err != nil {
			return err
		}
		if c.Run == nil {
			if err := b.db.forget(tx, c.Name); err != nil {
				return err
			}
		} else if err := b.db.putName(tx, c.Name, c.Run); err != nil {
			return err
		}
		if err := b.sweep(tx, c.Gone); err != nil {
			return err
		}
		return tx.Bucket(bucketMeta).Delete(b.db.pendingKey())
	})
}

// NewName gives an id to a name that the index does not know.
func (db *DB) NewName() (id uint32, err error) {
	err = db.update(func(tx *bbolt.Tx) error {
		n, err := tx.Bucket(bucketName).NextSequence()
		id = uint32(n)
		return err
	})
	return id, err
}

// PutName writes what changed about a name while its run stayed the same.
func (db *DB) PutName(n Name) error {
	return db.update(func(tx *bbolt.Tx) error { return db.putName(tx, n, nil) })
}

func (db *DB) putName(tx *bbolt.Tx, n Name, run *Run) error {
	value, err := sealJSON(n)
	if err != nil {
		return err
	}
	key := binary.BigEndian.AppendUint32(nil, db.tree)
	if err := tx.Bucket(bucketName).Put(append(key, n.Name...), value); err != nil {
		return err
	}
	if run == nil {
		return nil
	}
	if value, err = sealJSON(run); err != nil {
		return err
	}
	return tx.Bucket(bucketRun).Put(runKey(n.ID, n.Seq), value)
}

// forget removes a name with its runs.
func (db *DB) forget(tx *bbolt.Tx, n Name) error {
	key := binary.BigEndian.AppendUint32(nil, db.tree)
	if err := tx.Bucket(bucketName).Delete(append(key, n.Name...)); err != nil {
		return err
	}
	prefix := binary.BigEndian.AppendUint32(nil, n.ID)
	c := tx.Bucket(bucketRun).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Seek(prefix) {
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) putFiles(tx *bbolt.Tx, files []File) error {
	bucket := tx.Bucket(bucketFile)
	bucket.FillPercent = fillPercent
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.ID, b.ID) })
	for i := range files {
		key := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, db.tree), files[i].ID)
		var err error
		if len(files[i].Refs) == 0 {
			err = bucket.Delete(key)
		} else {
			err = bucket.Put(key, seal(appendFileRecord(nil, &files[i])))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// replaceFiles makes files the only ones of this worktree.
func (db *DB) replaceFiles(tx *bbolt.Tx, files []File) error {
	prefix := binary.BigEndian.AppendUint32(nil, db.tree)
	c := tx.Bucket(bucketFile).Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Seek(prefix) {
		if err := c.Delete(); err != nil {
			return err
		}
	}
	return db.putFiles(tx, files)
}

// sweep deletes the observations that the commit before made superfluous, and
// leaves those of this one for the next: a snapshot that is still in use may
// read them. A path that this version leaves out gets a tombstone, which goes
// together with what it hides.
func (b *Batch) sweep(tx *bbolt.Tx, gone []Ref) error {
	meta, obs := tx.Bucket(bucketMeta), tx.Bucket(bucketObs)
	old := bytes.Clone(meta.Get(keyGarbage))
	for ; len(old) >= 16; old = old[16:] {
		if err := obs.Delete(old[:16]); err != nil {
			return err
		}
	}
	var next []byte
	for _, ref := range gone {
		next = append(next, ref.key()...)
		tombstone := Ref{ref.Path, b.name, b.seq}.key()
		if obs.Get(tombstone) != nil {
			continue
		}
		if err := obs.Put(tombstone, nil); err != nil {
			return err
		}
		next = append(next, tombstone...)
	}
	return meta.Put(keyGarbage, next)
}

func runKey(name uint32, seq uint64) []byte {
	return binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, name), seq)
}

// isTombstone reports whether a value says that a version no longer mentions
// the file.
func isTombstone(value []byte) bool { return len(value) == 0 }
