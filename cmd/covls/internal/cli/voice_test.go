package cli

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/covls/covls/coverage"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"src/ü.c":            "src/ü.c",
		"a\x1b[2Jb":          "a [2Jb",
		"a\tb\r\nc":          "a b  c",
		"bad \xff utf":       "bad \uFFFD utf",
		"right\u202eto left": "right to left", // reverses what stands after it
		"\u009b31m":          " 31m",          // an escape sequence in one character
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestComplaints(t *testing.T) {
	var out, problems bytes.Buffer
	a := &app{voice: newVoice(&out, &problems), logLevel: "warn"}
	a.complain("the file is\ngone", "find it")
	a.complain("no way out", "")
	a.log().Info("nobody asked")
	a.log().With("a", 1).Warn("the index is damaged", "b", "two")
	want := "covls: the file is gone (find it)\ncovls: no way out\ncovls: the index is damaged (a=1, b=two)\n"
	if problems.String() != want || out.Len() > 0 {
		t.Errorf("stderr %q, want %q; stdout %q", &problems, want, &out)
	}
	if a.log().Enabled(t.Context(), slog.LevelInfo) {
		t.Error("info is logged at the level warn")
	}
}

func TestExitCodes(t *testing.T) {
	failure := errors.New("no such thing")
	for _, test := range []struct {
		err      error
		exitZero bool
		code     int
		stderr   string
	}{
		{nil, false, 0, ""},
		{verdict(exitFailed), false, 1, ""},
		{verdict(exitIndeterminate), false, 3, ""},
		{verdict(exitFailed), true, 0, ""},
		{fmt.Errorf("judge: %w", verdict(exitIndeterminate)), true, 0, ""},
		{failure, true, 2, "covls: no such thing (see `covls x --help`)\n"},
		{hinted(failure, "make one"), false, 2, "covls: no such thing (make one)\n"},
		{fmt.Errorf("show: %w", hinted(failure, "make one")), false, 2, "covls: show: no such thing (make one)\n"},
		{errComplained, true, 2, ""},
	} {
		var stderr bytes.Buffer
		a := &app{voice: newVoice(nil, &stderr), exitZero: test.exitZero}
		if code := a.exit("covls x", test.err); code != test.code || stderr.String() != test.stderr {
			t.Errorf("exit(%v) with --exit-zero=%v = %d, %q; want %d, %q", test.err, test.exitZero, code, &stderr, test.code, test.stderr)
		}
	}
}

func TestAge(t *testing.T) {
	for _, test := range []struct {
		ago  time.Duration
		want string
	}{
		{-time.Hour, "just now"}, // a clock that was set back
		{4 * time.Second, "just now"},
		{59 * time.Second, "59s ago"},
		{59 * time.Minute, "59m ago"},
		{47 * time.Hour, "47h ago"},
		{48 * time.Hour, "2d ago"},
	} {
		if got := age(noon, noon.Add(-test.ago)); got != test.want {
			t.Errorf("%v is %q, want %q", test.ago, got, test.want)
		}
	}
	if got := age(noon, time.Time{}); got != "never" {
		t.Errorf("no time at all is %q", got)
	}
}

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		size(1): "1 byte", size(1023): "1023 bytes", size(1024): "1.0 KiB", size(18 << 20): "18.0 MiB", size(5 << 50): "5120.0 TiB",
		percent(coverage.Ratio{}):                            "n/a",
		percent(coverage.Ratio{Covered: 9999, Total: 10000}): "99.9%",
		share(coverage.Ratio{Covered: 2, Total: 3}):          "66.6% (2/3)",
		count(0, "file"):                                     "0 files", count(1, "file"): "1 file",
		hits(coverage.Mark{State: coverage.Covered, Hits: 99_999}):                        "99999",
		hits(coverage.Mark{State: coverage.Covered, Hits: 100_000}):                       "100k",
		hits(coverage.Mark{State: coverage.Covered, Hits: coverage.MaxHits}):              "9223P",
		hits(coverage.Mark{State: coverage.Partial, Hits: 1, Bits: coverage.InexactHits}): "1+",
		hits(coverage.Mark{State: coverage.Excluded}):                                     "",
		shorten("a long line of text", 10):                                                "a long li…", shorten("short", 10): "short", shorten("without bounds", 0): "without bounds",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
