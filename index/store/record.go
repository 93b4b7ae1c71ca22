package store

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"github.com/covls/covls/coverage"
)

// The values of the buckets. Observations and files are many and have their own
// encoding; names and runs are few and grow new fields over time, so they are
// JSON, which also makes them readable in a bug report.

// A Stamp is how a file looked from outside: cheap to compare, and different
// whenever the content may be.
type Stamp struct {
	Size  int64  `json:"size"`
	MTime int64  `json:"mtime"` // Unix nanoseconds
	Inode uint64 `json:"inode,omitempty"`
}

// A Ref names one observation.
type Ref struct {
	Path uint32
	Name uint32
	Seq  uint64
}

func (r Ref) key() []byte {
	b := make([]byte, 0, 16)
	b = binary.BigEndian.AppendUint32(b, r.Path)
	b = binary.BigEndian.AppendUint32(b, r.Name)
	return binary.BigEndian.AppendUint64(b, r.Seq)
}

func refOf(key []byte) (Ref, bool) {
	if len(key) != 16 {
		return Ref{}, false
	}
	return Ref{binary.BigEndian.Uint32(key), binary.BigEndian.Uint32(key[4:]), binary.BigEndian.Uint64(key[8:])}, true
}

// An Observation is what one report says of one file.
type Observation struct {
	Content coverage.ContentID // what was measured; empty when unknown
	File    *coverage.File
}

// A Name is a slot: a place that reports come to, one after the other.
type Name struct {
	ID      uint32           `json:"id"`
	Name    string           `json:"name"`
	Seq     uint64           `json:"seq"`     // the current run; 0 before the first good one
	Members map[string]Stamp `json:"members"` // report files as last seen, by workspace-relative path
	// Failed says why those files could not be read; nil when they could.
	Failed *coverage.Problem `json:"failed,omitempty"`
	// NotReport is set when they are no report at all.
	NotReport bool `json:"not_report,omitempty"`
}

// A Run is one version of a report.
type Run struct {
	Format     string           `json:"format"`
	Time       int64            `json:"time"`             // when the report was written, Unix nanoseconds
	Commit     string           `json:"commit,omitempty"` // what HEAD was when it was collected
	Size       int64            `json:"size"`
	Files      int              `json:"files"`      // found in the workspace
	Unresolved int              `json:"unresolved"` // not found there
	Examples   []string         `json:"examples,omitempty"`
	Unanchored int              `json:"unanchored,omitempty"` // changed since they were measured
	Dropped    coverage.Dropped `json:"dropped"`
	Tree       uint64           `json:"tree"`               // hash of the workspace's file list that paths were resolved against
	Mappings   uint64           `json:"mappings,omitempty"` // hash of the path mappings that they were resolved with
}

// A FileRef is a current observation of a file.
type FileRef struct {
	Name    uint32
	Seq     uint64
	Content coverage.ContentID
	Source  Stamp  // how the source looked when Content was read
	Raw     uint64 // hash of what the report said
	Lines   coverage.Ratio
}

// A File is the current state of one source file in one worktree.
type File struct {
	ID      uint32
	Path    string
	Refs    []FileRef // by Name
	Summary coverage.Summary
}

func appendFileRecord(b []byte, f *File) []byte {
	for _, r := range []coverage.Ratio{f.Summary.Lines, f.Summary.Branches, f.Summary.Functions, f.Summary.Statements} {
		b = appendRatio(b, r)
	}
	b = binary.AppendUvarint(b, uint64(len(f.Refs)))
	for _, r := range f.Refs {
		b = binary.AppendUvarint(b, uint64(r.Name))
		b = binary.AppendUvarint(b, r.Seq)
		b = appendString(b, string(r.Content))
		b = binary.AppendVarint(b, r.Source.Size)
		b = binary.AppendVarint(b, r.Source.MTime)
		b = binary.AppendUvarint(b, r.Source.Inode)
		b = binary.BigEndian.AppendUint64(b, r.Raw)
		b = appendRatio(b, r.Lines)
	}
	return b
}

func decodeFileRecord(b []byte, f *File) error {
	r := reader{b: b}
	f.Summary = coverage.Summary{Lines: r.ratio(), Branches: r.ratio(), Functions: r.ratio(), Statements: r.ratio()}
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		return errCorrupt
	}
	f.Refs = make([]FileRef, 0, n)
	for range n {
		ref := FileRef{Name: r.uint32(), Seq: r.uvarint(), Content: coverage.ContentID(r.string())}
		ref.Source = Stamp{Size: r.varint(), MTime: r.varint(), Inode: r.uvarint()}
		ref.Raw = r.fixed64()
		ref.Lines = r.ratio()
		f.Refs = append(f.Refs, ref)
	}
	if r.bad {
		return errCorrupt
	}
	return nil
}

func appendRatio(b []byte, r coverage.Ratio) []byte {
	b = binary.AppendUvarint(b, uint64(r.Covered))
	return binary.AppendUvarint(b, uint64(r.Total))
}

func (r *reader) ratio() coverage.Ratio {
	return coverage.Ratio{Covered: int64(r.uvarint()), Total: int64(r.uvarint())}
}

func (r *reader) varint() int64 {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) fixed64() uint64 {
	if len(r.b) < 8 {
		r.bad, r.b = true, nil
		return 0
	}
	v := binary.BigEndian.Uint64(r.b)
	r.b = r.b[8:]
	return v
}

// EncodeObservation gives the value that an observation is stored as.
func EncodeObservation(content coverage.ContentID, f *coverage.File) []byte {
	b := appendString(make([]byte, 0, 64+2*len(f.Lines)), string(content))
	return seal(appendFile(b, f))
}

// DecodeObservation reads what EncodeObservation gave.
func DecodeObservation(value []byte) (Observation, error) {
	b, err := unseal(value)
	if err != nil {
		return Observation{}, err
	}
	r := reader{b: b}
	content := r.string()
	if r.bad {
		return Observation{}, errCorrupt
	}
	f, err := decodeFile(r.b)
	if err != nil {
		return Observation{}, err
	}
	return Observation{coverage.ContentID(content), f}, nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal appends the checksum that every value ends with.
func seal(b []byte) []byte {
	return binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// unseal checks and takes off the checksum.
func unseal(b []byte) ([]byte, error) {
	if len(b) < 4 {
		return nil, fmt.Errorf("%w: no checksum", errCorrupt)
	}
	body := b[:len(b)-4]
	if crc32.Checksum(body, castagnoli) != binary.BigEndian.Uint32(b[len(b)-4:]) {
		return nil, fmt.Errorf("%w: the checksum does not match", errCorrupt)
	}
	return body, nil
}

func sealJSON(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return seal(b), nil
}

func unsealJSON(value []byte, v any) error {
	b, err := unseal(value)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("%w: %w", errCorrupt, err)
	}
	return nil
}
