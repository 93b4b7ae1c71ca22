package watch

// When changes are told, by a clock that is turned by hand.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestSettling plays notes at given times (in ms) and compares when what is
// told. "!" marks a final change, "..." a name that is noted every 10 ms.
func TestSettling(t *testing.T) {
	tests := []struct {
		name  string
		notes map[int]string
		want  string
	}{
		{"one write waits for quiet", map[int]string{0: "a"}, "150:a"},
		{"a slow writer is told once", map[int]string{0: "a", 100: "a", 200: "a", 349: "a"}, "499:a"},
		{"a writer that never stops is told at the maximum", map[int]string{0: "a..."}, "2000:a"},
		{"a rename is final", map[int]string{0: "a!"}, "3:a"},
		{"what is renamed together is told together", map[int]string{0: "a!", 2: "b!"}, "3:a b"},
		{"a rename ends the wait for a writer", map[int]string{0: "a", 50: "a!"}, "53:a"},
		{"a write after a rename is waited for", map[int]string{0: "a!", 1: "a"}, "151:a"},
		{"one writer does not delay another's report", map[int]string{0: "a...", 20: "b", 21: "c!"}, "24:c 170:b 2000:a"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				if got := settle(test.notes); got != test.want {
					t.Errorf("told %s, want %s", got, test.want)
				}
			})
		})
	}
}

// settle drives a settler by the clock for 2.1 s, as the loop does.
func settle(notes map[int]string) string {
	s, start := newSettler(150*time.Millisecond, 2*time.Second), time.Now()
	var told []string
	forever := ""
	for ms := range 2100 {
		time.Sleep(time.Until(start.Add(time.Duration(ms) * time.Millisecond)))
		note := notes[ms]
		if name, ok := strings.CutSuffix(note, "..."); ok {
			note, forever = name, name
		} else if note == "" && ms%10 == 0 && ms < 2000 {
			note = forever
		}
		if note != "" {
			name, final := strings.CutSuffix(note, "!")
			s.note(name, change{report: true, final: final}, time.Now())
		}
		if due, _ := s.take(time.Now()); len(due) > 0 {
			told = append(told, fmt.Sprintf("%d:%s", ms, strings.Join(slices.Sorted(maps.Keys(due)), " ")))
		}
	}
	return strings.Join(told, " ")
}

func TestStormCollapses(t *testing.T) {
	s, start := newSettler(150*time.Millisecond, 2*time.Second), time.Unix(0, 0)
	for i := range storm + 1 {
		s.note(fmt.Sprint(i), change{}, start)
	}
	if due, all := s.take(start.Add(149 * time.Millisecond)); all || due != nil {
		t.Fatalf("told %d, all %v, before it was quiet", len(due), all)
	}
	due, all := s.take(start.Add(150 * time.Millisecond))
	if !all || due != nil {
		t.Fatalf("told %d, all %v; want a look at everything", len(due), all)
	}
	if _, ok := s.next(); ok {
		t.Error("something is left after a look at everything")
	}
}

// A storm that does not end must not have everything looked at all the time.
func TestEndlessStormIsBounded(t *testing.T) {
	s, start := newSettler(150*time.Millisecond, 2*time.Second), time.Unix(0, 0)
	s.cost = time.Second
	s.everything(start)
	for at := start; at.Before(start.Add(10 * time.Second)); at = at.Add(100 * time.Millisecond) {
		s.note("x", change{}, at)
		if _, all := s.take(at); all {
			if took := at.Sub(start); took != 4*time.Second {
				t.Errorf("looked again after %v, want four times the cost", took)
			}
			return
		}
	}
	t.Error("never looked again")
}

// What came and went is judged by what was before it came.
func TestFirstExistedCounts(t *testing.T) {
	s, now := newSettler(time.Second, time.Second), time.Unix(0, 0)
	s.note("new", change{existed: false}, now)
	s.note("new", change{existed: true}, now)
	s.note("old", change{existed: true}, now)
	s.note("old", change{existed: false}, now)
	due, _ := s.take(now.Add(time.Second))
	if due["new"].existed || !due["old"].existed {
		t.Errorf("new existed: %v, old existed: %v", due["new"].existed, due["old"].existed)
	}
}

// FuzzSettler plays any notes and asks for three things: nothing is told before
// its time, nothing later than the maximum, and nothing is forgotten.
func FuzzSettler(f *testing.F) {
	f.Add([]byte{0, 1, 2, 200, 3, 255, 4, 129, 130})
	f.Add([]byte{5, 250, 5, 250, 5, 250, 133, 250, 5})
	f.Fuzz(func(t *testing.T, steps []byte) {
		const quiet, most = 20 * time.Millisecond, 100 * time.Millisecond
		s, now := newSettler(quiet, most), time.Unix(0, 0)
		first, last, final := map[string]time.Time{}, map[string]time.Time{}, map[string]bool{}
		take := func() {
			due, all := s.take(now)
			if all {
				t.Fatal("a storm of eight names")
			}
			for name := range due {
				if !final[name] && now.Sub(last[name]) < quiet-finalWindow && now.Sub(first[name]) < most-finalWindow {
					t.Fatalf("%s told %v after it was last noted", name, now.Sub(last[name]))
				}
				delete(first, name)
			}
			for name, since := range first {
				if now.Sub(since) >= most {
					t.Fatalf("%s not told after %v", name, now.Sub(since))
				}
			}
		}
		for _, step := range steps {
			if step >= 192 { // time passes
				now = now.Add(time.Duration(step-191) * time.Millisecond)
				take()
				continue
			}
			name := fmt.Sprint(step % 8)
			if _, ok := first[name]; !ok {
				first[name] = now
			}
			last[name], final[name] = now, step >= 128
			s.note(name, change{final: step >= 128}, now)
			take()
		}
		now = now.Add(most)
		take()
		if len(first) > 0 {
			t.Fatalf("forgot %v", first)
		}
	})
}
