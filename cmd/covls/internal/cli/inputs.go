package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/covls/covls/coverage"
	"github.com/covls/covls/coverage/formats"
)

// What was named on the command line, as reports. A name is mostly a file that
// is one. It may be a folder, such as GOCOVERDIR names, and a shell turns
// ".coverage.*" into twenty names of files that only make sense together.

// An input is one report: a file, or several of which a folder was named or
// which belong together.
type input struct {
	name   string // as it was given; of several, the first
	files  []string
	format *coverage.Format // nil where only reading the file will tell
}

// together reports whether the input's files are read as a set.
func (i *input) together() bool { return i.format != nil && i.format.ReadSet != nil }

// inputsOf tells what reports were named, in the order of their names.
func inputsOf(ctx context.Context, names []string) ([]*input, error) {
	var inputs []*input
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, unreadable(name, err)
		}
		if info.IsDir() {
			inside, err := folderInputs(ctx, name)
			if err != nil {
				return nil, unreadable(name, err)
			}
			inputs = append(inputs, inside...)
			continue
		}
		i := &input{name: name, files: []string{name}}
		if info.Mode().IsRegular() { // a pipe can be read only once
			i.format = formatOf(ctx, name)
		}
		if !joined(inputs, i) {
			inputs = append(inputs, i)
		}
	}
	return inputs, nil
}

// joined adds a file to those of its folder and format, where the format wants
// them together.
func joined(inputs []*input, i *input) bool {
	if !i.together() {
		return false
	}
	for _, other := range inputs {
		if other.format == i.format && filepath.Dir(other.files[0]) == filepath.Dir(i.name) {
			other.files = append(other.files, i.files...)
			return true
		}
	}
	return false
}

// folderInputs are the reports in a folder, by the names that they would go by
// in a workspace. Where none of its files has a report's name, all are looked
// at: whoever names a folder knows what is in it. Several formats may be of one
// run, which would count twice, so that is an error.
func folderInputs(ctx context.Context, folder string) ([]*input, error) {
	files, err := filesIn(folder)
	if err != nil {
		return nil, err
	}
	byName, found := map[string]*input{}, map[string]bool{}
	for _, file := range files {
		format := formatOf(ctx, file)
		if format == nil {
			continue
		}
		found[format.Name] = true
		slot := formats.SlotName(filepath.ToSlash(file))
		if byName[slot] == nil {
			byName[slot] = &input{name: file, format: format}
		}
		byName[slot].files = append(byName[slot].files, file)
	}
	switch names := slices.Sorted(maps.Keys(found)); len(names) {
	case 0:
		return nil, errors.New("it is a folder without reports in it")
	case 1:
	default:
		return nil, fmt.Errorf("it is a folder with reports of several formats (%s), which may be of one run: name those that count", strings.Join(names, ", "))
	}
	var inputs []*input
	for _, slot := range slices.Sorted(maps.Keys(byName)) {
		inputs = append(inputs, byName[slot])
	}
	return inputs, nil
}

// filesIn lists a folder's own files that have the name of a report, or all of
// them where none has.
func filesIn(folder string) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	var all, candidates []string
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		all = append(all, filepath.Join(folder, entry.Name()))
		if formats.CandidateName(filepath.ToSlash(filepath.Join(abs, entry.Name()))) {
			candidates = append(candidates, all[len(all)-1])
		}
	}
	if len(candidates) > 0 {
		return candidates, nil
	}
	return all, nil
}

// formatOf tells a file's format by its first bytes; nil where it has none.
func formatOf(ctx context.Context, name string) *coverage.Format {
	file, err := os.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	head := make([]byte, formats.HeadSize)
	n, err := io.ReadFull(interruptible{ctx, file}, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	format, err := formats.Detect(head[:n])
	if err != nil {
		return nil
	}
	return format
}

// read streams the report.
func (i *input) read(ctx context.Context, emit func(*coverage.Section) error) (formats.Result, error) {
	if i.together() {
		return formats.ReadSet(i.format, i.parts(ctx), coverage.Limits{}, emit)
	}
	var all formats.Result
	for _, name := range i.files {
		file, err := os.Open(name)
		if err != nil {
			return all, err
		}
		result, err := formats.Read(interruptible{ctx, file}, "", coverage.Limits{}, emit)
		file.Close()
		if err != nil {
			return all, err
		}
		all.Format, all.Info.Producer = result.Format, result.Info.Producer
		all.Info.Sections += result.Info.Sections
		all.Info.Dropped.Merge(result.Info.Dropped)
	}
	return all, nil
}

func (i *input) parts(ctx context.Context) []coverage.Input {
	parts := make([]coverage.Input, len(i.files))
	for n, name := range i.files {
		parts[n] = coverage.Input{Name: filepath.Base(name), Open: func() (io.ReadCloser, error) {
			file, err := os.Open(name)
			if err != nil {
				return nil, err
			}
			return interruptible{ctx, file}, nil
		}}
	}
	return parts
}

func unreadable(name string, err error) error {
	return hinted(fmt.Errorf("read %s: %w", name, err), "nothing was written; leave it out, or have its tool write it again")
}

// interruptible ends a long read when the user has had enough. An archive is
// read at many places, which the file allows.
type interruptible struct {
	ctx context.Context
	*os.File
}

func (i interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.File.Read(p)
}

func (i interruptible) ReadAt(p []byte, off int64) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.File.ReadAt(p, off)
}
