package cli

import "errors"

// Exit codes (contract §1). Scripts tell "the coverage is too low" from "I was
// called wrongly" by them, so whatever is no verdict is a 2.
const (
	exitDone          = 0
	exitFailed        = 1 // a verdict failed
	exitUsage         = 2 // usage, configuration, or something could not be done
	exitIndeterminate = 3 // there was nothing to judge
)

// A verdict is an error that says how a judgement came out. It has been printed
// by the time it is returned.
type verdict int

func (v verdict) Error() string {
	if v == exitIndeterminate {
		return "the verdict is indeterminate"
	}
	return "the verdict is fail"
}

// A problem is an error together with what to do about it.
type problem struct {
	err  error
	hint string
}

func (p *problem) Error() string { return p.err.Error() }
func (p *problem) Unwrap() error { return p.err }

// hinted adds the way out to an error.
func hinted(err error, hint string) error { return &problem{err, hint} }

// errComplained ends a command whose problems were all printed as it met them.
var errComplained = errors.New("some files could not be shown")

// complainOf prints an error with its hint, for commands that go on after it.
func (a *app) complainOf(err error) {
	var p *problem
	if errors.As(err, &p) {
		a.complain(err.Error(), p.hint)
		return
	}
	a.complain(err.Error(), "")
}

// exit says what went wrong, if anything did, and gives the exit code. command
// is how the command that ran is called in full.
func (a *app) exit(command string, err error) int {
	var v verdict
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &v):
		if a.exitZero {
			return exitDone
		}
		return int(v)
	case errors.Is(err, errComplained):
	case errors.As(err, new(*problem)):
		a.complainOf(err)
	default:
		a.complain(err.Error(), "see `"+command+" --help`")
	}
	return exitUsage
}
