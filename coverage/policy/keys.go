package policy

import "slices"

// The names of the contract (§2). Those that this version does not honour yet
// are known all the same: they are no mistake of whoever wrote them.

var (
	honoured = []string{"schema-version", "reports", "exclude-reports", "path-mappings", "ignore"}
	later    = []string{
		"extends", "carryforward", "flags", "services", "gates", "exemptions",
		"partials", "on-stale", "on-missing-base", "on-unmeasured",
	}
	reportKeys = []string{"path", "flags", "format", "name"}
)

// nearest gives the known name that is most like an unknown one, or "" when
// none is near enough to be meant: a third of its letters may be wrong.
func nearest(name string, known []string) string {
	best, least := "", max(1, len(name)/3)+1
	for _, candidate := range slices.Sorted(slices.Values(known)) {
		if d := distance(name, candidate); d < least {
			best, least = candidate, d
		}
	}
	return best
}

// distance is how many letters must be added, taken away or replaced to make a
// into b (Levenshtein). Names longer than any known one are not compared.
func distance(a, b string) int {
	if len(a) > 64 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
