package index

import (
	"fmt"
	"strings"
	"testing"
)

// A report of 18 MB is rewritten and one file of it changed: the trip that a
// developer waits for after every test run, without watcher and editor.
func BenchmarkRewrittenReport(b *testing.B) {
	const files, lines = 5000, 400
	place := newBench(b)
	var rest strings.Builder
	for f := range files {
		name := fmt.Sprintf("src/f%d.c", f)
		place.write(name, strings.Repeat("x;\n", lines))
		if f == 0 {
			continue
		}
		fmt.Fprintf(&rest, "TN:\nSF:%s\n", name)
		for line := range lines {
			fmt.Fprintf(&rest, "DA:%d,%d\n", line+1, (f+line)%3)
		}
		rest.WriteString("end_of_record\n")
	}
	write := func(round int) {
		place.write("lcov.info", fmt.Sprintf("TN:\nSF:src/f0.c\nDA:1,%d\nend_of_record\n", round)+rest.String())
	}
	write(0)
	place.look()
	b.SetBytes(int64(rest.Len()))
	for round := 1; b.Loop(); round++ {
		b.StopTimer()
		write(round)
		b.StartTimer()
		place.apply(Batch{Reports: []string{"lcov.info"}})
	}
}
