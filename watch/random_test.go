package watch

// Whatever is done to a workspace in whatever order, in the end the receiver
// knows what is there. Names are few, so that they meet again and again as
// files, as folders and as neither.

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestRandomChangesAddUp(t *testing.T) {
	for _, poll := range []bool{false, true} {
		for seed := range uint64(12) {
			t.Run(fmt.Sprintf("poll=%v/%d", poll, seed), func(t *testing.T) {
				t.Parallel()
				root, random := t.TempDir(), rand.New(rand.NewPCG(seed, 1))
				for range 30 {
					changeOne(root, random)
				}
				r := watching(t, Options{
					Root: root, Poll: poll,
					Quiet: 3 * time.Millisecond, Max: 30 * time.Millisecond,
					PollMin: time.Millisecond, PollMax: 20 * time.Millisecond,
				}, openNotifier)
				for range 8 {
					for range random.IntN(60) {
						changeOne(root, random)
					}
					r.knows()
				}
			})
		}
	}
}

// changeOne makes one change, or none where it is not possible.
func changeOne(root string, random *rand.Rand) {
	pick := func() string {
		path := root
		for range 1 + random.IntN(4) {
			path = filepath.Join(path, []string{"a", "b", "c", "node_modules", "x.info", "y.go"}[random.IntN(6)])
		}
		return path
	}
	path := pick()
	switch random.IntN(8) {
	case 0, 1:
		os.MkdirAll(path, 0o755)
	case 2, 3, 4:
		os.MkdirAll(filepath.Dir(path), 0o755)
		os.WriteFile(path, make([]byte, random.IntN(1000)), 0o644)
	case 5, 6:
		os.Rename(path, pick())
	case 7:
		os.RemoveAll(path)
	}
}
