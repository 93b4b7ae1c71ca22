package watch

// What the watcher is told about files, instead of knowing formats itself.

// Rules say which files matter. The functions are called from several
// goroutines at once and must not keep what they are given. .gitignore plays
// no part: the folders that reports are written to are usually ignored by it.
type Rules struct {
	// Report says whether a file may be a report. Nil means none.
	Report func(name string) bool
	// Ignore says whether a folder is never entered. Nil means that all are.
	Ignore func(name string) bool
}

func (r Rules) report(name string) bool { return r.Report != nil && r.Report(name) }
func (r Rules) ignore(name string) bool { return r.Ignore != nil && r.Ignore(name) }
