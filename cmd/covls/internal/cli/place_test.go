package cli

import (
	"strings"
	"testing"
)

func TestPlace(t *testing.T) {
	for _, c := range []struct {
		args string
		file string
		line uint32 // 0 where it is no place
	}{
		{"a.c:3", "a.c", 3},
		{"a.c 3", "a.c", 3},
		{"a.c:3:17", "a.c", 3},
		{`C:\src\a.c:3`, `C:\src\a.c`, 3},
		{"odd:name:3", "odd:name", 3},
		{"a:1 3", "a:1", 3},
		{"a.c", "", 0},
		{"a.c:", "", 0},
		{"a.c:0", "", 0},
		{"a.c:-1", "", 0},
		{"a.c:4294967296", "", 0},
		{":3", "", 0},
		{"a.c x", "", 0},
		{"a.c 1 2", "", 0},
		{"", "", 0},
	} {
		file, line, err := place(strings.Fields(c.args))
		if (err != nil) != (c.line == 0) || file != c.file || line != c.line {
			t.Errorf("%q: %q, %d, %v", c.args, file, line, err)
		}
	}
}
