package cobertura

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/corpustest"
	"github.com/covls/covls/coverage/readertest"
)

// The DTD is the nearest thing to a definition that the format has, and some
// readers validate against it. It knows nothing but element names in order and
// attributes, so this test needs no validator: a list of children becomes a
// regular expression, and names in a row are what it has to match.

// A grammar is what a DTD says of its elements.
type grammar map[string]*element

type element struct {
	content  *regexp.Regexp // of the children's names, each with a space behind it
	required []string       // attributes
	allowed  []string
}

var (
	elementDeclaration   = regexp.MustCompile(`<!ELEMENT\s+(\S+)\s+(\([^>]*\)|EMPTY)>`)
	attributeDeclaration = regexp.MustCompile(`<!ATTLIST\s+(\S+)\s+(\S+)\s+CDATA\s+([^>]+)>`)
	childName            = regexp.MustCompile(`[\w-]+`)
)

func parseDTD(t *testing.T, dtd string) grammar {
	t.Helper()
	g := grammar{}
	for _, d := range elementDeclaration.FindAllStringSubmatch(dtd, -1) {
		content := "" // neither text nor nothing has children
		if d[2] != "EMPTY" && d[2] != "(#PCDATA)" {
			content = strings.NewReplacer(",", "", " ", "").Replace(childName.ReplaceAllString(d[2], "(?:$0@)"))
			content = strings.ReplaceAll(content, "@", " ")
		}
		g[d[1]] = &element{content: regexp.MustCompile("^" + content + "$")}
	}
	for _, d := range attributeDeclaration.FindAllStringSubmatch(dtd, -1) {
		e := g[d[1]]
		e.allowed = append(e.allowed, d[2])
		if strings.TrimSpace(d[3]) == "#REQUIRED" {
			e.required = append(e.required, d[2])
		}
	}
	if len(g) != 13 || len(g["line"].allowed) != 4 || len(g["class"].required) != 5 {
		t.Fatalf("the DTD was not understood: %v", g)
	}
	return g
}

// check reports the first thing in a document that the grammar has not.
func (g grammar) check(doc []byte) error {
	d := xml.NewDecoder(bytes.NewReader(doc))
	var names, children []string // of the open elements
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if err := g.checkAttributes(name, token.Attr); err != nil {
				return err
			}
			if n := len(children); n > 0 {
				children[n-1] += name + " "
			}
			names, children = append(names, name), append(children, "")
		case xml.EndElement:
			last := len(names) - 1
			if !g[names[last]].content.MatchString(children[last]) {
				return fmt.Errorf("<%s> holds %.100q", names[last], children[last])
			}
			names, children = names[:last], children[:last]
		}
	}
}

func (g grammar) checkAttributes(name string, attributes []xml.Attr) error {
	e := g[name]
	if e == nil {
		return fmt.Errorf("<%s> is no element", name)
	}
	missing := slices.Clone(e.required)
	for _, a := range attributes {
		if !slices.Contains(e.allowed, a.Name.Local) {
			return fmt.Errorf("<%s> has the attribute %q", name, a.Name.Local)
		}
		missing = slices.DeleteFunc(missing, func(s string) bool { return s == a.Name.Local })
	}
	if len(missing) > 0 {
		return fmt.Errorf("<%s> is without %q", name, missing)
	}
	return nil
}

func TestWriteKeepsToTheDTD(t *testing.T) {
	dtd, err := os.ReadFile(filepath.Join(corpustest.Dir(t), "cobertura/fetched/danielpalme+ReportGenerator/src/Testprojects/Java/Reports/coverage-04.dtd"))
	if err != nil {
		t.Fatal(err)
	}
	g := parseDTD(t, string(dtd))
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 2))
		files := map[string]*coverage.File{}
		for i := range r.IntN(5) {
			files[fmt.Sprintf("dir%d/%d.c", r.IntN(3), i)] = readertest.Random(r)
		}
		if err := g.check(written(t, "", files)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	for _, wrong := range []string{"<coverage/>", "<sources><class/></sources>", "<lines><line number='1'/></lines>", "<sources x='1'/>", "<methods></methods><x/>"} {
		if g.check([]byte(wrong)) == nil {
			t.Errorf("%s passes", wrong)
		}
	}
}
