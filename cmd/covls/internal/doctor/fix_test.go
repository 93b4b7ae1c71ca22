package doctor

import (
	"errors"
	"testing"

	"github.com/covls/covls/coverage/policy"
)

func TestWithMappings(t *testing.T) {
	one := []Mapping{{From: "/app/", To: "web"}}
	for _, c := range []struct {
		name, data string
		more       []Mapping
		want       string // "" where it has to be done by hand
	}{
		{"no file", "", one, "path-mappings:\n  \"/app/\": \"web\"\n"},
		{"a file without mappings", "# ours\nignore: [gen/]", one,
			"# ours\nignore: [gen/]\npath-mappings:\n  \"/app/\": \"web\"\n"},
		{"with mappings and comments", "path-mappings: # where CI builds\n    # the old one\n    /old: api # api\nignore:\n- gen/\n", one,
			"path-mappings: # where CI builds\n    \"/app/\": \"web\"\n    # the old one\n    /old: api # api\nignore:\n- gen/\n"},
		{"with two mappings", "ignore: [x]\npath-mappings:\n  /a: a\n  /b: b\n", one,
			"ignore: [x]\npath-mappings:\n  \"/app/\": \"web\"\n  /a: a\n  /b: b\n"},
		{"an empty key", "path-mappings:\nignore: [x]\n", one, "path-mappings:\n  \"/app/\": \"web\"\nignore: [x]\n"},
		{"an empty key at the end", "ignore: [x]\npath-mappings:", one, "ignore: [x]\npath-mappings:\n  \"/app/\": \"web\"\n"},
		{"Windows line breaks", "ignore: [x]\r\n", one, "ignore: [x]\r\npath-mappings:\r\n  \"/app/\": \"web\"\r\n"},
		{"there already", "path-mappings: {/app/: lib}\n", one, "path-mappings: {/app/: lib}\n"},
		{"twice the same", "", []Mapping{one[0], {From: "/app/", To: "lib"}}, "path-mappings:\n  \"/app/\": \"web\"\n"},
		{"names that YAML would take for something else", "", []Mapping{{From: "", To: "."}, {From: "x: \"#\n", To: "a<b"}},
			"path-mappings:\n  \"\": \".\"\n  \"x: \\\"#\\n\": \"a<b\"\n"},
		{"on one line", "path-mappings: {/old: api}\n", one, ""},
		{"all of it on one line", "{ignore: [x]}\n", one, ""},
		{"behind an alias", "ignore: &x []\npath-mappings: *x\n", one, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := WithMappings("covls.yaml", []byte(c.data), c.more)
			if c.want == "" {
				if err == nil {
					t.Fatalf("wrote %q", got)
				}
				return
			}
			if err != nil || string(got) != c.want {
				t.Fatalf("got %q, %v\nwant %q", got, err, c.want)
			}
			again, err := WithMappings("covls.yaml", got, c.more)
			if err != nil || string(again) != c.want {
				t.Errorf("done twice: %q, %v", again, err)
			}
		})
	}
	if _, err := WithMappings("covls.yaml", []byte("{ignore: [x]}\n"), one); !errors.Is(err, ErrByHand) {
		t.Errorf("error %v, want ErrByHand", err)
	}
	if _, err := WithMappings("covls.yaml", []byte("reports: 3\n"), one); !errors.As(err, new(*policy.Error)) {
		t.Errorf("of an invalid file: %v", err)
	}
}

// Whatever a report calls its folders and whatever the file looks like, the
// result is a configuration with the mapping in it, or there is none.
func FuzzWithMappings(f *testing.F) {
	for _, data := range []string{
		"", "ignore: [x]", "path-mappings:\n  a: b\n", "path-mappings: {a: b}", "---\npath-mappings:\n...\n", "# c\n\n", "path-mappings: &m\n  a: b\n", "\ufeffpath-mappings:\n", "a:\n  path-mappings:\n    x: y\n",
	} {
		f.Add(data, "/ci/", "web")
		f.Add(data, "x: y #", "")
	}
	f.Fuzz(func(t *testing.T, data, from, to string) {
		out, err := WithMappings("covls.yaml", []byte(data), []Mapping{{From: from, To: to}})
		if err != nil {
			return
		}
		config, _, err := policy.Load("covls.yaml", out)
		if err != nil {
			t.Fatalf("%q became %q: %v", data, out, err)
		}
		if _, ok := config.PathMappings[from]; !ok {
			t.Fatalf("%q became %q, without %q", data, out, from)
		}
	})
}
