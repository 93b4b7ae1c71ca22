package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"
)

// schema is the version of the layout. An index of another version is set aside
// and rebuilt.
const schema = 1

// fillPercent packs pages of bulk loads, whose keys arrive sorted; bbolt's
// default of one half costs 40 % more space (packages.md).
const fillPercent = 0.9

// generationBlock is how many generations are reserved at a time, so that a
// generation told to an editor but never committed is not used again after a
// crash.
const generationBlock = 1 << 16

var (
	bucketMeta = []byte("meta")
	bucketTree = []byte("tree")
	bucketName = []byte("name")
	bucketRun  = []byte("run")
	bucketPath = []byte("path")
	bucketObs  = []byte("obs")
	bucketFile = []byte("file")

	keySchema     = []byte("schema")
	keyGeneration = []byte("generation")
	keyGarbage    = []byte("garbage")
	keyPending    = []byte("pending")
)

var buckets = [][]byte{bucketMeta, bucketTree, bucketName, bucketRun, bucketPath, bucketObs, bucketFile}

var (
	// ErrLocked means that another process has the index open. bbolt's lock is
	// exclusive, for readers too.
	ErrLocked = errors.New("the index is in use by another process")
	// ErrDamaged means that the file is no index, is of another version, or is
	// broken. It holds nothing that cannot be read again from reports, except
	// for imports and history.
	ErrDamaged = errors.New("the index is damaged or of another version")
)

// A DB is an open index. Its methods may be called from any goroutine; one
// writer at a time is the caller's business.
type DB struct {
	bolt *bbolt.DB
	path string
	tree uint32 // this worktree

	paths pathTable
}

// Open opens or creates the index at path for the worktree at root. It waits no
// longer than wait for another process to let go of it, and gives ErrLocked.
func Open(path, root string, wait time.Duration) (_ *DB, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("make the index folder: %w", err)
	}
	defer guard(&err)()
	bolt, err := bbolt.Open(path, 0o600, &bbolt.Options{
		// A timeout of 0 would wait for ever.
		Timeout:      max(wait, time.Millisecond),
		FreelistType: bbolt.FreelistMapType,
		NoStatistics: true,
	})
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return nil, ErrLocked
	case errors.Is(err, bbolterrors.ErrInvalid), errors.Is(err, bbolterrors.ErrChecksum), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	case err != nil:
		return nil, fmt.Errorf("open the index %s: %w", path, err)
	}
	db := &DB{bolt: bolt, path: path}
	if err := db.prepare(root); err != nil {
		bolt.Close()
		return nil, err
	}
	return db, nil
}

// Path is where the index lies.
func (db *DB) Path() string { return db.path }

// Size is the length of the index file in bytes.
func (db *DB) Size() int64 {
	info, err := os.Stat(db.path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// Close lets go of the index.
func (db *DB) Close() error { return db.bolt.Close() }

// prepare makes the buckets, checks the version, and finds the worktree's id.
func (db *DB) prepare(root string) error {
	return db.bolt.Update(func(tx *bbolt.Tx) error {
		fresh := tx.Bucket(bucketMeta) == nil
		for _, name := range buckets {
			if _, err := tx.CreateBucketIfNotExists(name); err != nil {
				return fmt.Errorf("prepare the index: %w", err)
			}
		}
		if err := db.paths.load(tx); err != nil {
			return err
		}
		meta := tx.Bucket(bucketMeta)
		if fresh {
			if err := meta.Put(keySchema, uint64Value(schema)); err != nil {
				return fmt.Errorf("prepare the index: %w", err)
			}
		}
		if v := meta.Get(keySchema); len(v) != 8 || binary.BigEndian.Uint64(v) != schema {
			return fmt.Errorf("%w: schema %x, this covls wants %d", ErrDamaged, v, schema)
		}
		trees := tx.Bucket(bucketTree)
		if v := trees.Get([]byte(root)); len(v) == 8 {
			db.tree = uint32(binary.BigEndian.Uint64(v))
			return nil
		}
		id, err := trees.NextSequence()
		if err != nil {
			return fmt.Errorf("prepare the index: %w", err)
		}
		db.tree = uint32(id)
		return trees.Put([]byte(root), uint64Value(id))
	})
}

// ReserveGenerations returns the first of the next generations that nobody was
// ever told, and how many there are.
func (db *DB) ReserveGenerations() (first, n int64, err error) {
	err = db.bolt.Update(func(tx *bbolt.Tx) error {
		meta := tx.Bucket(bucketMeta)
		next := uint64(1)
		if v := meta.Get(keyGeneration); len(v) == 8 {
			next = binary.BigEndian.Uint64(v)
		}
		first, n = int64(next), generationBlock
		return meta.Put(keyGeneration, uint64Value(next+generationBlock))
	})
	return first, n, err
}

// Observation reads one observation. It copies what it reads and holds no
// transaction afterwards. Found is false when the observation was superseded
// and swept.
func (db *DB) Observation(ref Ref) (o Observation, found bool, err error) {
	defer guard(&err)()
	err = db.bolt.View(func(tx *bbolt.Tx) error {
		value := tx.Bucket(bucketObs).Get(ref.key())
		if value == nil {
			return nil
		}
		found = true
		o, err = DecodeObservation(value)
		return err
	})
	return o, found, err
}

// guard turns what bbolt does over a broken file into errors: it panics over
// broken pages, also in Open (etcd-io/bbolt#446), and a file that is shorter
// than its pages say, or was truncated while it is mapped, makes the kernel
// raise a fault, which kills the process unless this goroutine asks for a panic
// instead. Call the result when done.
func guard(err *error) func() {
	before := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(before)
		if r := recover(); r != nil {
			*err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
	}
}

func uint64Value(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }
