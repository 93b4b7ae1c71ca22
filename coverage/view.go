package coverage

import (
	"slices"
	"time"
)

// A view is the answer to "what is known of this file, as it stands now?". It
// is a pure function of the observations and of the content that is looked at,
// so that editor, terminal and gate cannot disagree.

// Provenance is where a flag's data comes from.
type Provenance string

const (
	Fresh       Provenance = "fresh"   // measured on what is here
	CarriedOver Provenance = "carried" // measured elsewhere and mapped
	Absent      Provenance = "absent"  // no data
)

// FlagCoverage is a flag's share of a file or a workspace.
type FlagCoverage struct {
	Flag  string // "" for reports without a flag
	State Provenance
	Lines Ratio
	Time  time.Time // of the oldest report that contributes; zero when absent
}

// A View is what is known of one source file at one content.
type View struct {
	Path    string // workspace-relative, with slashes
	Marks   []Mark // ascending
	Summary Summary
	Flags   []FlagCoverage // by name; "" comes first
	// Functions of the merged reports, by line; empty when nothing matches.
	Functions []Function
	// Stale is set when reports speak of the file and none of them measured
	// this content: then every mark is Unknown.
	Stale bool
	// Known are the observations of this very content.
	Known []Observation
	// Merged is what they say together.
	Merged *File
}

// ViewOf combines the observations of a file for one content. Only reports with
// one of the flags count; nil means all of them. Observations of other contents
// are not shifted or guessed at: as long as no line map is given, they say
// nothing but that something was instrumented here.
func ViewOf(path string, observations []Observation, content ContentID, flags []string) View {
	v := View{Path: path, Merged: &File{}}
	var others []Observation
	for _, o := range observations {
		switch {
		case !selected(o.Report, flags):
		case content != "" && o.Content == content:
			v.Known = append(v.Known, o)
		default:
			others = append(others, o)
		}
	}
	v.Merged = MergeAll(v.Known)
	if len(v.Known) > 0 {
		v.Marks = v.Merged.Marks()
		v.Functions = v.Merged.Functions
	} else if len(others) > 0 {
		v.Stale = true
		v.Marks = unknownMarks(MergeAll(others))
	}
	v.Summary = v.Merged.Summary()
	v.Flags = flagShares(v.Known, others)
	return v
}

// MergeAll combines observations of one content.
func MergeAll(observations []Observation) *File {
	if len(observations) == 1 {
		return observations[0].File
	}
	merged := &File{}
	for _, o := range observations {
		merged = Merge(merged, o.File, Sum)
	}
	return merged
}

func selected(r *Report, flags []string) bool {
	return flags == nil || slices.ContainsFunc(flags, r.HasFlag)
}

func unknownMarks(f *File) []Mark {
	marks := make([]Mark, 0, len(f.Lines))
	for _, l := range f.Lines {
		marks = append(marks, Mark{Line: l.Number, State: Unknown})
	}
	return marks
}

// flagShares gives every flag that speaks of the file its own lines. Whether a
// flag is fresh is decided against commits, not against what somebody types, so
// a text that was not measured leaves a flag its state and takes its lines
// (semantics §3).
func flagShares(known, others []Observation) []FlagCoverage {
	byFlag := map[string][]Observation{}
	times := map[string]time.Time{}
	for _, o := range slices.Concat(known, others) {
		for _, flag := range flagsOf(o.Report) {
			if oldest, ok := times[flag]; !ok || o.Report.Time.Before(oldest) {
				times[flag] = o.Report.Time
			}
		}
	}
	for _, o := range known {
		for _, flag := range flagsOf(o.Report) {
			byFlag[flag] = append(byFlag[flag], o)
		}
	}
	shares := make([]FlagCoverage, 0, len(times))
	for flag, oldest := range times {
		lines := MergeAll(byFlag[flag]).Summary().Lines
		shares = append(shares, FlagCoverage{Flag: flag, State: Fresh, Lines: lines, Time: oldest})
	}
	slices.SortFunc(shares, func(a, b FlagCoverage) int {
		if a.Flag < b.Flag {
			return -1
		}
		return 1
	})
	return shares
}

// flagsOf lists a report's flags, with "" for a report that has none.
func flagsOf(r *Report) []string {
	if len(r.Flags) == 0 {
		return []string{""}
	}
	return r.Flags
}
