package sourcemap

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
)

// spell writes segments down: "0:4=a.ts 1:2".
func spell(m *Map) string {
	var out []string
	for _, s := range m.Segments {
		from := "nowhere"
		if s.Source != Unmapped {
			from = fmt.Sprintf("%s %d:%d", m.Sources[s.Source], s.SourceLine, s.SourceCol)
		}
		out = append(out, fmt.Sprintf("%d:%d=%s", s.Line, s.Col, from))
	}
	return strings.Join(out, ", ")
}

func TestParse(t *testing.T) {
	tests := []struct{ name, doc, want string }{
		{"a segment", `{"version":3,"sources":["a.ts"],"mappings":"AAAA"}`, "0:0=a.ts 0:0"},
		{"lines, columns and names go on", `{"sources":["a","b"],"names":["n"],"mappings":"AAAA,EACEA;;CCAA,E"}`, "0:0=a 0:0, 0:2=a 1:2, 2:1=b 1:2, 2:3=nowhere"},
		{"mappings before sources", `{"mappings":"AAAA","sources":["a"]}`, "0:0=a 0:0"},
		{"a source root", `{"sourceRoot":"../src/","sources":["a","/b","webpack://x/./c","d:/e"],"mappings":"AAAA,CCAA,CCAA,CCAA"}`,
			"0:0=../src/a 0:0, 0:1=/b 0:0, 0:2=webpack://x/./c 0:0, 0:3=d:/e 0:0"},
		{"numbers of several digits, and below zero", `{"sources":["a"],"mappings":"ggBAuBA,DAvBD"}`, "0:511=nowhere, 0:512=a 23:0"},
		{"sections", `{"version":3,"sections":[
			{"offset":{"line":1,"column":4},"map":{"sources":["a"],"mappings":"AAAA,C;C"}},
			{"map":{"sourceRoot":"r","sources":["b"],"mappings":"CAEA"},"offset":{"line":5,"column":0}}]}`,
			"1:4=a 0:0, 1:5=nowhere, 2:1=nowhere, 5:1=r/b 2:0"},
		{"segments in disorder", `{"sources":["a"],"mappings":"EAAA,DACA"}`, "0:1=a 1:0, 0:2=a 0:0"},
		{"a source that is not there", `{"sources":["a"],"mappings":"AAAA,CCAA,CDAA"}`, "0:0=a 0:0, 0:1=nowhere, 0:2=a 0:0"},
		{"a mark against scripts", ")]}'\n" + `{"sources":["a"],"mappings":"AAAA"}`, "0:0=a 0:0"},
		{"an escaped slash", `{"sources":["a"],"mappings":"g\/BAAA"}`, "0:1008=a 0:0"},
		{"nothing", `{"version":3,"sources":[],"names":[],"mappings":""}`, ""},
		{"null", `null`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			m, err := Parse([]byte(test.doc), coverage.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := spell(m); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	for doc, want := range map[string]error{
		`{"sources":["a"],"mappings":"A?AA"}`:                             coverage.ErrSyntax,
		`{"sources":["a"],"mappings":"AA"}`:                               coverage.ErrSyntax,
		`{"sources":["a"],"mappings":"AAAAAA"}`:                           coverage.ErrSyntax,
		`{"sources":["a"],"mappings":"ggggggggggggggB"}`:                  coverage.ErrSyntax,
		`{"sources":["a"],"mappings":"g"}`:                                coverage.ErrSyntax,
		`{"sections":[{"map":{"sources":["a"],"mappings":"!"}}]}`:         coverage.ErrSyntax,
		`{"sources":["a"],"mappings":"AAA`:                                coverage.ErrTruncated,
		`{"sources":["a","b","c"],"mappings":""}`:                         coverage.ErrLimit,
		`{"sources":["a"],"mappings":"` + strings.Repeat("A,", 20) + `"}`: coverage.ErrLimit,
		strings.Repeat(`{"sections":[{"map":`, 20):                        coverage.ErrLimit,
	} {
		if _, err := Parse([]byte(doc), coverage.Limits{Sections: 2, Records: 10, Depth: 8}); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", doc, err, want)
		}
	}
}

func TestLookup(t *testing.T) {
	m, err := Parse([]byte(`{"sources":["a"],"mappings":"EAAE,GAAE,GAAA,G;AACA,CADA"}`), coverage.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	// 0:2=a 0:2, 0:5=a 0:4, 0:8=a 0:4, 0:11=nowhere, 1:0=a 1:4, 1:1=a 0:4
	at := func(s Segment, ok bool) string {
		if !ok {
			return "none"
		}
		return fmt.Sprintf("%d:%d", s.Line, s.Col)
	}
	for _, test := range []struct {
		line, col  uint32
		at, behind string
	}{
		{0, 0, "none", "0:2"}, {0, 2, "0:2", "0:2"}, {0, 4, "0:2", "0:5"}, {0, 99, "0:11", "none"}, {1, 0, "1:0", "1:0"}, {1, 7, "1:1", "none"}, {2, 0, "none", "none"},
	} {
		if got := at(m.At(test.line, test.col)); got != test.at {
			t.Errorf("at %d:%d: got %s, want %s", test.line, test.col, got, test.at)
		}
		if got := at(m.After(test.line, test.col)); got != test.behind {
			t.Errorf("behind %d:%d: got %s, want %s", test.line, test.col, got, test.behind)
		}
	}
	if next, ok := m.NextOrigin(0, 0, 2); !ok || next != 4 {
		t.Errorf("the place behind 0:2 is %d, %v; want 4", next, ok)
	}
	if next, ok := m.NextOrigin(0, 0, 4); ok {
		t.Errorf("the place behind 0:4 is %d, want none", next)
	}
}

func TestResolve(t *testing.T) {
	for _, test := range [][3]string{
		{"file:///w/dist/a.js", "../src/a.ts", "file:///w/src/a.ts"},
		{"http://localhost:3000/assets/a.js", "../../../src/a.ts", "http://localhost:3000/src/a.ts"},
		{"http://localhost", "a.ts", "http://localhost/a.ts"},
		{"/w/dist/a.js", "./b/../a.ts", "/w/dist/a.ts"},
		{"dist/a.js", "../src/a.ts", "src/a.ts"},
		{`C:\w\dist\a.js`, "../src/a.ts", "C:/w/src/a.ts"},
		{"file:///w/a.js", "webpack://x/./b.ts", "webpack://x/./b.ts"},
		{"file:///w/a.js", "/srv/b.ts", "/srv/b.ts"},
		{"file:///w/a.js", "", ""},
		{"file:///w/a.js", "b c.ts", "file:///w/b c.ts"},
	} {
		if got := Resolve(test[0], test[1]); got != test[2] {
			t.Errorf("%s from %s: got %s, want %s", test[1], test[0], got, test[2])
		}
	}
}

// Maps that compilers and bundlers wrote. Every mapping leads into a source, and
// not beyond its end where the map has the text.
func TestCorpus(t *testing.T) {
	dir := corpustest.Dir(t)
	var names []string
	for _, pattern := range []string{
		"v8/fetched/istanbuljs+v8-to-istanbul/test/fixtures/scripts/*.map",
		"v8/fetched/cenfun+monocart-coverage-reports/test/mock/sections/*.map",
		"v8/generated/*/*/*.map",
	} {
		found, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil || len(found) == 0 {
			t.Fatalf("no maps at %s: %v", pattern, err)
		}
		names = append(names, found...)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(data, coverage.Limits{})
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(name), err)
			continue
		}
		lines := linesOf(t, data)
		for _, s := range m.Segments {
			if s.Source == Unmapped {
				continue
			}
			if most := lines[s.Source]; most > 0 && s.SourceLine >= most {
				t.Errorf("%s: %+v is beyond the %d lines of %s", filepath.Base(name), s, most, m.Sources[s.Source])
			}
		}
		if empty := strings.Contains(string(data), `"mappings":""`); empty != (len(m.Segments) == 0) {
			t.Errorf("%s: %d segments", filepath.Base(name), len(m.Segments))
		}
	}
}

// linesOf counts the lines of the texts in a map, in the order of its sources.
func linesOf(t *testing.T, data []byte) []uint32 {
	type flat struct {
		Sources        []string
		SourcesContent []string
	}
	var doc struct {
		flat
		Sections []struct{ Map flat }
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	parts := []flat{doc.flat}
	for _, s := range doc.Sections {
		parts = append(parts, s.Map)
	}
	var lines []uint32
	for _, p := range parts {
		for i := range p.Sources {
			n := 0
			if i < len(p.SourcesContent) && p.SourcesContent[i] != "" {
				n = strings.Count(p.SourcesContent[i], "\n") + 1
			}
			lines = append(lines, uint32(n))
		}
	}
	return lines
}

// A map of 300 KB costs memory by its own size, and its sources stay the names
// that they are.
func TestBomb(t *testing.T) {
	data, err := os.ReadFile(filepath.Join(corpustest.Dir(t), "hazards/json/source-map-bomb.js.map"))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	m, err := Parse(data, coverage.Limits{})
	runtime.ReadMemStats(&after)
	if err != nil || len(m.Sources) != 3 || m.Sources[0] != "../../../../../etc/passwd" {
		t.Fatalf("%v, %v", m, err)
	}
	const ceiling = 16 << 20
	if grown := after.TotalAlloc - before.TotalAlloc; grown > ceiling {
		t.Errorf("%d bytes allocated for %d", grown, len(data))
	}
	if _, err := Parse(data, coverage.Limits{Records: 1000}); !errors.Is(err, coverage.ErrLimit) {
		t.Errorf("got %v, want %v", err, coverage.ErrLimit)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"version":3,"sourceRoot":"r","sources":["a","b"],"names":["n"],"mappings":"AAAA,EACEA;;CCAA,E"}`))
	f.Add([]byte(`{"sections":[{"offset":{"line":1,"column":4},"map":{"sources":["a"],"mappings":"AAAA,C;C"}}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse(data, coverage.Limits{})
		if err != nil {
			return
		}
		for i, s := range m.Segments {
			if s.Source != Unmapped && int(s.Source) >= len(m.Sources) || i > 0 && m.Segments[i-1].compare(s.Line, s.Col) > 0 {
				t.Fatalf("segment %d of %v", i, m.Segments)
			}
			if found, ok := m.At(s.Line, s.Col); !ok || found.compare(s.Line, s.Col) != 0 {
				t.Fatalf("%+v is not found", s)
			}
			m.NextOrigin(s.Source, s.SourceLine, s.SourceCol)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	data := []byte(`{"version":3,"sources":["a.ts"],"mappings":"` + strings.Repeat("AAAA,EACE,GAAG,QAAQ;", 50_000) + `"}`)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(data, coverage.Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
