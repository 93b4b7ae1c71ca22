package jsonscan

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
)

// statements is JSON of the kind that Istanbul reports mostly are: short keys
// and short numbers, five bytes a token.
func statements(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"statementMap":{`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `"%d":{"start":{"line":%d,"column":%d},"end":{"line":%d,"column":%d}}`, i, i+1, i%40, i+1, i%80)
	}
	b.WriteString(`}}`)
	return []byte(b.String())
}

func BenchmarkSkip(b *testing.B) {
	docs := map[string][]byte{
		"statements": statements(20_000),
		"text":       []byte(`{"sourcesContent":"` + strings.Repeat(`const line = answer(42);\n`, 40_000) + `"}`),
	}
	for name, doc := range docs {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(doc)))
			for b.Loop() {
				if err := New(bytes.NewReader(doc), "json", coverage.Limits{}).Skip(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRead(b *testing.B) {
	doc := statements(20_000)
	b.SetBytes(int64(len(doc)))
	for b.Loop() {
		s := New(bytes.NewReader(doc), "json", coverage.Limits{})
		var sum int64
		var value func([]byte) error
		value = func([]byte) error {
			if kind, err := s.Kind(); kind != Number || err != nil {
				return s.Members(value)
			}
			n, _, err := s.Int()
			sum += n
			return err
		}
		if err := s.Members(value); err != nil {
			b.Fatal(err)
		}
	}
}
