package lsp

import (
	"math/rand/v2"
	"strings"
	"testing"
	stdutf16 "unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

func TestNegotiate(t *testing.T) {
	for _, c := range []struct {
		offered []string
		want    encoding
	}{
		{nil, utf16},
		{[]string{"utf-8", "utf-16"}, utf8s},
		{[]string{"utf-16", "utf-8"}, utf16},
		{[]string{"utf-32", "utf-8"}, utf8s},
		{[]string{"utf-32"}, utf16},
	} {
		if got := negotiate(c.offered); got != c.want {
			t.Errorf("negotiate(%q) = %v, want %v", c.offered, got, c.want)
		}
	}
}

func TestLineTable(t *testing.T) {
	for _, c := range []struct {
		text  string
		lines []string
		count int
	}{
		{"", []string{""}, 0},
		{"a", []string{"a"}, 1},
		{"a\n", []string{"a", ""}, 1},
		{"a\n\n", []string{"a", "", ""}, 2},
		{"a\r\nb\r\n", []string{"a", "b", ""}, 2},
		{"a\rb\nc", []string{"a", "b", "c"}, 3},
		{"\r\n\r", []string{"", "", ""}, 2},
	} {
		table := newLineTable(c.text)
		var got []string
		for i := range table.starts {
			got = append(got, table.line(i))
		}
		if strings.Join(got, "|") != strings.Join(c.lines, "|") || table.count() != c.count {
			t.Errorf("%q: lines %q, %d of them; want %q, %d", c.text, got, table.count(), c.lines, c.count)
		}
	}
}

func TestOffset(t *testing.T) {
	const text = "a😀é\r\nb" // 1, 4 and 2 bytes; 1, 2 and 1 UTF-16 units
	for _, c := range []struct {
		e         encoding
		line, col uint32
		want      int
	}{
		{utf16, 0, 0, 0}, {utf16, 0, 1, 1},
		{utf16, 0, 2, 1}, // between the surrogates
		{utf16, 0, 3, 5}, {utf16, 0, 4, 7},
		{utf16, 0, 5, 7}, {utf16, 0, 1 << 31, 7}, // past the end of the line
		{utf16, 1, 0, 9}, {utf16, 1, 9, 10}, {utf16, 7, 3, 10}, // past the end of the text
		{utf8s, 0, 1, 1}, {utf8s, 0, 3, 1}, {utf8s, 0, 5, 5}, {utf8s, 0, 6, 5}, {utf8s, 0, 7, 7}, {utf8s, 0, 99, 7},
		{utf8s, 1, 1, 10},
	} {
		if got := newLineTable(text).offset(protocol.Position{Line: c.line, Character: c.col}, c.e); got != c.want {
			t.Errorf("%s %d:%d is byte %d, want %d", c.e.kind(), c.line, c.col, got, c.want)
		}
	}
}

// Columns and bytes undo each other at the beginning of every character, and
// columns are what the standard library counts.
func TestColumnsRoundTrip(t *testing.T) {
	alphabet := []rune("aé€😀\u0301\ufeff ")
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		var b strings.Builder
		for range random.IntN(12) {
			b.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		line := b.String()
		for at := 0; at <= len(line); at++ {
			if at < len(line) && !utf8.RuneStart(line[at]) {
				continue
			}
			if got, want := utf16.column(line[:at]), len(stdutf16.Encode([]rune(line[:at]))); int(got) != want {
				t.Fatalf("%q: column %d, want %d", line[:at], got, want)
			}
			for _, e := range []encoding{utf16, utf8s} {
				if got := e.bytes(line, int(e.column(line[:at]))); got != at {
					t.Fatalf("%q in %s: byte %d came back as %d", line, e.kind(), at, got)
				}
			}
		}
	}
}

func FuzzLineTable(f *testing.F) {
	f.Add("a\r\nb\rc\n😀", uint32(1), uint32(1))
	f.Add("", uint32(0), uint32(9))
	f.Add("\xff\xfe\n", uint32(0), uint32(1))
	f.Fuzz(func(t *testing.T, text string, line, col uint32) {
		table := newLineTable(text)
		rebuilt := 0
		for i := range table.starts {
			rebuilt += len(table.line(i))
		}
		if breaks := strings.Count(text, "\n") + strings.Count(text, "\r"); rebuilt+breaks != len(text) {
			t.Errorf("%q: %d bytes of lines and %d of breaks", text, rebuilt, breaks)
		}
		for _, e := range []encoding{utf16, utf8s} {
			if at := table.offset(protocol.Position{Line: line, Character: col}, e); at < 0 || at > len(text) {
				t.Errorf("%q: offset %d", text, at)
			}
		}
	})
}
