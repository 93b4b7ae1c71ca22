package watch

// What the receiver gets. Batches that wait for a slow receiver are combined
// into one, the newest word on each name being the same word: look at it.

import "slices"

// A Batch is what changed since the batch before. Its slices belong to the
// receiver.
type Batch struct {
	// Rescan is set when everything was looked at: first of all, and whenever
	// single changes were too many or got lost. It replaces all that was known;
	// Reports and Sources are what changed after it.
	Rescan *Listing
	// Reports are report candidates that were created, changed or removed, and
	// Sources other files, by name and each once. Which of the three it was is
	// to be seen on the disk: a name that is no regular file there is removed,
	// whatever else has it now.
	Reports, Sources []string
	// Problems are things a person should know and can mend. With Rescan they
	// are all there are; without, they are new ones.
	Problems []Problem
}

// A Problem is why the watcher does not do what is expected of it.
type Problem struct {
	Message string // what is wrong: lower case, no full stop
	Hint    string // what to do about it
}

func (b *Batch) empty() bool {
	return b.Rescan == nil && len(b.Reports) == 0 && len(b.Sources) == 0 && len(b.Problems) == 0
}

// combine gives the batch that says what a and then b say.
func combine(a, b Batch) Batch {
	if b.Rescan != nil {
		return b
	}
	a.Reports = union(a.Reports, b.Reports)
	a.Sources = union(a.Sources, b.Sources)
	for _, p := range b.Problems {
		if !slices.Contains(a.Problems, p) {
			a.Problems = append(a.Problems, p)
		}
	}
	return a
}

func union(a, b []string) []string {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}
