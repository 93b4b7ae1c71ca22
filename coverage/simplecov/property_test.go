package simplecov

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/covls/covls/coverage"
)

// However many commands ran a file and in whatever order they are listed, what
// is left is what was measured, and the guess only where nothing was.
func TestSettleNeedsNoOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	code := []bool{true, false, true, true, false, true} // lines that Ruby counts
	for range 500 {
		var commands []string
		want := map[uint32]uint64{}
		loaded := false
		for range 1 + random.IntN(4) {
			measured := random.IntN(2) == 0
			loaded = loaded || measured
			var lines []string
			for i, counted := range code {
				switch hits := random.Uint64N(3); {
				case !measured && i < len(code)-1: // a comment is at the end
					lines = append(lines, "0")
				case !measured || !counted:
					lines = append(lines, "null")
				default:
					if i == 0 {
						hits++ // loading runs the first line
					}
					want[uint32(i+1)] += hits
					lines = append(lines, fmt.Sprint(hits))
				}
			}
			commands = append(commands, strings.Join(lines, ","))
		}
		if !loaded {
			want = map[uint32]uint64{1: 0, 2: 0, 3: 0, 4: 0, 5: 0}
		}
		random.Shuffle(len(commands), func(i, j int) { commands[i], commands[j] = commands[j], commands[i] })
		for i := range commands {
			commands[i] = fmt.Sprintf(`"%d": {"coverage": {"a": [%s]}}`, i, commands[i])
		}
		doc := "{" + strings.Join(commands, ",") + "}"
		files, _, err := collect(Format, doc)
		if err != nil {
			t.Fatal(err)
		}
		got := map[uint32]uint64{}
		for _, l := range files["a"].Lines {
			got[l.Number] = l.Hits
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("%s: %s", doc, diff)
		}
	}
}

// The bit that tells measured lines from guessed ones shows nowhere.
func TestLoadedLinesLookLikeOthers(t *testing.T) {
	files, _, err := collect(Format, one(`[1, 0, null, 2]`))
	if err != nil {
		t.Fatal(err)
	}
	f := files["a.rb"]
	bare := f.Clone()
	for i := range bare.Lines {
		bare.Lines[i].Bits = 0
	}
	part := &coverage.File{Lines: []coverage.Line{{Number: 2, Hits: 1}}}
	for _, other := range []*coverage.File{{}, part} {
		with, without := coverage.Merge(f, other, coverage.Sum), coverage.Merge(bare, other, coverage.Sum)
		if !slices.Equal(with.Marks(), without.Marks()) || with.Summary() != without.Summary() {
			t.Errorf("got %v, want %v", with.Marks(), without.Marks())
		}
	}
}
