package v8

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// collect reads files together, or one alone, into what they say by path.
func collect(inputs ...coverage.Input) (map[string]*coverage.File, coverage.ReadInfo, error) {
	files := map[string]*coverage.File{}
	emit := func(s *coverage.Section) error {
		f := s.File.Clone()
		if before, ok := files[s.Path]; ok {
			f = coverage.Merge(before, f, Format.Duplicates)
		}
		files[s.Path] = f
		return nil
	}
	info, err := ReadSet(inputs, coverage.Limits{}, emit)
	return files, info, err
}

func text(name, doc string) coverage.Input {
	return coverage.Input{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(doc)), nil }}
}

func inputs(t testing.TB, pattern string) []coverage.Input {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil || len(names) == 0 {
		t.Fatalf("nothing at %s: %v", pattern, err)
	}
	var all []coverage.Input
	for _, name := range names {
		all = append(all, coverage.Input{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) { return os.Open(name) }})
	}
	return all
}

// readDoc reads one document with Read.
func readDoc(doc string) (map[string]*coverage.File, coverage.ReadInfo, error) {
	files := map[string]*coverage.File{}
	info, err := Read(strings.NewReader(doc), coverage.Limits{}, func(s *coverage.Section) error {
		files[s.Path] = s.File.Clone()
		return nil
	})
	return files, info, err
}

// spell writes ranges and calls down: "0-9:1 3-4:0, f 3-4:0".
func spell(f *coverage.File) string {
	var out []string
	for _, r := range f.Ranges {
		out = append(out, fmt.Sprintf("%s-%s:%s", place(r.Start), place(r.End), hits(r)))
	}
	for _, c := range f.Calls {
		undivided := ""
		if c.Undivided {
			undivided = " undivided"
		}
		out = append(out, fmt.Sprintf("%s() %s-%s:%d%s", c.Name, place(c.Start), place(c.End), c.Hits, undivided))
	}
	return strings.Join(out, " ")
}

func place(p coverage.Place) string {
	if p.Line == 0 {
		return fmt.Sprint(p.Col)
	}
	return fmt.Sprintf("%d:%d", p.Line, p.Col)
}

func hits(r coverage.Range) string {
	if r.Executed && r.Hits == 0 {
		return "ran"
	}
	return fmt.Sprint(r.Hits)
}

const plain = `{"scriptId":"1","url":"file:///w/a.js","functions":[
	{"functionName":"","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":90,"count":1}]},
	{"functionName":"f","isBlockCoverage":true,"ranges":[{"startOffset":10,"endOffset":50,"count":3},{"startOffset":20,"endOffset":30,"count":0}]}]}`

const plainRead = "0-10:1 10-20:3 20-30:0 30-50:3 50-90:1 () 0-90:1 f() 10-50:3"

// generated is "a\n b" (x.js) made of two sources, with the map
// 1:0 → a.ts 1:0, 2:1 → b.ts 3:2.
const sourceMap = `{"version":3,"sources":["a.ts","../b.ts"],"names":[],"mappings":"AAAA;CCEE"}`

