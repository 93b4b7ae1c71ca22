package jsonscan

import (
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/covls/covls/coverage"
)

func TestMore(t *testing.T) {
	tests := []struct {
		docs string
		want int
		err  error
	}{
		{docs: `{"a":1}`, want: 1},
		{docs: "{}\n{}\r\n[1,2]\n", want: 3},
		{docs: "{} {", want: 2, err: coverage.ErrTruncated},
		{docs: "{}\n nonsense", want: 2, err: coverage.ErrSyntax},
	}
	for _, test := range tests {
		s := New(iotest.OneByteReader(strings.NewReader(test.docs)), "json", coverage.Limits{})
		n, more, err := 0, true, error(nil)
		for more && err == nil {
			n++
			if err = s.Skip(); err == nil {
				more, err = s.More()
			}
		}
		if n != test.want || !errors.Is(err, test.err) {
			t.Errorf("%q: read %d documents and got %v, want %d and %v", test.docs, n, err, test.want, test.err)
		}
	}
}
