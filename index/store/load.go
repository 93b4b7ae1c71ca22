package store

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/covls/covls/coverage"
	"go.etcd.io/bbolt"
)

// Loading: what an index says when it is opened. Only names, paths and totals
// are read; lines stay on disk until somebody looks at a file.

// A State is the current state of one worktree.
type State struct {
	Names []Name
	Runs  map[uint32]Run // the current run of each name that has one
	Files []File         // ascending by ID
}

// Load reads the state. It first repairs what an interrupted write left behind.
func (db *DB) Load() (s State, err error) {
	defer guard(&err)()
	if err := db.recoverInterrupted(); err != nil {
		return State{}, err
	}
	err = db.bolt.View(func(tx *bbolt.Tx) error {
		if err := db.loadNames(tx, &s); err != nil {
			return err
		}
		return db.loadFiles(tx, &s)
	})
	return s, err
}

func (db *DB) loadNames(tx *bbolt.Tx, s *State) error {
	s.Runs = map[uint32]Run{}
	prefix := binary.BigEndian.AppendUint32(nil, db.tree)
	c := tx.Bucket(bucketName).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		var n Name
		if err := unsealJSON(v, &n); err != nil {
			return err
		}
		s.Names = append(s.Names, n)
		if n.Seq == 0 {
			continue
		}
		var run Run
		if err := unsealJSON(tx.Bucket(bucketRun).Get(runKey(n.ID, n.Seq)), &run); err != nil {
			return err
		}
		s.Runs[n.ID] = run
	}
	return nil
}

func (db *DB) loadFiles(tx *bbolt.Tx, s *State) error {
	prefix := binary.BigEndian.AppendUint32(nil, db.tree)
	c := tx.Bucket(bucketFile).Cursor()
	for k, v := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = c.Next() {
		body, err := unseal(v)
		if err != nil {
			return err
		}
		f := File{ID: binary.BigEndian.Uint32(k[4:])}
		if f.Path = db.PathOf(f.ID); f.Path == "" {
			return fmt.Errorf("%w: file %d has no path", ErrDamaged, f.ID)
		}
		if err := decodeFileRecord(body, &f); err != nil {
			return err
		}
		s.Files = append(s.Files, f)
	}
	return nil
}

// recoverInterrupted undoes a write whose last transaction never came: its
// observations carry a sequence above their name's current one, and its files
// may point at them. Both are put right from the observations that stand.
func (db *DB) recoverInterrupted() error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		if meta.Get(db.pendingKey()) == nil {
			return nil
		}
		current := map[uint32]uint64{}
		err := tx.Bucket(bucketName).ForEach(func(_, v []byte) error {
			var n Name
			if err := unsealJSON(v, &n); err != nil {
				return err
			}
			current[n.ID] = n.Seq
			return nil
		})
		if err != nil {
			return err
		}
		files, err := db.rebuildFiles(tx, current)
		if err != nil {
			return err
		}
		if err := db.replaceFiles(tx, files); err != nil {
			return err
		}
		return meta.Delete(db.pendingKey())
	})
}

// rebuildFiles walks all observations, deletes those above their name's current
// sequence, and returns the state of every file of this worktree's names.
func (db *DB) rebuildFiles(tx *bbolt.Tx, current map[uint32]uint64) ([]File, error) {
	mine := map[uint32]bool{}
	prefix := binary.BigEndian.AppendUint32(nil, db.tree)
	names := tx.Bucket(bucketName).Cursor()
	for k, v := names.Seek(prefix); bytes.HasPrefix(k, prefix); k, v = names.Next() {
		var n Name
		if err := unsealJSON(v, &n); err != nil {
			return nil, err
		}
		mine[n.ID] = true
	}
	last := map[[2]uint32]uint64{} // (path, name) → the observation that stands
	var above [][]byte
	c := tx.Bucket(bucketObs).Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		ref, ok := refOf(k)
		switch {
		case !ok || ref.Seq > current[ref.Name]:
			above = append(above, bytes.Clone(k))
		case mine[ref.Name]:
			last[[2]uint32{ref.Path, ref.Name}] = ref.Seq
		}
	}
	// Not while the cursor is on its way: deleting moves it.
	for _, k := range above {
		if err := tx.Bucket(bucketObs).Delete(k); err != nil {
			return nil, fmt.Errorf("sweep the index: %w", err)
		}
	}
	return db.filesOf(tx, last)
}

func (db *DB) filesOf(tx *bbolt.Tx, last map[[2]uint32]uint64) ([]File, error) {
	byPath := map[uint32][]FileRef{}
	contents := map[uint32][]coverage.Observation{}
	for id, seq := range last {
		value := tx.Bucket(bucketObs).Get(Ref{id[0], id[1], seq}.key())
		if isTombstone(value) {
			continue
		}
		o, err := DecodeObservation(value)
		if err != nil {
			return nil, err
		}
		// Raw and Source are left at zero, which equals no report and no source:
		// the next look at the report reads this file again.
		byPath[id[0]] = append(byPath[id[0]], FileRef{Name: id[1], Seq: seq, Content: o.Content, Lines: o.File.Summary().Lines})
		contents[id[0]] = append(contents[id[0]], coverage.Observation{Content: o.Content, File: o.File})
	}
	files := make([]File, 0, len(byPath))
	for id, refs := range byPath {
		files = append(files, File{ID: id, Refs: refs, Summary: coverage.MergeAll(contents[id]).Summary()})
	}
	return files, nil
}