func TestShapes(t *testing.T) {
	tests := []struct {
		name, doc string
		want      map[string]string
	}{
		{"Node", `{"result":[` + plain + `],"timestamp":1.5}`, map[string]string{"file:///w/a.js": plainRead}},
		{"Playwright", `[` + plain + `]`, map[string]string{"file:///w/a.js": plainRead}},
		{"monocart", `{"id":"x","type":"v8","data":[` + plain + `]}`, map[string]string{"file:///w/a.js": plainRead}},
		{"Deno", plain, map[string]string{"file:///w/a.js": plainRead}},
		{"Puppeteer with V8's own", `[{"url":"http://h/a.js","ranges":[{"start":1,"end":2}],"text":"abc","rawScriptCoverage":` + plain + `}]`,
			map[string]string{"file:///w/a.js": plainRead}},
		{"old Puppeteer, used ranges", `[{"url":"http://h/a.js","ranges":[{"start":5,"end":7},{"start":1,"end":2},{"start":6,"end":8}],"text":"0123456\n89"}]`,
			map[string]string{"http://h/a.js": "0-1:0 1-2:ran 2-5:0 5-8:ran 8-10:0"}},
		{"nothing of it ran", `[{"url":"http://h/a.css","ranges":[],"text":"0123"}]`, map[string]string{"http://h/a.css": "0-4:0"}},
		{"not the project's", `{"result":[{"url":"node:fs","functions":[{"ranges":[{"startOffset":0,"endOffset":9,"count":1}]}]},
			{"url":"evalmachine.<anonymous>"},{"url":""},{"url":"file:///w/node_modules/x/y.js"},` + plain + `]}`, map[string]string{"file:///w/a.js": plainRead}},
		{"functions before the URL", `[{"functions":[{"functionName":"f","ranges":[{"startOffset":0,"endOffset":9,"count":2}]}],"url":"/w/a.js"}]`,
			map[string]string{"/w/a.js": "0-9:2 f() 0-9:2 undivided"}},
		{"initializers are no functions", `[{"url":"/w/a.js","functions":[{"functionName":"<static_initializer>","isBlockCoverage":true,"ranges":[{"startOffset":2,"endOffset":4,"count":2}]}]}]`,
			map[string]string{"/w/a.js": "2-4:2"}},
		{"a source map in Node's cache", `{"result":[{"url":"file:///w/d/x.js","functions":[{"functionName":"","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":4,"count":1},{"startOffset":2,"endOffset":4,"count":0}]}]}],
			"source-map-cache":{"file:///w/d/x.js":{"lineLengths":[1,2],"data":` + sourceMap + `,"url":null}}}`,
			map[string]string{"file:///w/d/a.ts": "1:0-2:0:1", "file:///w/b.ts": "3:2-4:0:0"}},
		{"a source map without data", `{"result":[` + plain + `],"source-map-cache":{"file:///w/a.js":{"lineLengths":[90],"data":null}}}`, map[string]string{"file:///w/a.js": plainRead}},
		{"a source map at the text's end", `[{"url":"http://h/d/x.js","source":"a\n b\n//# sourceMappingURL=data:application/json;base64,bm90IHRoaXM=\n//# sourceMappingURL=data:application/json,` + strings.ReplaceAll(sourceMap, `"`, "%22") + `\n",
			"functions":[{"functionName":"","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":300,"count":7}]}]}]`,
			map[string]string{"http://h/d/a.ts": "1:0-2:0:7", "http://h/b.ts": "3:2-4:0:7"}},
		{"a source map in a file of its own", `[{"url":"http://h/d/x.js","source":"a\n//# sourceMappingURL=x.js.map","functions":[{"ranges":[{"startOffset":0,"endOffset":2,"count":7}]}]}]`,
			map[string]string{"http://h/d/x.js": "0-2:7 () 0-2:7 undivided"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for how, read := range map[string]func(string) (map[string]*coverage.File, coverage.ReadInfo, error){
				"alone":    readDoc,
				"in a set": func(doc string) (map[string]*coverage.File, coverage.ReadInfo, error) { return collect(text("a", doc)) },
			} {
				files, info, err := read(test.doc)
				if err != nil || info.Dropped.Count > 0 {
					t.Fatalf("%s: %v, %v", how, info.Dropped, err)
				}
				got := map[string]string{}
				for path, f := range files {
					got[path] = spell(f)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s: %s", how, diff)
				}
				if sniff([]byte(test.doc)) != coverage.Certain {
					t.Error("not recognised")
				}
			}
		})
	}
}

