package config

import "testing"

func TestKeeps(t *testing.T) {
	omit := func(patterns ...string) Filter { return Filter{Omit: patterns} }
	include := func(patterns ...string) Filter { return Filter{Include: patterns} }
	for _, c := range []struct {
		name   string
		filter Filter
		file   string
		want   bool
	}{
		{"no filter", Filter{}, "pkg/a.py", true},
		{"by folder anywhere", omit("*/tests/*"), "pkg/tests/test_a.py", false},
		{"another folder", omit("*/tests/*"), "pkg/a.py", true},
		{"relative to the settings", omit("pkg/generated.py"), "pkg/generated.py", false},
		{"relative, elsewhere", omit("generated.py"), "pkg/generated.py", true},
		{"below a folder", omit("vendor/"), "vendor/x/y.py", false},
		{"two stars", omit("**/migrations/**"), "app/migrations/0001.py", false},
		{"a set", omit("pkg/[ab].py"), "pkg/b.py", false},
		{"a set turned round", omit("pkg/[!ab].py"), "pkg/b.py", true},
		{"one character", omit("pkg/?.py"), "pkg/ab.py", true},
		{"absolute", omit("/work/pkg/a.py"), "pkg/a.py", false},
		{"included", include("src/*"), "src/a.py", true},
		{"not included", include("src/*"), "lib/a.py", false},
		{"included and omitted", Filter{Include: []string{"src/*"}, Omit: []string{"*/x.py"}}, "src/x.py", false},
		{"a broken set", omit("pkg/[a"), "pkg/[a", false},
		{"dots are dots", omit("a.py"), "abpy", true},
	} {
		if got := c.filter.Keeps(c.file, "/work/"+c.file); got != c.want {
			t.Errorf("%s: keeps %s is %v, want %v", c.name, c.file, got, c.want)
		}
	}
}
