package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"
	"unicode"

	"github.com/covls/covls/coverage"
)

// How covls speaks, in one place. Results go to stdout and nothing else does, so
// that they can be piped. Problems go to stderr as
//
//	covls: <what> (<how to mend it>)
//
// without capitals or a full stop, one line each. Colours appear on a terminal
// only, and never with NO_COLOR. What reports say is printed without its control
// characters: a path in a report must not move anybody's cursor.

// A voice speaks to one user.
type voice struct {
	out, err terminal
}

// newVoice speaks to the process's own streams.
func newVoice(out, err io.Writer) voice {
	return voice{newTerminal(out), newTerminal(err)}
}

// complain says what is wrong and how to mend it; hint may be empty.
func (v *voice) complain(what, hint string) {
	line := "covls: " + clean(what)
	if hint != "" {
		line += " (" + clean(hint) + ")"
	}
	fmt.Fprintln(v.err, line)
}

// problems complains of all that a snapshot knows of.
func (v *voice) problems(list []coverage.Problem) {
	for _, p := range list {
		v.complain(p.Message, p.Hint)
	}
}

// clean makes text of unknown origin safe to print on one line.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r != unicode.ReplacementChar && !unicode.IsGraphic(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}

// percent gives "66.6%", or "n/a" where nothing was counted.
func percent(r coverage.Ratio) string {
	if r.Total == 0 {
		return "n/a"
	}
	return r.Percent(1) + "%"
}

// share gives "66.6% (2/3)".
func share(r coverage.Ratio) string {
	if r.Total == 0 {
		return "n/a"
	}
	return fmt.Sprintf("%s (%d/%d)", percent(r), r.Covered, r.Total)
}

// count gives "1 file" and "2 files".
func count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// flagName is a flag as people read it.
func flagName(flag string) string {
	if flag == "" {
		return "unflagged"
	}
	return flag
}

// age says how long ago something was, in one unit: nobody needs the seconds of
// something that happened on Tuesday.
func age(now, then time.Time) string {
	if then.IsZero() {
		return "never"
	}
	switch d := now.Sub(then); {
	case d < 5*time.Second:
		return "just now"
	case d < time.Minute:
		return fmt.Sprintf("%ds ago", d/time.Second)
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", d/time.Minute)
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", d/time.Hour)
	default:
		return fmt.Sprintf("%dd ago", d/(24*time.Hour))
	}
}

// size gives bytes in the unit that keeps three digits.
func size(n int64) string {
	const unit = 1024
	if n < unit {
		return count(n, "byte")
	}
	value, names := float64(n), []string{"KiB", "MiB", "GiB", "TiB"}
	for {
		if value /= unit; value < unit || len(names) == 1 {
			return fmt.Sprintf("%.1f %s", value, names[0])
		}
		names = names[1:]
	}
}

// A logVoice prints log records as problems are printed, for commands whose
// stderr a person reads. A server's log has times and is made elsewhere.
type logVoice struct {
	*voice
	level slog.Level
	attrs []slog.Attr
}

func (l logVoice) Enabled(_ context.Context, level slog.Level) bool { return level >= l.level }

func (l logVoice) Handle(_ context.Context, r slog.Record) error {
	var details []string
	add := func(a slog.Attr) bool {
		details = append(details, a.String())
		return true
	}
	for _, a := range l.attrs {
		add(a)
	}
	r.Attrs(add)
	l.complain(r.Message, strings.Join(details, ", "))
	return nil
}

func (l logVoice) WithAttrs(attrs []slog.Attr) slog.Handler {
	l.attrs = append(l.attrs[:len(l.attrs):len(l.attrs)], attrs...)
	return l
}

// WithGroup leaves the group out: nobody needs namespaces in one line.
func (l logVoice) WithGroup(string) slog.Handler { return l }