func TestOthersAreNotRecognised(t *testing.T) {
	for _, doc := range []string{
		`{"/a.js":{"path":"/a.js","statementMap":{}}}`, `{"version":3,"sources":[],"mappings":""}`, `{"result":[]}`, `[]`, `{}`, ``, `[{"url":"x"},{"functions":[]}]`,
		`{"type":"llvm.coverage.json.export","data":[{"files":[],"functions":[]}]}`, `null`, `{"result":{"url":"","functions":[]}}`,
	} {
		if sniff([]byte(doc)) != coverage.No {
			t.Errorf("%s is taken for V8's", doc)
		}
	}
}

func TestRefused(t *testing.T) {
	for doc, want := range map[string]error{
		"":                       coverage.ErrEmpty,
		`{"result":[` + plain:    coverage.ErrTruncated,
		`{"timestamp":1}`:        coverage.ErrNotReport,
		`"x"`:                    coverage.ErrNotReport,
		`[` + plain + `] x`:      coverage.ErrSyntax,
		`[{"url":"a/b",x}]`:      coverage.ErrSyntax,
		"<html>not found</html>": coverage.ErrNotReport,
	} {
		if _, _, err := readDoc(doc); !errors.Is(err, want) {
			t.Errorf("%.40s: got %v, want %v", doc, err, want)
		}
		if _, _, err := collect(text("a", doc)); !errors.Is(err, want) {
			t.Errorf("%.40s in a set: got %v, want %v", doc, err, want)
		}
	}
}

// An entry without anything is none of V8's; a script of which nothing ran since
// the last snapshot has an empty list.
func TestEmptyScripts(t *testing.T) {
	files, info, err := readDoc(`{"result":[{"url":"file:///w/a.js"},{"url":"file:///w/b.js","functions":[]},{"url":"file:///w/c.js","functions":[{"functionName":"f","ranges":[]}]}]}`)
	if err != nil || len(files) != 0 || info.Dropped.Count != 2 {
		t.Errorf("%v, %v, %v", files, info.Dropped, err)
	}
}

// Processes add up; one that was killed while it wrote is left out.
func TestProcessesAddUp(t *testing.T) {
	doc := `{"result":[` + plain + `]}`
	files, info, err := collect(text("coverage-1-100-0.json", doc), text("coverage-2-100-0.json", doc[:len(doc)-9]), text("coverage-3-100-0.json", doc))
	if err != nil || info.Dropped.Count != 1 || !strings.Contains(info.Dropped.First, "coverage-2-100-0.json") {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	const want = "0-10:2 10-20:6 20-30:0 30-50:6 50-90:2 () 0-90:2 f() 10-50:6"
	if got := spell(files["file:///w/a.js"]); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// A script that was built anew between processes is another one: the newest
// stands, whatever the order of process ids, and what is lost is said.
func TestVersionsAreNotMixed(t *testing.T) {
	older := text("coverage-9-100-0.json", `{"result":[`+plain+`]}`)
	newer := text("coverage-1-200-0.json", `{"result":[{"url":"file:///w/a.js","functions":[{"functionName":"","isBlockCoverage":true,"ranges":[{"startOffset":0,"endOffset":40,"count":1}]}]}]}`)
	files, info, err := collect(older, newer)
	if err != nil || info.Dropped.Count != 1 || !strings.Contains(info.Dropped.First, "older version") {
		t.Fatalf("%v, %v", info.Dropped, err)
	}
	if got, want := spell(files["file:///w/a.js"]), "0-40:1 () 0-40:1"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestLimits(t *testing.T) {
	discard := func(*coverage.Section) error { return nil }
	doc := `{"result":[` + plain + `,` + strings.Replace(plain, "a.js", "b.js", 1) + `]}`
	for name, limits := range map[string]coverage.Limits{"sections": {Sections: 1}, "records": {Records: 2}, "depth": {Depth: 3}} {
		if _, err := Read(strings.NewReader(doc), limits, discard); !errors.Is(err, coverage.ErrLimit) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	stop := errors.New("enough")
	if _, err := Read(bytes.NewReader([]byte(doc)), coverage.Limits{}, func(*coverage.Section) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("got %v, want %v", err, stop)
	}
}
