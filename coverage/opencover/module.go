package opencover

import "github.com/covls/covls/coverage"

// Modules, their files, and the section that is being filled.

// filesFactor bounds the paths of a module's files together, in strings of the
// largest size: 64 MiB by default, and the largest solutions have some ten
// thousand files.
const filesFactor = 1024

func (r *reader) beginModule() error {
	if err := r.flush(); err != nil {
		return err
	}
	clear(r.files)
	r.fileBytes, r.module = 0, ""
	r.leaveOut()
	return nil
}

// file remembers one of the module's files.
func (r *reader) file() error {
	path, _ := r.scan.Attr("fullPath")
	if err := r.checkString(path); err != nil {
		return err
	}
	uid, ok := r.scan.Attr("uid")
	if !ok || len(path) == 0 {
		r.drop("a file without a number or a path")
		return nil
	}
	r.fileBytes += len(uid) + len(path)
	if len(r.files) >= r.limits.Sections || r.fileBytes > filesFactor*r.limits.StringSize {
		return r.scan.Fail(coverage.ErrLimit, "the module %.200q has more files than limits allow", r.module)
	}
	r.files[string(uid)] = string(path)
	return nil
}

// into has the section be the one of path.
func (r *reader) into(path string) error {
	if r.open && r.section.Path == path {
		return nil
	}
	if err := r.flush(); err != nil {
		return err
	}
	r.open = true
	r.section.Path, r.section.Module = path, r.module
	return nil
}

// count counts records of the section against the limit.
func (r *reader) count(records int) error {
	if r.records += records; r.records > r.limits.Records {
		return r.scan.Fail(coverage.ErrLimit, "more than %d records of %.200q", r.limits.Records, r.section.Path)
	}
	return nil
}

// flush emits the section. It is sorted by the rule for sections, so that it does
// not matter where one ends and the next begins.
func (r *reader) flush() error {
	if !r.open {
		return nil
	}
	r.open = false
	if r.info.Sections++; r.info.Sections > r.limits.Sections {
		return r.scan.Fail(coverage.ErrLimit, "more than %d sections", r.limits.Sections)
	}
	r.section.File.Sort(duplicates)
	settleLines(&r.section.File)
	err := r.emit(&r.section)
	r.section.File.Reset()
	r.records = 0
	return err
}
