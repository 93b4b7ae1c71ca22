package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/covls/covls/coverage"
)

// randomFile makes a file that uses every field, sorted as readers promise.
func randomFile(r *rand.Rand, lines int) *coverage.File {
	f := &coverage.File{}
	hits := func() uint64 {
		switch r.IntN(5) {
		case 0, 1:
			return 0
		case 2:
			return 1
		case 3:
			return coverage.MaxHits
		}
		return r.Uint64N(1e6)
	}
	var line uint32
	for range lines {
		line += 1 + uint32(r.IntN(5))
		f.Lines = append(f.Lines, coverage.Line{Number: line, Hits: hits(), Bits: coverage.LineBits(r.IntN(8))})
		s := coverage.Statement{Line: line, Col: r.Uint32N(200), Weight: 1 + r.Uint32N(2), Hits: hits(), Executed: r.IntN(2) == 0}
		if r.IntN(3) > 0 {
			s.EndLine, s.EndCol = line+r.Uint32N(4), r.Uint32N(100)
		}
		f.Statements = append(f.Statements, s)
		for arm := range r.IntN(4) {
			b := coverage.Branch{Line: line, Block: uint32(r.IntN(2)), Arm: uint32(arm), Bits: coverage.BranchBits(r.IntN(32)), Hits: hits()}
			if r.IntN(3) == 0 {
				b.Label = fmt.Sprint("jump to line ", r.IntN(3))
			}
			f.Branches = append(f.Branches, b)
		}
		f.BranchCounts = append(f.BranchCounts, coverage.BranchCount{Line: line, Taken: r.Uint32N(3), Total: 3})
		fn := coverage.Function{Name: fmt.Sprint("f", line), Line: line, Hits: hits(), Executed: r.IntN(2) == 0}
		if r.IntN(2) == 0 {
			fn.EndLine = line + r.Uint32N(50)
		}
		f.Functions = append(f.Functions, fn)
		f.Excluded = append(f.Excluded, line+1)
		f.Tests = append(f.Tests, coverage.TestLines{Name: fmt.Sprint("test", r.IntN(4)), Lines: []uint32{line, line + 2}})
		f.Jumps = append(f.Jumps, coverage.Jump{From: int32(line), To: 3 - r.Int32N(20)})
		at := coverage.Place{Line: line * uint32(r.IntN(2)), Col: r.Uint32N(200)}
		end := coverage.Place{Line: at.Line + r.Uint32N(2), Col: at.Col + r.Uint32N(9)}
		f.Ranges = append(f.Ranges, coverage.Range{Start: at, End: end, Hits: hits(), Executed: r.IntN(4) == 0})
		f.Calls = append(f.Calls, coverage.Call{Start: at, End: end, Name: fn.Name, Hits: hits(), Undivided: r.IntN(2) == 0})
	}
	f.Sort(coverage.Sum)
	return f
}

func TestObservationRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 500 {
		f := randomFile(r, i%40)
		content := coverage.ContentID(bytes.Repeat([]byte{byte(i)}, 20*(i%2)))
		o, err := DecodeObservation(EncodeObservation(content, f))
		if err != nil {
			t.Fatal(err)
		}
		if o.Content != content {
			t.Fatalf("content %x, want %x", o.Content, content)
		}
		if len(f.Lines) == 0 {
			continue
		}
		if !reflect.DeepEqual(o.File.Clone(), f.Clone()) {
			t.Fatalf("file %d:\ngot  %+v\nwant %+v", i, o.File, f)
		}
	}
}

// Every flipped bit is noticed: what comes out is an error, never another line.
func TestDamageIsNoticed(t *testing.T) {
	value := EncodeObservation("content", randomFile(rand.New(rand.NewPCG(3, 4)), 20))
	for i := range len(value) * 8 {
		value[i/8] ^= 1 << (i % 8)
		if _, err := DecodeObservation(value); !errors.Is(err, errCorrupt) {
			t.Fatalf("bit %d flipped: error %v, want %v", i, err, errCorrupt)
		}
		value[i/8] ^= 1 << (i % 8)
	}
	for n := range value {
		if _, err := DecodeObservation(value[:n]); !errors.Is(err, errCorrupt) {
			t.Fatalf("cut to %d bytes: error %v, want %v", n, err, errCorrupt)
		}
	}
}

// A record whose checksum is right and whose content is not must not panic or
// allocate by its numbers.
func FuzzDecodeFile(f *testing.F) {
	f.Add([]byte{})
	f.Add(appendFile(nil, randomFile(rand.New(rand.NewPCG(5, 6)), 10)))
	f.Add([]byte{tagLines, 0x81, 0x80, 0x80, 0x00, 0xff, 0xff, 0xff, 0xff, 0x0f})
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := decodeFile(data)
		if err == nil && len(file.Lines) > len(data) {
			t.Errorf("%d lines out of %d bytes", len(file.Lines), len(data))
		}
	})
}

// Four bytes may not stand for ten million lines, ten million times.
func TestHostileRunsAreRefused(t *testing.T) {
	section := []byte{0xff, 0x01} // tests
	for range 255 {
		section = append(section, 0, 1, 1, 0xff, 0xff, 0xff, 0x03)
	}
	record := append([]byte{tagTests}, binary.AppendUvarint(nil, uint64(len(section)))...)
	if _, err := decodeFile(append(record, section...)); !errors.Is(err, errCorrupt) {
		t.Errorf("error %v, want %v", err, errCorrupt)
	}
}

// The common line and branch cost one byte each; this is what keeps ten million
// lines in tens of megabytes.
func TestSizeOfTheCommonCase(t *testing.T) {
	f := &coverage.File{}
	for line := range uint32(1000) {
		f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(line % 2)})
		f.Branches = append(f.Branches, coverage.Branch{Line: line + 1, Bits: coverage.Evaluated})
	}
	if got := len(appendFile(nil, f)); got > 2020 {
		t.Errorf("1000 lines and branches take %d bytes, want about 2000", got)
	}
}

func BenchmarkEncode(b *testing.B) { benchmarkCodec(b, true) }
func BenchmarkDecode(b *testing.B) { benchmarkCodec(b, false) }

func benchmarkCodec(b *testing.B, encode bool) {
	f := &coverage.File{}
	for line := range uint32(1000) {
		f.Lines = append(f.Lines, coverage.Line{Number: line + 1, Hits: uint64(line % 5)})
	}
	value := EncodeObservation("", f)
	b.SetBytes(int64(len(value)))
	b.ReportAllocs()
	for b.Loop() {
		if encode {
			EncodeObservation("", f)
		} else if _, err := DecodeObservation(value); err != nil {
			b.Fatal(err)
		}
	}
}
