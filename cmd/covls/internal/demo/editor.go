package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// The editor: it starts the server, opens files and keeps what the server says
// unasked. Nothing here waits for a time to pass. Whoever wants to see something
// waits for the message that brings it, and gives up after patience.

// patience is how long a message may take. The server needs some hundredths of
// that on a machine that has nothing else to do.
const patience = 30 * time.Second

// An Editor has one server, in a process of its own. Its methods are for one
// goroutine.
type Editor struct {
	root   string
	cmd    *exec.Cmd
	client *client
	stderr strings.Builder // written by cmd; read after it ended

	mu     sync.Mutex // guards what follows
	status Status
	files  map[string]FileCoverage // the newest of every URI
	odd    error                   // a message that could not be read
	news   chan struct{}           // closed, and made anew, when any of them changed
}

// Start starts the server and tells it of the folder. When ctx ends, so does the
// server; otherwise Close ends it.
func Start(ctx context.Context, cmd *exec.Cmd, root string) (*Editor, error) {
	e := &Editor{root: root, cmd: cmd, files: map[string]FileCoverage{}, news: make(chan struct{})}
	cmd.Stderr = &e.stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the server: %w", err)
	}
	e.client = newClient(stdout, stdin, e.hear)
	if err := e.initialize(ctx); err != nil {
		return nil, errors.Join(err, e.kill())
	}
	return e, nil
}

// initialize declares what the demo shows. Diagnostics are asked for, in all of
// a file: an editor with a gutter would show those of the patch only.
func (e *Editor) initialize(ctx context.Context) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	err := e.client.call(ctx, "initialize", map[string]any{
		"processId":  os.Getpid(),
		"clientInfo": map[string]any{"name": "covls demo"},
		"rootUri":    fileURI(e.root),
		"capabilities": map[string]any{
			"textDocument": map[string]any{
				"codeLens":   map[string]any{},
				"diagnostic": map[string]any{},
				"hover":      map[string]any{"contentFormat": []string{"plaintext"}},
			},
			"workspace":    map[string]any{"diagnostics": map[string]any{"refreshSupport": true}},
			"experimental": map[string]any{"covls": map[string]any{"publishCoverage": true}},
		},
		"initializationOptions": map[string]any{
			"diagnostics": map[string]any{"scope": "all"},
		},
	}, nil)
	if err != nil {
		return err
	}
	return e.client.notify("initialized", map[string]any{})
}

// hear keeps what the server says unasked.
func (e *Editor) hear(method string, params json.RawMessage, at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var err error
	switch method {
	case "covls/status":
		var status Status
		if err = json.Unmarshal(params, &status); err == nil {
			e.status = status
		}
	case "covls/publishCoverage":
		file := FileCoverage{At: at}
		if err = json.Unmarshal(params, &file); err == nil {
			file.Marks, err = marks(file.Data)
		}
		if err == nil {
			e.files[file.URI] = file
		}
	default:
		return
	}
	if err != nil {
		e.odd = fmt.Errorf("read %s: %w", method, err)
	}
	close(e.news)
	e.news = make(chan struct{})
}

// await returns when enough does not return false any more. It is called with mu
// held, after every message.
func (e *Editor) await(ctx context.Context, what string, enough func() bool) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	for {
		e.mu.Lock()
		done, odd, news := enough(), e.odd, e.news
		e.mu.Unlock()
		switch {
		case odd != nil:
			return odd
		case done:
			return nil
		}
		select {
		case <-news:
		case <-e.client.ended:
			return fmt.Errorf("wait for %s: %w", what, e.client.err)
		case <-ctx.Done():
			return fmt.Errorf("wait for %s: %w", what, context.Cause(ctx))
		}
	}
}

func patiently(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, patience, fmt.Errorf("nothing came for %s", patience))
}

// Close ends the session as LSP has it, and then the process.
func (e *Editor) Close(ctx context.Context) error {
	ctx, cancel := patiently(ctx)
	defer cancel()
	err := e.client.call(ctx, "shutdown", nil, nil)
	if err == nil {
		err = e.client.notify("exit", nil)
	}
	if err != nil {
		return errors.Join(err, e.kill())
	}
	select {
	case <-e.client.ended:
		return e.wait()
	case <-ctx.Done():
		return errors.Join(context.Cause(ctx), e.kill())
	}
}

// kill ends a server that does not end by itself, and says what it wrote.
func (e *Editor) kill() error {
	// The error is that it has ended.
	_ = e.cmd.Process.Kill()
	<-e.client.ended
	_ = e.wait()
	if said := strings.TrimSpace(e.stderr.String()); said != "" {
		return errors.New(said)
	}
	return nil
}

// wait is for when everything was read, as exec.Cmd demands.
func (e *Editor) wait() error {
	if err := e.cmd.Wait(); err != nil {
		return fmt.Errorf("end the server: %w", err)
	}
	return nil
}

// fileURI is the file: URI of an absolute path.
func fileURI(name string) string {
	name = filepath.ToSlash(name)
	if !strings.HasPrefix(name, "/") {
		name = "/" + name // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: name}).String()
}
