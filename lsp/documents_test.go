package lsp

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"go.lsp.dev/protocol"
)

func span(l1, c1, l2, c2 uint32) *protocol.Range {
	return &protocol.Range{
		Start: protocol.Position{Line: l1, Character: c1},
		End:   protocol.Position{Line: l2, Character: c2},
	}
}

func TestApply(t *testing.T) {
	for _, c := range []struct {
		name    string
		e       encoding
		text    string
		changes []contentChange
		want    string
		lost    bool
		moved   bool
	}{
		{"insert", utf16, "ab\ncd", []contentChange{{span(1, 1, 1, 1), "X"}}, "ab\ncXd", false, false},
		{"delete a line break", utf16, "ab\r\ncd", []contentChange{{span(0, 2, 1, 0), ""}}, "abcd", false, true},
		{"insert one", utf16, "ab", []contentChange{{span(0, 1, 0, 1), "\n"}}, "a\nb", false, true},
		{"behind an emoji, UTF-16", utf16, "😀b", []contentChange{{span(0, 2, 0, 3), "c"}}, "😀c", false, false},
		{"behind an emoji, UTF-8", utf8s, "😀b", []contentChange{{span(0, 4, 0, 5), "c"}}, "😀c", false, false},
		{"each on the result of the last", utf16, "a", []contentChange{{span(0, 1, 0, 1), "\nb"}, {span(1, 1, 1, 1), "c"}}, "a\nbc", false, true},
		{"past the end", utf16, "a\n", []contentChange{{span(0, 0, 99, 0), "b"}}, "b", false, true},
		{"whole text", utf16, "a", []contentChange{{nil, "b\n"}}, "b\n", false, true},
		{"whole text, the same", utf16, "a\n", []contentChange{{nil, "a\n"}}, "a\n", false, false},
		{"backwards", utf16, "abc", []contentChange{{span(0, 2, 0, 1), "x"}}, "abc", true, false},
		{"nothing after backwards", utf16, "abc", []contentChange{{span(0, 2, 0, 1), "x"}, {span(0, 0, 0, 0), "y"}}, "abc", true, false},
		{"whole text after backwards", utf16, "abc", []contentChange{{span(0, 2, 0, 1), "x"}, {nil, "d"}}, "d", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := (&document{text: c.text}).settle()
			got, err := d.apply(c.changes, new(int32(2)), c.e)
			if got.text != c.want || got.lost != c.lost || (got.moved > 0) != c.moved {
				t.Errorf("%q lost %v moved %v, want %q %v %v", got.text, got.lost, got.moved > 0, c.want, c.lost, c.moved)
			}
			if strings.Contains(c.name, "backwards") != (err != nil) {
				t.Errorf("error %v", err)
			}
			if d.text != c.text {
				t.Errorf("the document before the edit became %q", d.text)
			}
		})
	}
}

// Edits one by one give the same text as edits on a plain string.
func TestApplyRandomEdits(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	pieces := []string{"a", "😀", "\n", "\r\n", "é\n", ""}
	for range 300 {
		d := (&document{text: "one\r\ntwo😀\nthree"}).settle()
		want := d.text
		for range 10 {
			table := newLineTable(want)
			position := func(offset int) protocol.Position {
				line := 0
				for line+1 < len(table.starts) && table.starts[line+1] <= offset {
					line++
				}
				return protocol.Position{Line: uint32(line), Character: utf16.column(want[table.starts[line]:offset])}
			}
			// Any place between characters that is no line break's middle.
			var places []int
			for i := range want + "x" {
				if i == 0 || want[i-1] != '\r' {
					places = append(places, i)
				}
			}
			from, to := places[random.IntN(len(places))], places[random.IntN(len(places))]
			from, to = min(from, to), max(from, to)
			text := pieces[random.IntN(len(pieces))]
			change := contentChange{&protocol.Range{Start: position(from), End: position(to)}, text}
			want = want[:from] + text + want[to:]
			var err error
			if d, err = d.apply([]contentChange{change}, nil, utf16); err != nil || d.text != want {
				t.Fatalf("%q, want %q (%v)", d.text, want, err)
			}
		}
	}
}

