package rpc

import (
	"log/slog"
	"time"
)

// Options are a session's limits. The zero value means the defaults.
type Options struct {
	// Log gets what nobody else hears of: failing notifications, panics, why a
	// session ended. nil discards it.
	Log *slog.Logger
	// WriteTimeout is how long a write may make no progress before the editor
	// counts as stuck and its session ends. Default 10 s: a debugger that holds
	// an editor is left alone for a while, memory is not held for long.
	WriteTimeout time.Duration
	// CallTimeout bounds Session.Call where its context has no deadline.
	// Default 30 s, for answers that need no person.
	CallTimeout time.Duration
	// MaxHeader and MaxBody bound one incoming frame, in bytes. Defaults 4 KiB,
	// where real headers have some 20 bytes, and 64 MiB, which is more than
	// editors open.
	MaxHeader, MaxBody int
	// MaxBacklog is how many notifications of Session.Notify may wait to be
	// sent. Default 4096.
	MaxBacklog int
}

func (o Options) orDefault() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	setDefault(&o.WriteTimeout, 10*time.Second)
	setDefault(&o.CallTimeout, 30*time.Second)
	setDefault(&o.MaxHeader, 4<<10)
	setDefault(&o.MaxBody, 64<<20)
	setDefault(&o.MaxBacklog, 4096)
	return o
}

func setDefault[T int | time.Duration](v *T, d T) {
	if *v <= 0 {
		*v = d
	}
}
