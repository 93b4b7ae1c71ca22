package watch

// What a slow receiver gets instead of several batches.

import (
	"reflect"
	"testing"
)

func TestCombine(t *testing.T) {
	full, slow := Problem{Message: "full"}, Problem{Message: "slow"}
	first, second := &Listing{Ticket: 1}, &Listing{Ticket: 2}
	tests := []struct {
		name       string
		a, b, want Batch
	}{
		{
			"names are told once, in order",
			Batch{Reports: []string{"b", "d"}, Sources: []string{"x"}},
			Batch{Reports: []string{"a", "b"}},
			Batch{Reports: []string{"a", "b", "d"}, Sources: []string{"x"}},
		},
		{
			"what changed after a listing stays beside it",
			Batch{Rescan: first, Problems: []Problem{full}},
			Batch{Reports: []string{"a"}, Problems: []Problem{full, slow}},
			Batch{Rescan: first, Reports: []string{"a"}, Problems: []Problem{full, slow}},
		},
		{
			"a listing replaces all before it",
			Batch{Rescan: first, Reports: []string{"a"}, Problems: []Problem{full}},
			Batch{Rescan: second},
			Batch{Rescan: second},
		},
	}
	for _, test := range tests {
		if got := combine(test.a, test.b); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}
