package simplecov

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/readertest"
)

// What a reader promises whatever the report: bounded memory, no shorter result
// for a report that is cut off, no panic.

// A report that ends early never passes for a whole one.
func TestEveryPrefixFails(t *testing.T) {
	for name, format := range map[string]coverage.Format{"set.json": Format, "commands.json": Format, "formatter.json": JSON} {
		doc := testdata(t, name)
		t.Run(name, func(t *testing.T) { readertest.Prefixes(t, format, doc) })
	}
}

// stream is a result set as SimpleCov up to 0.22 writes it, with an element of
// an array on each line.
func stream(files int) io.Reader {
	var lines, branches strings.Builder
	for n := range 400 {
		if n%3 == 0 {
			lines.WriteString(",\n          null")
			continue
		}
		fmt.Fprintf(&lines, ",\n          %d", n*7%1000)
	}
	for n := range 30 {
		fmt.Fprintf(&branches, ",\n          \"[:if, %d, %d, 4, %d, 7]\": {\n            \"[:then, %d, %d, 6, %d, 20]\": %d,\n            \"[:else, %d, %d, 4, %d, 7]\": 0\n          }",
			n*3, n*10+1, n*10+5, n*3+1, n*10+2, n*10+4, n, n*3+2, n*10+1, n*10+5)
	}
	member := ",\n      \"/srv/app/lib/module/file%d.rb\": {\n        \"lines\": [" + lines.String()[1:] +
		"\n        ],\n        \"branches\": {" + branches.String()[1:] + "\n        }\n      }"
	return readertest.Repeat("{\n  \"RSpec\": {\n    \"coverage\": {\n      \"first\": []", files,
		func(n int) string { return fmt.Sprintf(member, n) },
		"\n    },\n    \"timestamp\": 1795166645\n  }\n}\n")
}

// 100 MB need no more memory than the largest file in them.
func TestMemoryCeiling(t *testing.T) {
	const files = 10_500
	if p := readertest.Large(t, 8<<20, Format, stream(files)); p.Sections != files+1 {
		t.Errorf("%d sections, want %d", p.Sections, files+1)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(testdata(f, "set.json")))
	f.Add([]byte(testdata(f, "commands.json")))
	f.Add([]byte(testdata(f, "formatter.json")))
	f.Add([]byte(`{"a":{"coverage":{"b":[1,null,"ignored",-1],"b":{"branches":{"[:if, 0, 1, 1, 1, 1]":{"[:then, 0, 1, 1, 1, 1]":1}},"methods":{"[#<Class:A>, :b, 1, 0, 1, 0]":2}}}}}`))
	f.Add([]byte(`{"command_name":"x","files":[{"filename":"a","coverage":{"branches":[{"type":"in","start_line":1,"end_line":2,"coverage":"ignored"}]}}]}`))
	f.Fuzz(func(t *testing.T, doc []byte) {
		for _, format := range []coverage.Format{Format, JSON} {
			readertest.Promises(t, format, doc, coverage.Limits{Records: 10_000, Sections: 100}, nil)
		}
	})
}

func BenchmarkRead(b *testing.B) { readertest.Bench(b, Format, stream(200)) }

func BenchmarkRefine(b *testing.B) {
	source := []byte(strings.Repeat("  def total(items) # the sum\n    items.sum { |i| i.price }\n  end\n", 300) + "x # simplecov:disable\n")
	b.SetBytes(int64(len(source)))
	for b.Loop() {
		if err := Refine(&coverage.File{}, source); err != nil {
			b.Fatal(err)
		}
	}
}
