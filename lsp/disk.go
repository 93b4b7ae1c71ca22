package lsp

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Files that the editor asks about and does not have open: a tree of totals
// that is unfolded, or a script. The editor names the file, inside one of its
// own folders; a report never gets anything opened.

// maxFile bounds what is read, in bytes. It is the limit for open documents too
// (rpc.Options.MaxBody).
const maxFile = 64 << 20

// readDocument reads a file that is not open; nil where there is no such file.
func readDocument(uri, path string) (*document, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look at the source file: %w", err)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the source file: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the source file: %w", err)
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MiB: covls does not read such a source file", path, maxFile>>20)
	}
	d := &document{uri: uri, path: path, language: languageOf("", path), text: string(text)}
	return d.settle(), nil
}
