package oracles

import (
	"fmt"
	"io"
	"runtime/metrics"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/formats"
)

// Reports of more than half a gigabyte, which builds of large code bases write
// (formats §18). A reader holds one source file at a time, so what it needs must
// not depend on how many there are. The reports are made while they are read:
// there is nothing on a disk, and nothing of them in memory but a section.

const (
	largeSize = 513 << 20 // bytes
	// largePeak is what a report of any size may need, in bytes.
	largePeak = 64 << 20
	// fileLines is how many lines a source file of the reports has: long ones
	// have some thousands.
	fileLines = 2000
)

func BenchmarkLarge(b *testing.B) {
	for _, report := range []large{largeLcov(), largeCobertura(), largeIstanbul()} {
		b.Run(report.format, func(b *testing.B) {
			b.SetBytes(largeSize)
			var peak uint64
			for b.Loop() {
				peak = max(peak, report.read(b))
			}
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
			if peak > largePeak {
				b.Errorf("%d MiB were in use at once", peak>>20)
			}
		})
	}
}

// read reads a report and gives the most memory that was in use beside what was
// there before.
func (l large) read(b *testing.B) (peak uint64) {
	base := inUse()
	report := &endless{large: l}
	result, err := formats.Read(report, "", coverage.Limits{}, func(s *coverage.Section) error {
		if len(s.File.Lines) != fileLines {
			return fmt.Errorf("%s has %d lines", s.Path, len(s.File.Lines))
		}
		if now := inUse(); now > base {
			peak = max(peak, now-base)
		}
		return nil
	})
	switch {
	case err != nil:
		b.Fatal(err)
	case result.Format.Name != l.format || result.Info.Sections != report.sections || result.Info.Dropped.Count > 0:
		b.Fatalf("%+v; %d sections of %s were written", result, report.sections, l.format)
	}
	return peak
}

// inUse is what is on the heap, in bytes, garbage included.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// A large report is a head, the same body under many names, and a tail. A body
// that is made once costs next to nothing, so that the benchmark is the reader's.
type large struct {
	format     string
	head, tail string
	name       func(n int) string // what comes before the body of the n-th file
	body       string
}

// An endless report ends when it has largeSize bytes.
type endless struct {
	large
	made     []byte // the last piece
	rest     []byte // what of it is not read yet
	sections int
	size     int // of all pieces
	done     bool
}

func (r *endless) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		r.made = r.made[:0]
		switch {
		case r.done:
			return 0, io.EOF
		case r.size >= largeSize:
			r.made = append(r.made, r.tail...)
			r.done = true
		default:
			if r.sections == 0 {
				r.made = append(r.made, r.head...)
			}
			r.made = append(append(r.made, r.name(r.sections)...), r.body...)
			r.sections++
		}
		r.rest = r.made
		r.size += len(r.made)
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func largeLcov() large {
	var b strings.Builder
	for line := range fileLines {
		fmt.Fprintf(&b, "DA:%d,%d\n", line+1, hitsOf(line))
	}
	b.WriteString("end_of_record\n")
	return large{
		format: "lcov", head: "TN:\n", body: b.String(),
		name: func(n int) string { return fmt.Sprintf("SF:src/folder%d/file%d.c\n", n%500, n) },
	}
}

func largeCobertura() large {
	var b strings.Builder
	for line := range fileLines {
		fmt.Fprintf(&b, "<line number=\"%d\" hits=\"%d\" branch=\"false\"/>\n", line+1, hitsOf(line))
	}
	b.WriteString("</lines></class>\n")
	return large{
		format: "cobertura", body: b.String(),
		head: `<?xml version="1.0"?><coverage line-rate="0.5" version="1"><packages><package name="p"><classes>`,
		tail: "</classes></package></packages></coverage>",
		name: func(n int) string {
			return fmt.Sprintf(`<class name="file%d" filename="src/folder%d/file%d.c" line-rate="0.5"><methods/><lines>`, n, n%500, n)
		},
	}
}

func largeIstanbul() large {
	var places, counts []string
	for line := range fileLines {
		places = append(places, fmt.Sprintf(`"%d":{"start":{"line":%d,"column":2},"end":{"line":%d,"column":30}}`, line, line+1, line+1))
		counts = append(counts, fmt.Sprintf(`"%d":%d`, line, hitsOf(line)))
	}
	return large{
		format: "istanbul", head: "{", tail: "}",
		body: `"fnMap":{},"branchMap":{},"statementMap":{` + strings.Join(places, ",") + `},"f":{},"b":{},"s":{` + strings.Join(counts, ",") + "}}\n",
		name: func(n int) string {
			comma := ","
			if n == 0 {
				comma = ""
			}
			return fmt.Sprintf(`%s"/w/src/file%d.js":{"path":"/w/src/file%d.js",`, comma, n, n)
		},
	}
}

// hitsOf are numbers of one to four digits.
func hitsOf(line int) int { return line * line % 9973 }
