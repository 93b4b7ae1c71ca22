package xmlscan

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// report is a Cobertura report of about size bytes, indented as most tools do.
func report(size int) []byte {
	var b bytes.Buffer
	b.WriteString("<?xml version=\"1.0\" ?>\n<coverage line-rate=\"0.5\">\n  <packages>\n    <package name=\"main\">\n      <classes>\n")
	for file := 0; b.Len() < size; file++ {
		fmt.Fprintf(&b, "        <class name=\"f%d\" filename=\"src/f%d.js\" line-rate=\"0.8\">\n          <methods/>\n          <lines>\n", file, file)
		for line := 1; line <= 200; line++ {
			if line%10 == 0 {
				fmt.Fprintf(&b, "            <line number=\"%d\" hits=\"%d\" branch=\"true\" condition-coverage=\"50%% (1/2)\"/>\n", line, line%7)
			} else {
				fmt.Fprintf(&b, "            <line number=\"%d\" hits=\"%d\" branch=\"false\"/>\n", line, line%7)
			}
		}
		b.WriteString("          </lines>\n        </class>\n")
	}
	b.WriteString("      </classes>\n    </package>\n  </packages>\n</coverage>\n")
	return b.Bytes()
}

// BenchmarkScan reads every attribute of every line, as a reader does. The aim
// is 500 MB/s, ten times encoding/xml.
func BenchmarkScan(b *testing.B) {
	indented := report(4 << 20)
	dense := []byte(strings.NewReplacer("\n", "", "  ", "").Replace(string(indented)))
	for name, doc := range map[string][]byte{"indented": indented, "dense": dense} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			b.ReportAllocs()
			for b.Loop() {
				s := New("test", bytes.NewReader(doc), coverage.Limits{})
				var sum uint64
				for {
					token, err := s.Next()
					if err == io.EOF {
						break
					}
					if err != nil {
						b.Fatal(err)
					}
					if token != Start || string(s.Name()) != "line" {
						continue
					}
					for i := range s.Attrs() {
						switch string(s.AttrName(i)) {
						case "number", "hits":
							n, _ := Uint(s.AttrValue(i))
							sum += n
						}
					}
				}
				if sum == 0 {
					b.Fatal("nothing was read")
				}
			}
		})
	}
}
