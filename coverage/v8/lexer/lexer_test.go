package lexer

import (
	"strings"
	"testing"
	"unicode/utf16"
)

// tokens spells out a source's tokens, apart by blanks, with a letter for what
// is not a word or an operator.
func tokens(source string) string {
	f := Scan([]byte(source))
	var out []string
	for _, t := range f.Tokens {
		text := f.Text(t)
		switch t.Kind {
		case Text:
			text = "T" + text
		case Comment:
			text = "C" + text
		}
		out = append(out, strings.ReplaceAll(text, " ", "_"))
	}
	return strings.Join(out, " ")
}

func TestTokens(t *testing.T) {
	tests := []struct{ name, source, want string }{
		{"words and operators", "a.b?.c ?? d === 1", "a . b ?. c ?? d === 1"},
		{"a decision between numbers", "x?.5:y", "x ? . 5 : y"},
		{"comments", "a // b\n/* c */ d", "a C//_b C/*_c_*/ d"},
		{"a comment that never ends", "a /* b", "a C/*_b"},
		{"comment marks in strings", `a = '//' + "/*"`, "a = T'//' + T\"/*\""},
		{"escapes", `'a\'b' c`, `T'a\'b' c`},
		{"a string without an end", "'it is\nb", "T'it_is b"},
		{"a string over lines", "'a\\\nb' c", `T'a\ Tb' c`},
		{"a string that only ends in a backslash", "'a\\\\\nb", `T'a\\ b`},
		{"a string over lines, CRLF", "'a\\\r\nb' c", `T'a\ Tb' c`},
		{"regular expressions", "x = /[/'\"]/g.test(y)", "x = T/[/'\"]/g . test ( y )"},
		{"divisions", "a / b / c; (a) / 2 // x", "a / b / c ; ( a ) / 2 C//_x"},
		{"a regular expression behind a keyword", "return /'/", "return T/'/"},
		{"a slash that begins nothing", "= / 'a'\n", "= / T'a'"},
		{"a slash and an escaped line's end", "!/\\\n/", "! / \\ /"},
		{"templates", "`a ${b + `c${d}`} // e` + f", "T` Ta ${ b + T` Tc ${ d } T` } T// Te T` + f"},
		{"braces in templates", "`${{a: {}}}` b", "T` ${ { a : { } } } T` b"},
		{"a template over lines", "`a\n\n  b` + c", "T` Ta Tb T` + c"},
		{"a template's escapes", "`\\` \\${a`", "T` T\\` T\\${a T`"},
		{"a template without an end", "`a ${b", "T` Ta ${ b"},
		{"private names and decorators", "@dec class { #v }", "@dec class { #v }"},
		{"a shebang", "#!/usr/bin/env node 'x\na", "C#!/usr/bin/env_node_'x a"},
		{"words beyond ASCII", "naïve(日本) + '😀'", "naïve ( 日本 ) + T'😀'"},
		{"JSX", "<p>It's</p>\nb", "< p > It T's</p> b"},
		{"closing braces too many", "}}} `a` }", "} } } T` Ta T` }"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := tokens(test.source); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// Places in lines, columns and units: the mark counts one unit, a character
// beyond 16 bits two, and CRLF two.
func TestPlaces(t *testing.T) {
	f := Scan([]byte("\ufeff'😀' a\r\nb\rc\n"))
	want := []Token{
		{Kind: Text, Line: 1, Col: 1, Units: 1, Size: 4},
		{Kind: Word, Line: 1, Col: 6, Units: 6, Size: 1},
		{Kind: Word, Line: 2, Col: 0, Units: 9, Size: 1},
		{Kind: Word, Line: 3, Col: 0, Units: 11, Size: 1},
	}
	for i, got := range f.Tokens {
		got.Start, got.End = 0, 0
		if got != want[i] {
			t.Errorf("token %d: got %+v, want %+v", i, got, want[i])
		}
	}
	if f.Units != 13 || f.Lines != 3 {
		t.Errorf("got %d units, %d lines; want 13 and 3", f.Units, f.Lines)
	}
}

// Tokens cover all that is not blank, in order, on one line each, and count as
// the language itself counts.
func FuzzScan(f *testing.F) {
	f.Add("a /* b */ + `c ${d}` // e\r\n'f\\\ng' / h\n")
	f.Add("\ufeff#!x\n/[/]/.a ?? `\xff${")
	f.Fuzz(func(t *testing.T, source string) {
		file := Scan([]byte(source))
		end, line, units := 0, uint32(1), 0
		for _, tok := range file.Tokens {
			if gap := source[end:tok.Start]; strings.TrimSpace(strings.ReplaceAll(gap, "\ufeff", "")) != "" {
				t.Fatalf("%q is in no token", gap)
			}
			if tok.End <= tok.Start || tok.Line < line || tok.Line > file.Lines {
				t.Fatalf("token %+v after line %d of %d", tok, line, file.Lines)
			}
			if tok.Kind != Comment && strings.ContainsAny(source[tok.Start:tok.End], "\n\r") {
				t.Fatalf("token %q spans lines", source[tok.Start:tok.End])
			}
			if units += size(source[end:tok.Start]); uint32(units) != tok.Units {
				t.Fatalf("token %+v begins at unit %d", tok, units)
			}
			units += size(source[tok.Start:tok.End])
			end, line = tok.End, tok.Line
		}
	})
}

func size(text string) int { return len(utf16.Encode([]rune(text))) }

func BenchmarkScan(b *testing.B) {
	source := []byte(strings.Repeat("  if (value === 'text' && other?.name) { return `${value} of ${other}`; } // why\n", 1000))
	b.SetBytes(int64(len(source)))
	b.ReportAllocs()
	for b.Loop() {
		Scan(source)
	}
}
