package istanbul

import (
	"fmt"
	"testing"
)

// generatedFile is a member for dist/x.js with a source map. Its code is
//
//	one(); two();     from a.ts 1:0 and 1:7
//	helper();         from nowhere
//	one();            from a.ts 1:0, once more
//	three();          from b.ts 5:2
const generatedFile = `{"/w/dist/x.js":{"path":"/w/dist/x.js",
	"statementMap":{"0":{"start":{"line":1,"column":0},"end":{"line":1,"column":6}},"1":{"start":{"line":1,"column":7},"end":{"line":1,"column":13}},
		"2":{"start":{"line":2,"column":0},"end":{"line":2,"column":9}},"3":{"start":{"line":3,"column":0},"end":{"line":3,"column":6}},
		"4":{"start":{"line":4,"column":0},"end":{"line":4,"column":8}},"5":{"start":{"line":1,"column":0},"end":{"line":4,"column":8}},
		"6":{"start":{},"end":{}}},
	"fnMap":{"0":{"name":"f","decl":{"start":{"line":1,"column":0},"end":{"line":1,"column":3}},"loc":{"start":{"line":1,"column":7},"end":{"line":1,"column":13}}},
		"1":{"name":"g","decl":{"start":{"line":1,"column":0},"end":{"line":1,"column":3}},"loc":{"start":{"line":4,"column":0},"end":{"line":4,"column":8}}}},
	"branchMap":{"0":{"type":"if","loc":{"start":{"line":1,"column":0},"end":{"line":1,"column":13}},"locations":[{"start":{"line":1,"column":7},"end":{"line":1,"column":13}},{"start":{},"end":{}}]},
		"1":{"type":"cond-expr","loc":{},"locations":[{"start":{"line":1,"column":7},"end":{"line":1,"column":13}},{"start":{"line":4,"column":0},"end":{"line":4,"column":8}}]},
		"2":{"type":"if","loc":{"start":{"line":3,"column":0},"end":{"line":3,"column":6}},"locations":[{"start":{"line":1,"column":7},"end":{"line":1,"column":13}}]}},
	"s":{"0":1,"1":2,"2":9,"3":4,"4":0,"5":9,"6":9},"f":{"0":3,"1":9},"b":{"0":[5,6],"1":[7,8],"2":[1]},
	"inputSourceMap":%s}}`

const generatedMap = `{"version":3,"sources":["../src/a.ts","../src/b.ts"],"names":[],"mappings":"AAAA,OAAO;A;AAAP;ACIE"}`

func TestRemap(t *testing.T) {
	tests := []struct {
		name, sourceMap string
		want            map[string]string
	}{
		{"two sources", generatedMap, map[string]string{
			"/w/src/a.ts": "[{1 0 5} {1 7 2}] [{f 1 1 3}] [{1 0 0 6}]",
			"/w/src/b.ts": "[{5 2 0}] [] []",
		}},
		// nyc keeps the generated file where its map leads nowhere.
		{"a map that leads nowhere", `{"version":3,"sources":["a.ts"],"mappings":"A"}`, map[string]string{
			"/w/dist/x.js": "[{1 0 1} {1 0 9} {1 7 2} {2 0 9} {3 0 4} {4 0 0}] [{f 1 1 3} {g 1 4 9}] [{1 0 0 5} {1 0 1 6} {1 7 0 7} {1 7 1 8} {3 0 0 1}]",
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files, _, err := collect(fmt.Sprintf(generatedFile, test.sourceMap))
			if err != nil {
				t.Fatal(err)
			}
			for path, want := range test.want {
				f := files[path]
				if f == nil {
					t.Errorf("%s is missing", path)
					continue
				}
				var statements, functions, branches []string
				for _, s := range f.Statements {
					statements = append(statements, fmt.Sprint("{", s.Line, s.Col, s.Hits, "}"))
				}
				for _, fn := range f.Functions {
					functions = append(functions, fmt.Sprintf("{%s %d %d %d}", fn.Name, fn.Line, fn.EndLine, fn.Hits))
				}
				for _, b := range f.Branches {
					branches = append(branches, fmt.Sprintf("{%d %d %d %d}", b.Line, b.Block, b.Arm, b.Hits))
				}
				got := fmt.Sprint(statements, functions, branches)
				if got != want {
					t.Errorf("%s: got %s, want %s", path, got, want)
				}
			}
			if len(files) != len(test.want) {
				t.Errorf("%d files, want %d", len(files), len(test.want))
			}
		})
	}
}
