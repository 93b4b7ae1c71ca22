package watch

// What is known of the disk: a tree of folders with the names in them. It is a
// tree and not a flat map so that a folder which is removed or renamed takes
// everything below it along at the cost of what was below it.

import (
	"slices"
	"strings"
)

// A folder is one that is watched.
type folder struct {
	id    identity
	files map[string]file    // by base name
	sub   map[string]*folder // by base name
}

// A file is a regular file, or a link to one that may be a report.
type file struct {
	// Stamp is zero for sources unless polling: nobody compares it then.
	Stamp
	report bool
}

func newFolder(id identity) *folder {
	return &folder{id: id, files: map[string]file{}, sub: map[string]*folder{}}
}

// at finds the folder with a slash-separated path below f; nil when it is not
// known, such as an ignored one.
func (f *folder) at(path string) *folder {
	for path != "" && f != nil {
		var base string
		base, path, _ = strings.Cut(path, "/")
		f = f.sub[base]
	}
	return f
}

// each calls do for every file in and below f, whose name is name, in no order.
func (f *folder) each(name string, do func(name string, f file)) {
	for base, file := range f.files {
		do(join(name, base), file)
	}
	for base, sub := range f.sub {
		sub.each(join(name, base), do)
	}
}

// folders calls do for f and every folder below it.
func (f *folder) folders(name string, do func(name string)) {
	do(name)
	for base, sub := range f.sub {
		sub.folders(join(name, base), do)
	}
}

// compare calls changed for every file that is not the same in before and
// after. Either may be nil.
func compare(before, after *folder, name string, changed func(name string, existed bool, now file)) {
	switch {
	case before == nil:
		before = &folder{}
	case after == nil:
		after = &folder{}
	}
	for base, now := range after.files {
		if was, existed := before.files[base]; !existed || was != now {
			changed(join(name, base), existed, now)
		}
	}
	for base, was := range before.files {
		if _, exists := after.files[base]; !exists {
			changed(join(name, base), true, file{report: was.report})
		}
	}
	for base, sub := range after.sub {
		compare(before.sub[base], sub, join(name, base), changed)
	}
	for base, sub := range before.sub {
		if after.sub[base] == nil {
			compare(sub, nil, join(name, base), changed)
		}
	}
}

// list adds everything in and below f to a listing.
func (l *Listing) list(f *folder, name string) {
	f.each(name, func(name string, f file) {
		if f.report {
			l.Reports = append(l.Reports, Report{Name: name, Stamp: f.Stamp})
		} else {
			l.Sources = append(l.Sources, name)
		}
	})
	f.folders(name, func(string) { l.Folders++ })
}

// sort brings a listing into its order and drops what two places both list.
func (l *Listing) sort() {
	slices.Sort(l.Sources)
	l.Sources = slices.Compact(l.Sources)
	slices.SortFunc(l.Reports, func(a, b Report) int { return strings.Compare(a.Name, b.Name) })
	l.Reports = slices.CompactFunc(l.Reports, func(a, b Report) bool { return a.Name == b.Name })
}

func join(name, base string) string {
	if name == "" {
		return base
	}
	return name + "/" + base
}