func TestAnchorFindsTheSameText(t *testing.T) {
	const lf, crlf = "a\nb\n", "a\r\nb\r\n"
	for _, c := range []struct {
		onDisk, inEditor string
		same             bool
	}{
		{lf, lf, true},
		{"\ufeff" + lf, lf, true},
		{crlf, lf, true},
		{lf, crlf, true},
		{"\ufeff" + crlf, lf, true},
		{"\ufeff" + crlf, crlf, true},
		{"a\nb", lf, false},
		{"a\n\nb\n", lf, false},
		{"\ufeff\ufeff" + lf, lf, false},
	} {
		name := fmt.Sprintf("%q as %q", c.onDisk, c.inEditor)
		d := (&document{text: c.inEditor}).settle()
		given := []coverage.Observation{
			{Report: report("a"), Content: coverage.BlobID([]byte(c.onDisk))},
			{Report: report("b"), Content: "another"},
			{Report: report("c")},
		}
		got, content := d.anchor(given, 1)
		if (got[0].Content == content) != c.same {
			t.Errorf("%s: same is %v, want %v", name, !c.same, c.same)
		}
		if got[1].Content != "another" || got[2].Content != "" {
			t.Errorf("%s: others became %q, %q", name, got[1].Content, got[2].Content)
		}
		if given[0].Content != coverage.BlobID([]byte(c.onDisk)) {
			t.Errorf("%s: the shared observations were changed", name)
		}
	}
}

// An undo is recognized in the form that the file has on disk, and a new
// snapshot in whatever form it speaks of.
func TestAnchorAfterEdits(t *testing.T) {
	const crlf, lf = "a\r\nb\r\n", "a\nb\n"
	of := func(text string) []coverage.Observation {
		return []coverage.Observation{{Report: report("r"), Content: coverage.BlobID([]byte(text))}}
	}
	matches := func(d *document, disk string, generation int64) bool {
		got, content := d.anchor(of(disk), generation)
		return got[0].Content == content
	}
	opened := (&document{text: lf}).settle()
	changed := opened.edited(lf+"c", nil, false, false)
	undone := changed.edited(lf, nil, false, false)
	for _, c := range []struct {
		name       string
		d          *document
		disk       string
		generation int64
		want       bool
	}{
		{"opened", opened, crlf, 1, true},
		{"changed", changed, crlf, 1, false},
		{"undone", undone, crlf, 1, true},
		{"measured again as it is", undone, lf, 1, true},
		{"another form, same snapshot", undone, byteOrderMark + lf, 1, false},
		{"another form, next snapshot", undone, byteOrderMark + lf, 2, true},
	} {
		if got := matches(c.d, c.disk, c.generation); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// A text that got out of step shows nothing until it is whole again.
func TestLostTextIsUnknown(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, sampleText)
		d.one(methodPublishCoverage)
		bad := `{"textDocument":{"uri":"` + sampleURI + `","version":2},"contentChanges":[{"range":{"start":{"line":3,"character":0},"end":{"line":1,"character":0}},"text":""}]}`
		if err := d.s.Notify(t.Context(), "textDocument/didChange", []byte(bad)); err == nil {
			t.Error("a backwards range was taken")
		}
		d.wait()
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleUnknown {
			t.Errorf("lost: %s", got)
		}
		d.notify("textDocument/didSave", `{"textDocument":{"uri":"`+sampleURI+`"},"text":`+quote(sampleText)+`}`)
		if got := lines(t, d.one(methodPublishCoverage)); got != sampleLines {
			t.Errorf("saved: %s", got)
		}
	})
}

func TestChangeWithoutVersion(t *testing.T) {
	sit(t, sampleSource(), func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		d.open(sampleURI, "")
		d.sent(methodPublishCoverage)
		d.notify("textDocument/didChange", `{"textDocument":{"uri":"`+sampleURI+`","version":null},"contentChanges":[{"text":`+quote(sampleText)+`}]}`)
		d.wait()
		got := d.one(methodPublishCoverage)
		if !strings.Contains(got, `"version":null`) || lines(t, got) != sampleLines {
			t.Errorf("published %s", got)
		}
		if err := d.s.Notify(t.Context(), "textDocument/didChange", []byte(`{"textDocument":{"uri":"file:///ws/calc/no.go","version":1},"contentChanges":[]}`)); err == nil {
			t.Error("a change of a document that is not open was taken")
		}
	})
}

// The editor's own spelling of a URI comes back; which file it is does not
// depend on it.
func TestURISpelling(t *testing.T) {
	source := sampleSource()
	source.workspaces[sampleRoot].put("a@b (1).go", sampleObservations()...)
	sit(t, source, func(d *desk) {
		d.initialize(covlsClient, "", sampleRoot)
		for _, uri := range []string{"file:///ws/calc/a@b%20(1).go", "file:///ws/calc/a%40b%20%281%29.go"} {
			d.open(uri, sampleText)
			if got := d.one(methodPublishCoverage); !strings.Contains(got, `"uri":"`+uri+`"`) || lines(t, got) != sampleLines {
				t.Errorf("%s: %s", uri, got)
			}
			d.close(uri)
			d.sent(methodPublishCoverage)
		}
	})
}
