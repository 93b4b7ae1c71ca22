package readertest

import (
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/covls/covls/coverage"
)

// Reading to the end. Sections that speak of one file are merged by the format's
// own rule and settled, once and only if there were several, since that is when
// an index does it (coverage.Format.Settle): a reader whose lone sections needed
// settling would be wrong in an index, and must be wrong here.

// Collect reads a report and gives what it says of source files, by path as the
// report spells it. On an error the files are those of the sections that came
// before it. The caller owns the files.
func Collect(format coverage.Format, report io.Reader, limits coverage.Limits) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return collect(format, func(emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
		return format.Read(report, limits, emit)
	})
}

// CollectSet is Collect for formats whose reports are several files.
func CollectSet(format coverage.Format, set []coverage.Input, limits coverage.Limits) (map[string]*coverage.File, coverage.ReadInfo, error) {
	return collect(format, func(emit func(*coverage.Section) error) (coverage.ReadInfo, error) {
		return format.ReadSet(set, limits, emit)
	})
}

func collect(format coverage.Format, read func(emit func(*coverage.Section) error) (coverage.ReadInfo, error)) (map[string]*coverage.File, coverage.ReadInfo, error) {
	files, several := map[string]*coverage.File{}, map[string]bool{}
	info, err := read(func(s *coverage.Section) error {
		if before := files[s.Path]; before != nil {
			files[s.Path], several[s.Path] = coverage.Merge(before, &s.File, format.Duplicates), true
		} else {
			files[s.Path] = s.File.Clone()
		}
		return nil
	})
	if format.Settle != nil {
		for path := range several {
			format.Settle(files[path])
		}
	}
	return files, info, err
}

// Join adds what other files say to what files say, as runs of the same code.
// Merged files share no memory with either.
func Join(files, other map[string]*coverage.File) {
	for path, f := range other {
		if before := files[path]; before != nil {
			f = coverage.Merge(before, f, coverage.Sum)
		}
		files[path] = f
	}
}

// Sorted yields files by path, ascending, as writers want them.
func Sorted(files map[string]*coverage.File) iter.Seq2[string, *coverage.File] {
	return func(yield func(string, *coverage.File) bool) {
		for _, path := range slices.Sorted(maps.Keys(files)) {
			if !yield(path, files[path]) {
				return
			}
		}
	}
}

// discard is an emit for which only the reading matters.
func discard(*coverage.Section) error { return nil }
