package policy

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func load(t *testing.T, yaml string) *Config {
	t.Helper()
	c, diagnostics, err := Load("covls.yaml", []byte(yaml))
	if err != nil || len(diagnostics) > 0 {
		t.Fatalf("%v %v", diagnostics, err)
	}
	return c
}

func TestReport(t *testing.T) {
	c := load(t, `
reports:
  - {path: "build/*.out", flags: [unit]}
  - {path: build/e2e.out, flags: [e2e, slow], name: end-to-end}
  - {path: "**/jacoco*.xml", format: jacoco}
  - {path: ./covdata/, flags: [integration], name: ignored}
  - {path: "cov{a,b}/*", flags: [x]}
exclude-reports: ["**/old/**", /tmp.info]
`)
	for _, test := range []struct {
		rel   string
		want  ReportRule
		found bool
	}{
		{"build/a.out", ReportRule{Path: "build/*.out", Flags: []string{"unit"}}, true},
		{"build/e2e.out", ReportRule{Path: "build/*.out", Flags: []string{"e2e", "slow", "unit"}, Name: "end-to-end"}, true},
		{"build/deep/a.out", ReportRule{}, false},
		{"jacoco.xml", ReportRule{Path: "**/jacoco*.xml", Format: "jacoco"}, true},
		{"a/b/jacocoTest.xml", ReportRule{Path: "**/jacoco*.xml", Format: "jacoco"}, true},
		{"covdata/covmeta.0", ReportRule{Path: "covdata", Flags: []string{"integration"}, Name: "ignored"}, true},
		{"covdata2/x", ReportRule{}, false},
		{"covb/x", ReportRule{Path: "cov{a,b}/*", Flags: []string{"x"}}, true},
	} {
		got, found := c.Report(test.rel)
		if diff := cmp.Diff(test.want, got, cmpopts.EquateEmpty()); diff != "" || found != test.found {
			t.Errorf("%s: found %v (-want +got):\n%s", test.rel, found, diff)
		}
	}
	for rel, want := range map[string]bool{"old/a.info": true, "x/old/y/a.info": true, "tmp.info": true, "x/tmp.info": false, "older/a.info": false} {
		if got := c.Excluded(rel); got != want {
			t.Errorf("Excluded(%q) = %v", rel, got)
		}
	}
	var none Config
	if _, ok := none.Report("a"); ok || none.Excluded("a") || none.Ignored("a") {
		t.Error("no configuration says something")
	}
}

func TestIgnored(t *testing.T) {
	for _, test := range []struct {
		name     string
		patterns string
		in, out  []string
	}{
		{"prefix", "vendor, ./third/", []string{"vendor/a/b.go", "vendor", "third/x"}, []string{"vendored/a.go", "a/vendor/b.go"}},
		{"direct children", "gen/*", []string{"gen/a.go"}, []string{"gen/x/a.go", "a/gen/b.go"}},
		{"all below", "gen/**", []string{"gen/a.go", "gen/x/a.go"}, []string{"generated/a.go"}},
		{"a name in any folder", "'*.pb.go'", []string{"a.pb.go", "x/y/a.pb.go"}, []string{"a.pb.gox"}},
		{"alternatives", "'**/*.{js,ts}'", []string{"a.js", "x/a.ts"}, []string{"a.jsx"}},
		{"regular expression", `'.*/(mock|fake)_.*\.go'`, []string{"x/mock_a.go", "x/y/fake_b.go"}, []string{"mock_a.go", "x/mock_a.gob"}},
		{"a folder that is no expression", "c++/*", []string{"c++/a.cc"}, []string{"c/a.cc"}},
		{"negative after", "gen, '!gen/keep'", []string{"gen/a.go"}, []string{"gen/keep/a.go"}},
		{"negative before", "'!gen/keep', gen", []string{"gen/a.go"}, []string{"gen/keep/a.go"}},
		{"negatives alone", "'!gen'", nil, []string{"gen/a.go", "a.go"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := load(t, "ignore: ["+test.patterns+"]")
			for _, rel := range test.in {
				if !c.Ignored(rel) {
					t.Errorf("%s is not ignored", rel)
				}
			}
			for _, rel := range test.out {
				if c.Ignored(rel) {
					t.Errorf("%s is ignored", rel)
				}
			}
		})
	}
}

func TestInferFlags(t *testing.T) {
	for rel, want := range map[string]string{
		"coverage/unit/lcov.info":         "unit",
		"integration.out":                 "integration",
		"build/lcov-e2e.nightly.info":     "e2e nightly",
		"it/it.xml":                       "it",
		"ui/functional/smoke.info":        "functional smoke ui",
		"target/site/jacoco-it/j.xml":     "",
		"units/lcov.info":                 "",
		"my_unit.info":                    "",
		"Unit/lcov.info":                  "",
		"coverage/lcov.info":              "",
		"unit":                            "unit",
		"":                                "",
		"packages/unit-tests/lcov.info":   "",
		"packages/ui/coverage/smoke-test": "smoke ui",
	} {
		if got := strings.Join(InferFlags(rel), " "); got != want {
			t.Errorf("%q: got %q, want %q", rel, got, want)
		}
	}
}

func TestCheckFlags(t *testing.T) {
	many := make([]string, MaxFlags+1)
	for i := range many {
		many[i] = "f"
	}
	for _, test := range []struct {
		flags []string
		ok    bool
	}{
		{nil, true}, {[]string{"unit", "os:linux", "go-1.26", "A_b"}, true}, {many[1:], true},
		{many, false}, {[]string{""}, false}, {[]string{"a b"}, false}, {[]string{"ünit"}, false}, {[]string{"a,b"}, false}, {[]string{"a\xff"}, false},
	} {
		if err := CheckFlags(test.flags); (err == nil) != test.ok {
			t.Errorf("%q: %v", test.flags, err)
		}
	}
}

func TestNearest(t *testing.T) {
	for name, want := range map[string]string{
		"report": "reports", "exclude_reports": "exclude-reports", "flag": "flags", "ignores": "ignore", "pathmappings": "path-mappings",
		"zebra": "", "": "", "on-stail": "on-stale", strings.Repeat("x", 1000): "",
	} {
		if got := nearest(name, append(honoured, later...)); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
