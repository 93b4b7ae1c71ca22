package watch

// The polling loop waits for nothing but time, so it runs in a bubble where
// time is at hand.

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"
)

// A report that is written in chunks over three passes is told once, when it is
// whole.
func TestPollTellsASlowWriterOnce(t *testing.T) {
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w, err := New(Options{Root: root, Rules: testRules, Poll: true})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if b := <-w.Batches(); b.Rescan == nil {
			t.Fatal("the first batch is no listing")
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 15 {
				time.Sleep(100 * time.Millisecond)
				put(t, filepath.Join(root, "lcov.info"), "x", os.O_APPEND)
			}
		}()
		b := <-w.Batches()
		select {
		case <-done:
		default:
			t.Error("told while it was still being written")
		}
		if len(b.Reports) != 1 || b.Reports[0] != "lcov.info" {
			t.Errorf("told %q", b.Reports)
		}
		time.Sleep(5 * time.Minute)
		select {
		case b := <-w.Batches():
			t.Errorf("told again: %q", b.Reports)
		default:
		}
	})
}

// A stamp that was taken within the clock's tick of the write proves nothing,
// so the report is told a second time, and then never again.
func TestPollDistrustsYoungStamps(t *testing.T) {
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(root, "lcov.info")
		put(t, path, "one", os.O_TRUNC)
		now := time.Now().Add(5) // the bubble's clock, with a fraction
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
		w, err := New(Options{Root: root, Rules: testRules, Poll: true})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		<-w.Batches()
		put(t, path, "two", os.O_TRUNC)
		if err := os.Chtimes(path, now, now); err != nil {
			t.Fatal(err)
		}
		if b := <-w.Batches(); len(b.Reports) != 1 {
			t.Fatalf("told %q", b.Reports)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for range 10 {
			time.Sleep(time.Minute)
			select {
			case b := <-w.Batches():
				t.Fatalf("told again: %q", b.Reports)
			default:
			}
		}
	})
}

func TestPokeQuickensPolling(t *testing.T) {
	root := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		w, err := New(Options{Root: root, Rules: testRules, Poll: true})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		<-w.Batches()
		time.Sleep(20 * time.Minute) // it is at its slowest now
		put(t, filepath.Join(root, "lcov.info"), "x", os.O_TRUNC)
		began := time.Now()
		w.Poke()
		<-w.Batches()
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("told after %v", took)
		}
	})
}

func TestPace(t *testing.T) {
	p, now := pacer{min: time.Second, max: time.Minute}, time.Unix(0, 0)
	var got []time.Duration
	pass := func(took time.Duration, changed bool) {
		now = now.Add(took)
		p.passed(now.Add(-took), now, changed)
		got = append(got, p.next().Sub(now))
		now = p.next()
	}
	pass(time.Millisecond, true)
	for range 7 {
		pass(time.Millisecond, false)
	}
	pass(time.Millisecond, true)
	pass(2*time.Second, true) // a slow disk is left alone nine times as long
	want := []time.Duration{1, 2, 4, 8, 16, 32, 60, 60, 1, 18}
	for i, seconds := range want {
		if got[i] != seconds*time.Second {
			t.Errorf("pause %d is %v, want %v", i, got[i], seconds*time.Second)
		}
	}
}
