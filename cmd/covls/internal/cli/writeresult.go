package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// writeResult has write fill a file, or stdout when it has no name. A file
// appears under its name in one step and complete, or not at all: somebody may
// be watching it, covls itself to begin with.
func (a *app) writeResult(name string, write func(io.Writer) error) (err error) {
	if name == "" || name == "-" {
		return write(a.out)
	}
	if info, statErr := os.Stat(name); statErr == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return fmt.Errorf("write %s: it is a folder", name)
		}
		return writeInPlace(name, write) // a device or a named pipe
	}
	temp, err := createBeside(name)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(temp.Name()))
		}
	}()
	if err := errors.Join(write(temp), temp.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(temp.Name(), name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// createBeside makes a file that can be renamed to name, with the permissions
// that the user's files have.
func createBeside(name string) (*os.File, error) {
	temp := filepath.Join(filepath.Dir(name), fmt.Sprintf(".%s.%d.tmp", filepath.Base(name), os.Getpid()))
	return os.OpenFile(temp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
}

func writeInPlace(name string, write func(io.Writer) error) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return errors.Join(write(f), f.Close())
}
